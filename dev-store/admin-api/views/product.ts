import { gid } from "../../shop/gid.ts";
import type { Collection, Product, Variant } from "../../shop/types.ts";
import { count, moneyV2, readId, type Context, type View } from "../answers.ts";
import { asGiven, byId, type PageArgs } from "../connection.ts";
import { metafieldFields } from "./metafields.ts";

export function imageView(context: Context, product: Product): View | null {
  if (product.image === null) return null;
  const url = `${context.baseUrl}/cdn/products/${product.handle}.svg`;
  return {
    __typename: "Image",
    id: gid("ImageSource", product.id),
    url,
    altText: product.imageAlt,
    width: 800,
    height: 800,
  };
}

export function productView(context: Context, product: Product): View {
  const { shop } = context;
  const { currency } = shop.state.info;
  const id = gid("Product", product.id);
  const prices = product.variants.map((variant) => Number(variant.price));
  const cheapest = product.variants[prices.indexOf(Math.min(...prices))];
  const dearest = product.variants[prices.indexOf(Math.max(...prices))];
  const image = imageView(context, product);
  return {
    __typename: "Product",
    id,
    legacyResourceId: product.id,
    handle: product.handle,
    title: product.title,
    description: product.description.replace(/<[^>]+>/g, ""),
    descriptionHtml: product.description,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    status: product.status,
    isGiftCard: product.giftCard,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    publishedAt: product.createdAt,
    onlineStoreUrl: `${context.baseUrl}/products/${product.handle}`,
    onlineStorePreviewUrl: `${context.baseUrl}/products/${product.handle}`,
    hasOnlyDefaultVariant: product.variants.length === 1,
    hasOutOfStockVariants: false,
    totalInventory: 0,
    tracksInventory: false,
    featuredImage: image,
    featuredMedia: image
      ? { __typename: "MediaImage", id: gid("MediaImage", product.id), image, alt: product.imageAlt }
      : null,
    priceRangeV2: {
      minVariantPrice: moneyV2(cheapest?.price ?? "0", currency),
      maxVariantPrice: moneyV2(dearest?.price ?? "0", currency),
    },
    options: [],
    variants: (args: PageArgs) => asGiven(product.variants, args, (variant) => variantView(context, variant)),
    variantsCount: count(product.variants.length),
    collections: (args: PageArgs) => byId(collectionsOf(context, product), args, (one) => collectionView(context, one)),
    inCollection: (args: { id: string }) => product.collections.includes(readId(args.id, "Collection") ?? ""),
    ...metafieldFields(context, id),
  };
}

function collectionsOf(context: Context, product: Product): Collection[] {
  return product.collections.flatMap((id) => context.shop.state.collections[id] ?? []);
}

export function variantView(context: Context, variant: Variant): View {
  const product = context.shop.state.products[variant.productId];
  if (!product) throw new Error(`variant ${variant.id} has no product`);
  const id = gid("ProductVariant", variant.id);
  return {
    __typename: "ProductVariant",
    id,
    legacyResourceId: variant.id,
    title: variant.title,
    displayName: variant.title === "Default Title" ? product.title : `${product.title} - ${variant.title}`,
    sku: variant.sku,
    barcode: null,
    price: variant.price,
    compareAtPrice: variant.compareAt,
    position: product.variants.indexOf(variant) + 1,
    taxable: !product.giftCard,
    availableForSale: true,
    inventoryQuantity: null,
    image: imageView(context, product),
    selectedOptions: [{ name: "Title", value: variant.title }],
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    product: () => productView(context, product),
    ...metafieldFields(context, id),
  };
}

export function collectionView(context: Context, collection: Collection): View {
  const id = gid("Collection", collection.id);
  const products = (): Product[] =>
    context.shop.listProducts().filter((product) => product.collections.includes(collection.id));
  return {
    __typename: "Collection",
    id,
    legacyResourceId: collection.id,
    handle: collection.handle,
    title: collection.title,
    description: collection.description,
    descriptionHtml: collection.description,
    updatedAt: collection.updatedAt,
    image: null,
    hasProduct: (args: { id: string }) => products().some((product) => product.id === readId(args.id, "Product")),
    products: (args: PageArgs) => byId(products(), args, (product) => productView(context, product)),
    productsCount: () => count(products().length),
    ...metafieldFields(context, id),
  };
}
