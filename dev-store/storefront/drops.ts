/** The shop's things as Liquid objects: names and shapes as in a theme at Shopify, money in hundredths. */
import type { Visitor } from "../pages-state.ts";
import type { Collection, Customer, Metafield, Order, Product, Variant } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { toCents } from "./liquid/money.ts";

export type Drop = Record<string, unknown>;
/** Who reads: an app's own block sees the app's private metafields as `$app`, a theme sees what is open to the storefront. */
export type Audience = "theme" | "app";

export const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;

const JSON_TYPES = /^(json|number_integer|number_decimal|boolean|rating|money|dimension|volume|weight|list\.)/;

/** The metafields of one owner: `metafields.<namespace>.<key>.value`. */
export function metafieldsDrop(store: Store, owner: string, audience: Audience): Drop {
  const drop: Record<string, Drop> = {};
  const own = `app--${store.config.appId}`;
  for (const field of store.shop.listMetafields(owner)) {
    const isOwn = field.namespace === own || field.namespace.startsWith(`${own}--`);
    if (audience === "theme" && field.namespace.startsWith("app--") && !isPublic(store, field)) continue;
    const names = [field.namespace];
    if (isOwn && audience === "app") names.push(field.namespace.replace(own, "$app").replace("$app--", "$app:"));
    for (const name of names) (drop[name] ??= {})[field.key] = metafieldDrop(field);
  }
  return drop;
}

function isPublic(store: Store, field: Metafield): boolean {
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(field.ownerId)?.[1]?.toUpperCase();
  return Object.values(store.shop.state.metafieldDefinitions).some(
    (known) =>
      known.ownerType === type &&
      known.namespace === field.namespace &&
      known.key === field.key &&
      known.access.storefront === "PUBLIC_READ",
  );
}

function metafieldDrop(field: Metafield): Drop {
  const value: unknown = JSON_TYPES.test(field.type) ? JSON.parse(field.value) : field.value;
  return { value, type: field.type, "list?": field.type.startsWith("list.") };
}

const imageDrop = (product: Product): Drop | null =>
  product.image
    ? {
        src: `/cdn/products/${product.handle}.svg`,
        alt: product.imageAlt || product.title,
        width: 800,
        height: 800,
        aspect_ratio: 1,
      }
    : null;

/** A product with its variants. */
export function productDrop(store: Store, product: Product, audience: Audience): Drop {
  const { currency } = store.shop.state.info;
  const variants = product.variants.map((variant) => variantDrop(product, variant, currency));
  const prices = variants.map((variant) => Number(variant.price));
  const first = variants[0] ?? null;
  return {
    id: Number(product.id),
    handle: product.handle,
    title: product.title,
    description: product.description,
    content: product.description,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    collections: product.collections.flatMap((id) => {
      const collection = store.shop.state.collections[id];
      return collection ? [{ id: Number(id), handle: collection.handle, title: collection.title }] : [];
    }),
    "gift_card?": product.giftCard,
    url: `/products/${product.handle}`,
    featured_image: imageDrop(product),
    images: [imageDrop(product)].filter(Boolean),
    available: true,
    variants,
    variants_count: variants.length,
    selected_or_first_available_variant: first,
    has_only_default_variant: variants.length === 1,
    price: Math.min(...prices),
    price_min: Math.min(...prices),
    price_max: Math.max(...prices),
    price_varies: new Set(prices).size > 1,
    compare_at_price: first?.compare_at_price ?? null,
    metafields: metafieldsDrop(store, gid("Product", product.id), audience),
  };
}

function variantDrop(product: Product, variant: Variant, currency: string): Drop {
  return {
    id: Number(variant.id),
    title: variant.title,
    sku: variant.sku,
    price: toCents(variant.price, currency),
    compare_at_price: variant.compareAt ? toCents(variant.compareAt, currency) : null,
    available: true,
    url: `/products/${product.handle}?variant=${variant.id}`,
  };
}

/** A collection with the products that are on sale in it. */
export function collectionDrop(store: Store, collection: Collection, audience: Audience): Drop {
  const inside = store.shop
    .listProducts()
    .filter((one) => one.status === "ACTIVE" && one.collections.includes(collection.id));
  const products = inside.map((one) => productDrop(store, one, audience));
  return {
    id: Number(collection.id),
    handle: collection.handle,
    title: collection.title,
    description: collection.description,
    url: `/collections/${collection.handle}`,
    products,
    products_count: products.length,
    all_products_count: products.length,
  };
}

/** An order as its customer sees it. */
export function orderDrop(store: Store, order: Order): Drop {
  const { currency } = store.shop.state.info;
  const totals = store.shop.totals(order);
  const cents = (amount: string) => toCents(amount, currency);
  return {
    id: Number(order.id),
    name: order.name,
    order_number: order.number,
    created_at: order.processedAt,
    cancelled: order.cancelledAt !== null,
    cancelled_at: order.cancelledAt,
    financial_status: totals.financialStatus.toLowerCase(),
    fulfillment_status: totals.fulfillmentStatus.toLowerCase(),
    customer_url: `/account/orders/${order.id}`,
    line_items: order.lines.map((line) => ({
      title: line.title,
      variant_title: line.variantTitle === "Default Title" ? null : line.variantTitle,
      quantity: line.quantity,
      current_quantity: line.currentQuantity,
      price: cents(line.price),
      original_line_price: cents(line.price) * line.quantity,
      url: line.productId ? `/products/${line.handle}` : null,
    })),
    discount_codes: order.discountCodes.map((code) => ({ code: code.code, amount: cents(code.amount) })),
    line_items_subtotal_price: cents(totals.subtotal),
    total_discounts: cents(totals.discounts),
    shipping_price: cents(totals.shipping),
    tax_price: cents(totals.tax),
    total_price: cents(totals.total),
    total_refunded_amount: cents(totals.refunded),
  };
}

/** The signed-in customer, with their orders newest first. */
export function customerDrop(store: Store, customer: Customer, audience: Audience): Drop {
  const { currency } = store.shop.state.info;
  const orders = store.shop
    .listOrders(customer.id)
    .toSorted((a, b) => b.processedAt.localeCompare(a.processedAt) || b.number - a.number);
  const spent = orders
    .filter((order) => !order.test)
    .reduce((sum, order) => sum + toCents(store.shop.totals(order).net, currency), 0);
  const credit = store.shop.storeCreditOf(customer.id);
  return {
    id: Number(customer.id),
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    name: [customer.firstName, customer.lastName].filter(Boolean).join(" "),
    phone: customer.phone,
    tags: customer.tags,
    accepts_marketing: customer.acceptsMarketing,
    has_account: customer.state === "ENABLED",
    orders_count: orders.length,
    total_spent: spent,
    orders: orders.map((order) => orderDrop(store, order)),
    store_credit_account: credit ? { balance: toCents(credit.balance, currency) } : null,
    metafields: metafieldsDrop(store, gid("Customer", customer.id), audience),
  };
}

/** The shop itself. */
export function shopDrop(store: Store, audience: Audience): Drop {
  const { info } = store.shop.state;
  return {
    id: Number(info.id),
    name: info.name,
    email: info.email,
    domain: info.domain,
    permanent_domain: info.domain,
    url: store.config.storeUrl,
    secure_url: store.config.storeUrl,
    currency: info.currency,
    iana_timezone: info.timeZone,
    customer_accounts_enabled: true,
    customer_accounts_optional: true,
    enabled_currencies: [{ iso_code: info.currency }],
    metafields: metafieldsDrop(store, gid("Shop", info.id), audience),
  };
}

/** Language and country of the page. */
export function localizationDrop(visitor: Visitor): Drop {
  const languages = [
    { iso_code: "en", name: "English", endonym_name: "English", primary: true, root_url: "/" },
    { iso_code: "nb", name: "Norwegian", endonym_name: "Norsk", primary: false, root_url: "/" },
  ];
  return {
    language: languages.find((language) => language.iso_code === visitor.language),
    available_languages: languages,
    country: { iso_code: "NO", name: "Norway", currency: { iso_code: "NOK" } },
  };
}
