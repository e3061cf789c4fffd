import { announceTags, touchCustomer } from "./customers.ts";
import { parseGid } from "./gid.ts";
import { changed } from "./order-changes.ts";
import { Refusal } from "./refusal.ts";
import { checkTags, normalTags } from "./tag-list.ts";
import type { Shop } from "./shop.ts";

/** Adds or removes tags of a customer, order, product or discount; saying what is so already is no change. */
export function changeTags(shop: Shop, id: string, tags: string[], action: "add" | "remove"): void {
  const target = requireTagged(shop, id);
  const wanted = normalTags(tags);
  const before = target.tags();
  const lower = new Set(wanted.map((tag) => tag.toLowerCase()));
  const after =
    action === "add" ? normalTags([...before, ...wanted]) : before.filter((tag) => !lower.has(tag.toLowerCase()));
  if (action === "add") checkTags(after, ["tags"]);
  after.sort();
  if (after.length !== before.length) target.set(after);
}

type Tagged = { tags: () => string[]; set: (tags: string[]) => void };

function requireTagged(shop: Shop, id: string): Tagged {
  const parsed = parseGid(id);
  const missing = (type: string): Refusal => new Refusal("NOT_FOUND", ["id"], `${type} does not exist`);
  if (!parsed) throw new Refusal("INVALID", ["id"], "Invalid global id");
  const { state } = shop;
  if (parsed.type === "Customer") {
    const customer = state.customers[parsed.id];
    if (!customer) throw missing("Customer");
    const set = (tags: string[]): void => {
      const before = customer.tags;
      customer.tags = tags;
      announceTags(shop, customer, before);
      touchCustomer(shop, customer);
    };
    return { tags: () => customer.tags, set };
  }
  if (parsed.type === "Order") {
    const order = state.orders[parsed.id];
    if (!order) throw missing("Order");
    const set = (tags: string[]): void => {
      order.tags = tags;
      changed(shop, order, []);
    };
    return { tags: () => order.tags, set };
  }
  if (parsed.type === "Product") {
    const product = state.products[parsed.id];
    if (!product) throw missing("Product");
    return { tags: () => product.tags, set: (tags) => void shop.updateProduct(product.id, { tags }) };
  }
  const discount = /^Discount(Code|Automatic)?Node$/.test(parsed.type) ? state.discounts[parsed.id] : undefined;
  if (!discount) throw missing(parsed.type);
  return { tags: () => discount.tags, set: (tags) => void (discount.tags = tags) };
}
