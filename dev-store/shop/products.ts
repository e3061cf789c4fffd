import { gid } from "./gid.ts";
import { decimalsOf, toAmount, toUnits } from "./money.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { nextId } from "./state.ts";
import { normalTags } from "./tag-list.ts";
import type { Amount, Collection, Id, LineInput, Product, ProductInput, Variant } from "./types.ts";

/** "Green Tea, 100 g" → "green-tea-100-g". */
export function handleOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  return (
    plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-+|-+$/g, "") || "item"
  );
}

/** An amount with exactly the currency's decimals; a bad or negative one is refused with the field's name. */
export function normalAmount(shop: Shop, amount: Amount, field: string[]): Amount {
  const currency = shop.state.info.currency;
  let units: bigint;
  try {
    units = toUnits(amount, currency);
  } catch {
    throw new Refusal(
      "INVALID",
      field,
      `${field.at(-1) ?? "Amount"} must be an amount with at most ${decimalsOf(currency)} decimals`,
    );
  }
  if (units < 0n) throw new Refusal("INVALID", field, `${field.at(-1) ?? "Amount"} must be greater than or equal to 0`);
  return toAmount(units, currency);
}

/** The collection of that handle, made where there is none. */
export function ensureCollection(shop: Shop, handle: string, title?: string, description = ""): Collection {
  const found = Object.values(shop.state.collections).find((collection) => collection.handle === handle);
  if (found) return found;
  const collection = { id: nextId(shop.state), handle, title: title ?? handle, description, updatedAt: shop.moment() };
  shop.state.collections[collection.id] = collection;
  return collection;
}

function makeVariants(shop: Shop, product: Product, variants: NonNullable<ProductInput["variants"]>): Variant[] {
  return variants.map((variant, index) => ({
    id: nextId(shop.state),
    productId: product.id,
    title: variant.title ?? (index === 0 ? "Default Title" : `Variant ${index + 1}`),
    sku: variant.sku ?? `${product.handle}-${index + 1}`,
    price: normalAmount(shop, variant.price, ["variants", String(index), "price"]),
    compareAt: variant.compareAt
      ? normalAmount(shop, variant.compareAt, ["variants", String(index), "compareAtPrice"])
      : null,
  }));
}

export function createProduct(shop: Shop, input: ProductInput): Product {
  if (!input.title.trim()) throw new Refusal("BLANK", ["title"], "Title can't be blank");
  const at = shop.moment();
  const handle = input.handle ?? freeHandle(shop, handleOf(input.title));
  if (findProductByHandle(shop, handle)) throw new Refusal("TAKEN", ["handle"], "Handle has already been taken");
  const product: Product = {
    id: nextId(shop.state),
    handle,
    title: input.title.trim(),
    description: input.description ?? "",
    vendor: input.vendor ?? shop.state.info.name,
    productType: input.productType ?? "",
    tags: normalTags(input.tags ?? []),
    collections: (input.collections ?? []).map((name) => ensureCollection(shop, name).id),
    giftCard: input.giftCard ?? false,
    status: input.status ?? "ACTIVE",
    variants: [],
    image: input.image ?? null,
    imageAlt: input.imageAlt ?? input.title.trim(),
    createdAt: at,
    updatedAt: at,
  };
  product.variants = makeVariants(shop, product, input.variants ?? [{ price: "0" }]);
  shop.state.products[product.id] = product;
  shop.announceProduct("products/create", product);
  return product;
}

function freeHandle(shop: Shop, wanted: string): string {
  let handle = wanted;
  for (let count = 1; findProductByHandle(shop, handle); count += 1) handle = `${wanted}-${count}`;
  return handle;
}

export function updateProduct(shop: Shop, id: Id, patch: Partial<ProductInput>): Product {
  const product = requireProduct(shop, id);
  if (patch.title !== undefined) product.title = patch.title;
  if (patch.description !== undefined) product.description = patch.description;
  if (patch.vendor !== undefined) product.vendor = patch.vendor;
  if (patch.productType !== undefined) product.productType = patch.productType;
  if (patch.tags) product.tags = normalTags(patch.tags);
  if (patch.collections) product.collections = patch.collections.map((name) => ensureCollection(shop, name).id);
  if (patch.status) product.status = patch.status;
  if (patch.image !== undefined) product.image = patch.image;
  if (patch.variants) {
    const made = makeVariants(shop, product, patch.variants);
    // A variant keeps its id by its place, so that orders go on pointing to it.
    product.variants = made.map((variant, index) => ({ ...variant, id: product.variants[index]?.id ?? variant.id }));
  }
  product.updatedAt = shop.moment();
  shop.announceProduct("products/update", product);
  return product;
}

export function requireProduct(shop: Shop, id: Id): Product {
  const product = shop.state.products[id];
  if (!product) throw new Refusal("NOT_FOUND", ["id"], "Product does not exist");
  return product;
}

export function findProductByHandle(shop: Shop, handle: string): Product | null {
  return Object.values(shop.state.products).find((product) => product.handle === handle) ?? null;
}

export function findVariant(shop: Shop, id: Id): Variant | null {
  for (const product of Object.values(shop.state.products)) {
    const variant = product.variants.find((one) => one.id === id);
    if (variant) return variant;
  }
  return null;
}

/** The product and variant that a line is about; an ad-hoc line makes its product by its handle, or brings it up to date. */
export function resolveLine(shop: Shop, line: LineInput, field: string[]): { product: Product; variant: Variant } {
  if (line.variantId !== undefined) {
    const variant = findVariant(shop, line.variantId);
    if (!variant) throw new Refusal("NOT_FOUND", [...field, "variantId"], "Variant does not exist");
    return { product: requireProduct(shop, variant.productId), variant };
  }
  if (!line.product) throw new Refusal("BLANK", [...field, "product"], "A line needs a variant or a product");
  if (line.price === undefined && !findProductByHandle(shop, line.product)) {
    throw new Refusal("BLANK", [...field, "price"], "Price can't be blank");
  }
  const product = adHocProduct(shop, line, field);
  const variant = product.variants[0];
  if (!variant) throw new Error(`product ${gid("Product", product.id)} has no variant`);
  return { product, variant };
}

function adHocProduct(shop: Shop, line: LineInput, field: string[]): Product {
  const handle = line.product ?? "";
  const found = findProductByHandle(shop, handle);
  if (!found) {
    return createProduct(shop, {
      handle,
      title: line.title ?? handle,
      vendor: line.vendor ?? "house",
      tags: line.tags ?? [],
      collections: line.collections ?? [],
      giftCard: line.giftCard ?? false,
      variants: [{ price: line.price ?? "0", compareAt: line.compareAt ?? null }],
    });
  }
  if (line.vendor !== undefined) found.vendor = line.vendor;
  if (line.tags) found.tags = normalTags(line.tags);
  if (line.collections) found.collections = line.collections.map((name) => ensureCollection(shop, name).id);
  if (line.giftCard !== undefined) found.giftCard = line.giftCard;
  const variant = found.variants[0];
  if (variant && line.price !== undefined) variant.price = normalAmount(shop, line.price, [...field, "price"]);
  if (variant && line.compareAt !== undefined) {
    variant.compareAt = line.compareAt === null ? null : normalAmount(shop, line.compareAt, [...field, "compareAt"]);
  }
  return found;
}
