/**
 * Shopify's global ids ("gid://shopify/Order/7201") exist only inside this room; everywhere else an id is the decimal string at its end.
 */

/** The kinds of things whose global ids we write. */
export type GidType =
  | "Customer"
  | "DiscountAutomaticNode"
  | "DiscountNode"
  | "DiscountCodeNode"
  | "DiscountRedeemCode"
  | "DiscountRedeemCodeBulkCreation"
  | "Order"
  | "Product"
  | "ProductVariant"
  | "MediaImage"
  | "Refund"
  | "Segment"
  | "Shop";

const GID = /^gid:\/\/shopify\/([A-Za-z]+)\/([0-9]+)(?:\?.*)?$/;
const DECIMAL_ID = /^[0-9]{1,20}$/;

/** Writes the global id of a thing; throws when the id isn't a decimal string. */
export function toGid(type: GidType, id: string): string {
  if (!DECIMAL_ID.test(id)) throw new Error(`"${id}" is not an id of Shopify: it should be digits only.`);
  return `gid://shopify/${type}/${id}`;
}

/** Reads the decimal id out of a global id; throws when it is none. */
export function fromGid(gid: string): string {
  const match = GID.exec(gid);
  if (!match?.[2]) throw new Error(`"${gid}" is not a global id of Shopify.`);
  return match[2];
}
