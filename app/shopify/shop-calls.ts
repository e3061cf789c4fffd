import type { Gateway, ProductFacts } from "./gateway.ts";
import { fromGid, toGid } from "./gid.ts";
import { metafieldsSetMutation } from "./operations/metafields.ts";
import { VARIANTS_PER_CALL, productByHandleQuery, variantsQuery } from "./operations/products.ts";
import { shopQuery } from "./operations/shop.ts";
import { appUninstallMutation } from "./operations/uninstall.ts";
import { slices } from "./slices.ts";
import type { Caller } from "./throttle.ts";
import { ShopifyFailure } from "./transport.ts";
import { requireNoErrors } from "./user-errors.ts";

/** The part of the gateway that is about the shop itself and its products. */
export function createShopCalls(
  call: Caller,
): Pick<Gateway, "readShop" | "uninstall" | "writeProgram" | "findVariantId" | "listProductFacts"> {
  return {
    async readShop() {
      const { shop } = await call(shopQuery, {});
      return {
        id: fromGid(shop.id),
        name: shop.name,
        domain: shop.myshopifyDomain,
        url: shop.url.replace(/\/+$/, ""),
        currency: shop.currencyCode,
        timeZone: shop.ianaTimezone,
        taxesIncluded: shop.taxesIncluded,
        newCustomerAccounts: shop.customerAccountsV2.customerAccountsVersion === "NEW_CUSTOMER_ACCOUNTS",
      };
    },

    async uninstall() {
      const { appUninstall } = await call(appUninstallMutation, {});
      if (!appUninstall) throw new ShopifyFailure("unknown", appUninstallMutation.name, "the answer is empty");
      requireNoErrors(appUninstallMutation.name, appUninstall.userErrors);
    },

    async writeProgram(shopId, json) {
      const metafields = [{ ownerId: toGid("Shop", shopId), key: "program", type: "json" as const, value: json }];
      const { metafieldsSet } = await call(metafieldsSetMutation, { metafields });
      if (!metafieldsSet) throw new ShopifyFailure("unknown", metafieldsSetMutation.name, "the answer is empty");
      requireNoErrors(metafieldsSetMutation.name, metafieldsSet.userErrors);
    },

    async findVariantId(idOrHandle) {
      const id = /^(?:gid:\/\/shopify\/ProductVariant\/)?([0-9]+)$/.exec(idOrHandle)?.[1];
      if (id !== undefined) return id;
      const { productByIdentifier: product } = await call(productByHandleQuery, { handle: idOrHandle });
      const variant = product?.variants.nodes[0];
      return variant ? fromGid(variant.id) : null;
    },

    async listProductFacts(variantIds) {
      const facts = new Map<string, ProductFacts>();
      for (const ids of slices([...new Set(variantIds)], VARIANTS_PER_CALL)) {
        const { nodes } = await call(variantsQuery, { ids: ids.map((id) => toGid("ProductVariant", id)) });
        for (const variant of nodes) {
          if (!variant) continue;
          facts.set(fromGid(variant.id), {
            productId: fromGid(variant.product.id),
            handle: variant.product.handle,
            vendor: variant.product.vendor,
            tags: variant.product.tags,
            collections: variant.product.collections.nodes.flatMap((collection) => [
              fromGid(collection.id),
              collection.handle,
            ]),
            compareAt: variant.compareAtPrice,
          });
        }
      }
      return facts;
    },
  };
}
