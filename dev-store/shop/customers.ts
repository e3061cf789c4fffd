import { gid } from "./gid.ts";
import { toAmount, toUnits } from "./money.ts";
import { setMetafields } from "./metafields.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { drop, nextId } from "./state.ts";
import { checkTags, normalTags } from "./tag-list.ts";
import { totalsOf } from "./totals.ts";
import type { Amount, Customer, CustomerInput, Id } from "./types.ts";

/** Shopify's standard definition of a birthday: namespace facts, key birth_date. */
export const BIRTHDAY = { namespace: "facts", key: "birth_date" };
/** A birthday told without its year is kept in a leap year, so that 29 February is a date. */
const YEAR_UNKNOWN = "2000";

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const PHONE = /^\+?[\d\s()-]{5,20}$/;
const LONGEST_NAME = 255;

function checkCustomer(shop: Shop, input: CustomerInput, self: Id | null): void {
  const email = input.email?.trim();
  if (email) {
    if (!EMAIL.test(email)) throw new Refusal("INVALID", ["email"], "Email is invalid");
    const other = findCustomerByEmail(shop, email);
    if (other && other.id !== self) throw new Refusal("TAKEN", ["email"], "Email has already been taken");
  }
  const phone = input.phone?.trim();
  if (phone) {
    if (!PHONE.test(phone)) throw new Refusal("INVALID", ["phone"], "Phone is invalid");
    const other = Object.values(shop.state.customers).find((one) => one.phone === phone && one.id !== self);
    if (other) throw new Refusal("TAKEN", ["phone"], "Phone has already been taken");
  }
  for (const key of ["firstName", "lastName"] as const) {
    if ((input[key] ?? "").length > LONGEST_NAME) {
      throw new Refusal(
        "TOO_LONG",
        [key],
        `${key === "firstName" ? "First" : "Last"} name is too long (maximum is ${LONGEST_NAME} characters)`,
      );
    }
  }
  if (input.tags) checkTags(normalTags(input.tags), ["tags"]);
  if (input.birthday) birthDate(input.birthday);
}

function birthDate(birthday: string): string {
  const date = /^\d\d-\d\d$/.test(birthday) ? `${YEAR_UNKNOWN}-${birthday}` : birthday;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) {
    throw new Refusal("INVALID", ["birthday"], "Birthday must be a date such as 02-29 or 1990-02-28");
  }
  return date;
}

const textOrNull = (text: string | null | undefined): string | null => text?.trim() || null;

export function createCustomer(shop: Shop, input: CustomerInput): Customer {
  const named = [input.email, input.phone, input.firstName, input.lastName].some((text) => textOrNull(text));
  if (!named) throw new Refusal("BLANK", null, "A name, phone number, or email address must be present");
  checkCustomer(shop, input, null);
  const at = shop.moment();
  const customer: Customer = {
    id: nextId(shop.state),
    firstName: textOrNull(input.firstName),
    lastName: textOrNull(input.lastName),
    email: textOrNull(input.email),
    phone: textOrNull(input.phone),
    verifiedEmail: input.verifiedEmail ?? Boolean(textOrNull(input.email)),
    tags: normalTags(input.tags ?? []).sort(),
    state: input.state ?? "DISABLED",
    locale: input.locale ?? "en",
    note: input.note ?? null,
    acceptsMarketing: input.acceptsMarketing ?? false,
    createdAt: at,
    updatedAt: at,
  };
  shop.state.customers[customer.id] = customer;
  setBirthday(shop, customer, input);
  shop.announceCustomer("customers/create", customer);
  return customer;
}

function setBirthday(shop: Shop, customer: Customer, input: CustomerInput): void {
  if (!input.birthday) return;
  const ownerId = gid("Customer", customer.id);
  setMetafields(shop, [{ ownerId, ...BIRTHDAY, type: "date", value: birthDate(input.birthday) }]);
}

export function updateCustomer(shop: Shop, id: Id, patch: CustomerInput): Customer {
  const customer = requireCustomer(shop, id);
  checkCustomer(shop, patch, id);
  if (patch.firstName !== undefined) customer.firstName = textOrNull(patch.firstName);
  if (patch.lastName !== undefined) customer.lastName = textOrNull(patch.lastName);
  if (patch.email !== undefined) customer.email = textOrNull(patch.email);
  if (patch.phone !== undefined) customer.phone = textOrNull(patch.phone);
  if (patch.note !== undefined) customer.note = patch.note;
  if (patch.locale !== undefined) customer.locale = patch.locale;
  if (patch.state !== undefined) customer.state = patch.state;
  if (patch.acceptsMarketing !== undefined) customer.acceptsMarketing = patch.acceptsMarketing;
  if (patch.verifiedEmail !== undefined) customer.verifiedEmail = patch.verifiedEmail;
  setBirthday(shop, customer, patch);
  if (patch.tags) {
    const before = customer.tags;
    customer.tags = normalTags(patch.tags).sort();
    announceTags(shop, customer, before);
  }
  touchCustomer(shop, customer);
  return customer;
}

/** Tells which tags were added and removed since `before`. */
export function announceTags(shop: Shop, customer: Customer, before: string[]): void {
  const lower = (tags: string[]): Set<string> => new Set(tags.map((tag) => tag.toLowerCase()));
  const [old, now] = [lower(before), lower(customer.tags)];
  const added = customer.tags.filter((tag) => !old.has(tag.toLowerCase()));
  const removed = before.filter((tag) => !now.has(tag.toLowerCase()));
  if (added.length > 0) shop.announceCustomerTags("customer.tags_added", customer, added);
  if (removed.length > 0) shop.announceCustomerTags("customer.tags_removed", customer, removed);
}

/** Moves updatedAt on and tells that the customer changed. */
export function touchCustomer(shop: Shop, customer: Customer): void {
  customer.updatedAt = shop.moment();
  shop.announceCustomer("customers/update", customer);
}

export function requireCustomer(shop: Shop, id: Id): Customer {
  const customer = shop.state.customers[id];
  if (!customer) throw new Refusal("NOT_FOUND", ["id"], "Customer does not exist");
  return customer;
}

/** Shopify compares addresses without regard to case. */
export function findCustomerByEmail(shop: Shop, email: string): Customer | null {
  const wanted = email.trim().toLowerCase();
  return Object.values(shop.state.customers).find((customer) => customer.email?.toLowerCase() === wanted) ?? null;
}

/** Orders, tags, note and store credit move to the customer that is kept; the other one is gone. */
export function mergeCustomers(shop: Shop, keptId: Id, removedId: Id): Customer {
  if (keptId === removedId) throw new Refusal("INVALID", ["customerTwoId"], "Customer ids must be different");
  const kept = shop.state.customers[keptId];
  if (!kept) throw new Refusal("NOT_FOUND", ["customerOneId"], "Customer does not exist");
  const removed = shop.state.customers[removedId];
  if (!removed) throw new Refusal("NOT_FOUND", ["customerTwoId"], "Customer does not exist");
  const tags = normalTags([...kept.tags, ...removed.tags]).sort();
  checkTags(tags, ["customerOneId"]);
  for (const order of Object.values(shop.state.orders)) if (order.customerId === removedId) order.customerId = keptId;
  kept.email ??= removed.email;
  kept.phone ??= removed.phone;
  kept.firstName ??= removed.firstName;
  kept.lastName ??= removed.lastName;
  kept.note = [kept.note, removed.note].filter(Boolean).join("\n") || null;
  if (removed.createdAt < kept.createdAt) kept.createdAt = removed.createdAt;
  const before = kept.tags;
  kept.tags = tags;
  moveOwned(shop, kept, removed);
  drop(shop.state.customers, removedId);
  shop.state.mergedCustomers[removedId] = keptId;
  shop.announceMerge(kept, removed);
  announceTags(shop, kept, before);
  touchCustomer(shop, kept);
  return kept;
}

/** Metafields that the kept customer lacks, store credit, gift cards and discounts bound to the removed one. */
function moveOwned(shop: Shop, kept: Customer, removed: Customer): void {
  const [to, from] = [gid("Customer", kept.id), gid("Customer", removed.id)];
  for (const metafield of shop.listMetafields(from)) {
    const taken = shop.findMetafield(to, metafield.namespace, metafield.key) !== null;
    shop.unindexMetafield(metafield);
    if (taken) {
      drop(shop.state.metafields, metafield.id);
      continue;
    }
    metafield.ownerId = to;
    shop.indexMetafield(metafield);
  }
  const account = shop.storeCreditOf(removed.id);
  if (account && toUnits(account.balance, account.currency) > 0n) shop.creditStoreCredit(kept.id, account.balance);
  if (account) drop(shop.state.storeCredit, account.id);
  for (const card of Object.values(shop.state.giftCards)) if (card.customerId === removed.id) card.customerId = kept.id;
  for (const { context } of Object.values(shop.state.discounts)) {
    if (context.kind !== "customers" || !context.ids.includes(removed.id)) continue;
    context.ids = [...new Set(context.ids.map((id) => (id === removed.id ? kept.id : id)))];
  }
}

export function deleteCustomer(shop: Shop, id: Id): void {
  const customer = shop.state.customers[id];
  if (!customer) throw new Refusal("NOT_FOUND", ["id"], "Customer can't be found");
  if (shop.listOrders(id).length > 0) {
    throw new Refusal("INVALID", ["id"], "Customer can't be deleted because they have associated orders");
  }
  for (const metafield of shop.listMetafields(gid("Customer", id))) {
    shop.unindexMetafield(metafield);
    drop(shop.state.metafields, metafield.id);
  }
  drop(shop.state.customers, id);
  shop.announceDeletedCustomer(customer);
}

/** What a customer bought in all: orders counted, and what they paid less what they got back. Test orders count for neither. */
export function purchases(shop: Shop, id: Id): { orders: number; spent: Amount } {
  const { currency } = shop.state.info;
  const orders = shop.listOrders(id).filter((order) => !order.test);
  const spent = orders.reduce((sum, order) => sum + toUnits(totalsOf(order).net, currency), 0n);
  return { orders: orders.length, spent: toAmount(spent, currency) };
}

/** A name for people: first and last name, else e-mail, else phone. */
export function displayName(customer: Customer): string {
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(" ");
  return name || customer.email || customer.phone || "";
}
