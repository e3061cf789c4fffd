import type { Collection, Product } from "../../shop/types.ts";
import type { Context } from "../answers.ts";
import { connection, type PageArgs, type Place } from "../connection.ts";
import { anyText, flag, moment, number, searchTest, text, words, type Fields } from "../search.ts";
import { collectionView, productView } from "../views/product.ts";

export type ProductsArgs = PageArgs & { query?: string | null; sortKey?: string | null };

const PRODUCT_SORTS: Record<string, (product: Product) => string | bigint> = {
  ID: (product) => BigInt(product.id),
  TITLE: (product) => product.title.toLowerCase(),
  VENDOR: (product) => product.vendor.toLowerCase(),
  CREATED_AT: (product) => product.createdAt,
  UPDATED_AT: (product) => product.updatedAt,
};

const PRODUCT_FIELDS: Fields<Product> = {
  id: number((product) => product.id),
  title: words((product) => [product.title]),
  handle: text((product) => product.handle),
  vendor: text((product) => product.vendor),
  product_type: text((product) => product.productType),
  tag: anyText((product) => product.tags),
  status: text((product) => product.status),
  gift_card: flag((product) => product.giftCard),
  collection_id: (product, _operator, value) => product.collections.includes(value),
  updated_at: moment((product) => product.updatedAt),
  created_at: moment((product) => product.createdAt),
  sku: anyText((product) => product.variants.map((variant) => variant.sku)),
  default: words((product) => [product.title, product.vendor, product.productType, ...product.tags]),
};

/** One page of products that match a query. */
export function findProducts(context: Context, args: ProductsArgs): object {
  const key = PRODUCT_SORTS[args.sortKey ?? "ID"];
  if (!key) throw new Error(`dev store: products can't be sorted by ${args.sortKey ?? ""}`);
  const place = (product: Product): Place => [key(product), BigInt(product.id)];
  const found = context.shop.listProducts().filter(searchTest(args.query, PRODUCT_FIELDS, "products"));
  return connection(found, args, place, (product) => productView(context, product));
}

const COLLECTION_FIELDS: Fields<Collection> = {
  id: number((collection) => collection.id),
  title: words((collection) => [collection.title]),
  handle: text((collection) => collection.handle),
  default: words((collection) => [collection.title]),
};

/** One page of collections that match a query. */
export function findCollections(context: Context, args: ProductsArgs): object {
  const place = (collection: Collection): Place => [BigInt(collection.id), BigInt(collection.id)];
  const found = Object.values(context.shop.state.collections).filter(
    searchTest(args.query, COLLECTION_FIELDS, "collections"),
  );
  return connection(found, args, place, (collection) => collectionView(context, collection));
}
