import { joinByAddress, sharesProgram } from "../commands/join-members.ts";
import type { Gateway } from "../shopify/gateway.ts";
import { slices } from "../shopify/slices.ts";
import type { JobContext, JobShop } from "./context.ts";

/** Customers whose addresses are asked for at once. */
const CUSTOMERS_PER_STEP = 50;

/**
 * Rule 23: joins customers of a shop that shares its program with customers of the other shops who have the same verified address. A shop
 * with a program of its own is asked for nobody's address. What is kept is a keyed hash. Answers how many were joined.
 */
export async function joinCustomers(
  context: JobContext,
  shop: Pick<JobShop, "id" | "domain">,
  gateway: Gateway,
  customerIds: readonly string[],
): Promise<number> {
  const { db, hashAddress } = context;
  if (hashAddress === undefined || customerIds.length === 0 || !(await sharesProgram(db, shop.id))) return 0;
  let joined = 0;
  for (const ids of slices(customerIds, CUSTOMERS_PER_STEP)) {
    const contacts = await gateway.listMailContacts(ids);
    const customers = [...contacts.values()].map(({ id, email, verified }) => ({
      customerId: id,
      hash: verified && email !== null && email.trim() !== "" ? hashAddress(email) : null,
    }));
    joined += await joinByAddress(db, { shopId: shop.id, customers, now: context.now() });
  }
  return joined;
}
