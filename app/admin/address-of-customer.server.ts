import { db } from "../db.server.ts";
import { findMember } from "../queries/find-member.ts";
import { requireAdmin } from "./request.server.ts";

/**
 * The page of the member who a customer of the asking shop is, with what Shopify added to the address; of a customer whom Laurel has not
 * met, the list that says so. Null for what is no customer's id.
 */
export async function addressOfCustomer(request: Request, customerId: string): Promise<string | null> {
  const { shop } = await requireAdmin(request);
  if (!/^\d{1,18}$/.test(customerId)) return null;
  const { search, searchParams } = new URL(request.url);
  const member = await findMember(db, { shopId: shop.id, customerId });
  if (member?.programId === shop.programId) return `/app/members/${member.memberId}${search}`;
  searchParams.set("search", customerId);
  return `/app/members?${searchParams.toString()}`;
}
