import { requireProduct } from "../../shop/products.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { ProductInput } from "../../shop/types.ts";
import { attempt, readId, requireId, type Context, type View } from "../answers.ts";
import { productView } from "../views/product.ts";

type ApiProduct = {
  id?: string | null;
  title?: string | null;
  handle?: string | null;
  descriptionHtml?: string | null;
  vendor?: string | null;
  productType?: string | null;
  tags?: string[] | null;
  status?: "ACTIVE" | "ARCHIVED" | "DRAFT" | null;
  giftCard?: boolean | null;
  collectionsToJoin?: string[] | null;
  collections?: string[] | null;
  variants?:
    | {
        price?: string | null;
        compareAtPrice?: string | null;
        sku?: string | null;
        optionValues?: { name?: string | null }[];
      }[]
    | null;
};

function collectionHandles(context: Context, ids: string[]): string[] {
  return ids.map((value) => {
    const collection = context.shop.state.collections[readId(value, "Collection") ?? ""];
    if (!collection) throw new Refusal("NOT_FOUND", ["collections"], "Collection does not exist");
    return collection.handle;
  });
}

function readProduct(context: Context, input: ApiProduct): Partial<ProductInput> {
  const product: Partial<ProductInput> = {};
  if (input.title !== undefined && input.title !== null) product.title = input.title;
  if (input.handle) product.handle = input.handle;
  if (input.descriptionHtml) product.description = input.descriptionHtml;
  if (input.vendor) product.vendor = input.vendor;
  if (input.productType) product.productType = input.productType;
  if (input.tags) product.tags = input.tags;
  if (input.status) product.status = input.status;
  if (input.giftCard) product.giftCard = true;
  const collections = input.collections ?? input.collectionsToJoin;
  if (collections) product.collections = collectionHandles(context, collections);
  if (input.variants) {
    product.variants = input.variants.map((variant) => ({
      title: variant.optionValues?.[0]?.name ?? "Default Title",
      price: variant.price ?? "0",
      compareAt: variant.compareAtPrice ?? null,
      ...(variant.sku ? { sku: variant.sku } : {}),
    }));
  }
  return product;
}

function create(context: Context, input: ApiProduct): View {
  const read = readProduct(context, input);
  return { product: productView(context, context.shop.createProduct({ ...read, title: read.title ?? "" })) };
}

type SetArgs = {
  input: ApiProduct;
  identifier?: { id?: string; handle?: string } | null;
  synchronous?: boolean | null;
};

export const productMutations = {
  productCreate: (args: { product?: ApiProduct | null; input?: ApiProduct | null }, context: Context): View =>
    attempt(() => create(context, args.product ?? args.input ?? {})),
  productUpdate: (args: { product?: ApiProduct | null; input?: ApiProduct | null }, context: Context): View =>
    attempt(() => {
      const input = args.product ?? args.input ?? {};
      const id = requireId(input.id ?? "", ["id"], "Product");
      return { product: productView(context, context.shop.updateProduct(id, readProduct(context, input))) };
    }),
  productSet: ({ input, identifier }: SetArgs, context: Context): View =>
    attempt(() => {
      const { shop } = context;
      const found = identifier?.handle
        ? shop.findProductByHandle(identifier.handle)
        : identifier?.id
          ? requireProduct(shop, requireId(identifier.id, ["identifier", "id"], "Product"))
          : null;
      if (!found)
        return {
          ...create(context, { ...input, handle: input.handle ?? identifier?.handle ?? null }),
          productSetOperation: null,
        };
      return {
        product: productView(context, shop.updateProduct(found.id, readProduct(context, input))),
        productSetOperation: null,
      };
    }),
};
