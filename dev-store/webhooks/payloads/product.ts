import { gid } from "../../shop/gid.ts";
import type { Shop } from "../../shop/shop.ts";
import { isoInZone } from "../../shop/time.ts";
import type { JsonObject, Product } from "../../shop/types.ts";

/** products/create and products/update, as far as this shop knows products. */
export function productPayload(shop: Shop, product: Product): JsonObject {
  const local = (moment: string): string => isoInZone(moment, shop.state.info.timeZone);
  return {
    id: Number(product.id),
    admin_graphql_api_id: gid("Product", product.id),
    body_html: product.description,
    created_at: local(product.createdAt),
    handle: product.handle,
    product_type: product.productType,
    status: product.status.toLowerCase(),
    tags: product.tags.join(", "),
    title: product.title,
    updated_at: local(product.updatedAt),
    vendor: product.vendor,
    variants: product.variants.map((variant) => ({
      id: Number(variant.id),
      admin_graphql_api_id: gid("ProductVariant", variant.id),
      compare_at_price: variant.compareAt,
      price: variant.price,
      product_id: Number(product.id),
      sku: variant.sku,
      title: variant.title,
    })),
  };
}
