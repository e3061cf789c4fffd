import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { mergeAccounts } from "../domain/merge.ts";
import { changeMembers } from "../ledger/change-members.ts";

export type MergeCustomersInput = { shopId: string; keptId: string; goneId: string; now: Date };

type Mapping = { customer_id: string; member_id: string };

/**
 * Rule 24: Shopify has merged two customers. Orders, lots, debt and codes move to the member that remains; late messages about the
 * customer that is gone belong to it from now on. Repeating is harmless. Answers the member, null where neither was known.
 */
export async function mergeCustomers(db: Database, input: MergeCustomersInput): Promise<string | null> {
  const { shopId, keptId, goneId, now } = input;
  if (keptId === goneId) return null;
  const { rows: shops } = await db.pool.query<{ program_id: string }>(
    "SELECT program_id::text FROM shops WHERE id = $1",
    [shopId],
  );
  const programId = shops[0]?.program_id;
  if (programId === undefined) return null;
  const { rows } = await db.pool.query<Mapping>(
    "SELECT customer_id::text, member_id::text FROM member_customers WHERE shop_id = $1 AND customer_id = ANY ($2::bigint[])",
    [shopId, [keptId, goneId]],
  );
  const kept = rows.find((row) => row.customer_id === keptId)?.member_id ?? null;
  const gone = rows.find((row) => row.customer_id === goneId)?.member_id ?? null;
  if (kept !== null && gone !== null && kept !== gone) await mergeMembers(db, programId, { kept, gone }, now);
  const memberId = kept ?? gone;
  if (memberId !== null) await pointBoth(db, { ...input, programId, memberId });
  return memberId;
}

/** Makes two members of a program one (rule 24). Answers whether it was still to be done. */
export async function mergeMembers(
  db: Database,
  programId: string,
  members: { kept: string; gone: string },
  now: Date,
  said: { actor: string; action: string } = { actor: "shopify", action: "mergeCustomers" },
): Promise<boolean> {
  const input = { programId, memberIds: [members.kept, members.gone], everything: true, now };
  return changeMembers(db, input, (accounts, timeline) => {
    const [kept, gone] = [accounts.get(members.kept), accounts.get(members.gone)];
    if (!kept || !gone)
      throw new Error(`members ${members.kept} and ${members.gone} cannot be merged: one is not there`);
    if (gone.mergedInto !== null || kept.mergedInto !== null) return { result: false, write: false };
    mergeAccounts(kept, gone, timeline, now);
    const line = { ...said, subject: `member:${kept.memberId}` };
    return { result: true, item: { merge: members, audit: [{ ...line, after: { gone: gone.memberId } }] } };
  });
}

/** Both customers are this member; the one that is gone is not written to any more. */
async function pointBoth(
  db: Database,
  input: MergeCustomersInput & { programId: string; memberId: string },
): Promise<void> {
  const { shopId, keptId, goneId, programId, memberId, now } = input;
  await transaction(db, async (connection) => {
    for (const [customerId, goneAt] of [[keptId, null] as const, [goneId, now] as const]) {
      await connection.query(
        `INSERT INTO member_customers AS c (shop_id, customer_id, program_id, member_id, tags, tags_at, gone_at)
           VALUES ($1, $2, $3, $4, '{}', $5, $6)
         ON CONFLICT (shop_id, customer_id) DO UPDATE SET member_id = excluded.member_id, gone_at = coalesce(c.gone_at, excluded.gone_at)`,
        [shopId, customerId, programId, memberId, new Date(0), goneAt],
      );
    }
  });
}
