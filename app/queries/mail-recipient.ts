import type { Database } from "../database.ts";
import { listCustomersOf, type MembersCustomer } from "./find-member.ts";

/** The member that a mail is for now, and the customer whose shop writes it. */
export type MailRecipient = { memberId: string; customer: MembersCustomer };

/**
 * Whom a mail is for: the member that it was meant for, or the one that they were merged into; as a customer of the shop that it is
 * about, else of the first one. Null where nobody is left in a shop that has Laurel.
 */
export async function findMailRecipient(
  db: Database,
  input: { programId: string; memberId: string; shopId: string | null },
): Promise<MailRecipient | null> {
  const { programId, shopId } = input;
  let memberId = input.memberId;
  for (let step = 0; step < 20; step += 1) {
    const { rows } = await db.pool.query<{ merged_into: string | null }>(
      "SELECT merged_into::text FROM members WHERE program_id = $1 AND id = $2 AND deleted_at IS NULL",
      [programId, memberId],
    );
    const member = rows[0];
    if (member === undefined) return null;
    if (member.merged_into === null) break;
    memberId = member.merged_into;
  }
  const customers = await listCustomersOf(db, { programId, memberId });
  const customer = customers.find((each) => each.shopId === shopId) ?? customers[0];
  return customer === undefined ? null : { memberId, customer };
}
