/** Orders as the tea house takes them. */
import type { Shop } from "../shop/shop.ts";
import type { Id, LineInput, OrderInput } from "../shop/types.ts";
import { findPerson, type Person } from "./people.ts";

/** The tea house's prices contain 25 % tax. */
export const TAX_RATE = "0.25";

/** The variant of a product by its place. */
export function variantOf(shop: Shop, handle: string, place = 0): Id {
  const variant = shop.findProductByHandle(handle)?.variants[place];
  if (!variant) throw new Error(`the catalogue has no ${handle} (variant ${place})`);
  return variant.id;
}

/** A paid and sent order of the tea house. */
export function placeSeedOrder(shop: Shop, person: Person, input: Partial<OrderInput> & { lines: LineInput[] }): Id {
  const customer = findPerson(shop, person);
  if (!customer) throw new Error(`${person.key} is not a customer yet`);
  const order = shop.placeOrder({
    customerId: customer.id,
    shipping: "79.00",
    shippingTitle: "Home delivery",
    taxRate: TAX_RATE,
    taxesIncluded: true,
    automatic: false,
    ...input,
  });
  return order.id;
}
