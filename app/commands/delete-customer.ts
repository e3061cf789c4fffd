import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";
import { closeAccount } from "../domain/merge.ts";
import { changeMember } from "../ledger/change-members.ts";

/**
 * customers/delete and customers/redact: the customer is forgotten. Entries stay, with ids and numbers only; what staff wrote beside
 * them, notices, birthday and the tie to Shopify's customer go. Points and codes end. A member who is a customer of other shops
 * too goes on there. Repeating is harmless.
 */
export async function deleteCustomer(
  db: Database,
  input: { shopId: string; customerId: string; now: Date },
): Promise<boolean> {
  const { shopId, customerId, now } = input;
  const { rows } = await db.pool.query<{ program_id: string; member_id: string; others: boolean }>(
    `SELECT c.program_id::text, c.member_id::text, EXISTS (SELECT FROM member_customers o WHERE o.program_id = c.program_id
       AND o.member_id = c.member_id AND o.gone_at IS NULL AND NOT (o.shop_id = c.shop_id AND o.customer_id = c.customer_id)) AS others
     FROM member_customers c WHERE c.shop_id = $1 AND c.customer_id = $2`,
    [shopId, customerId],
  );
  const found = rows[0];
  if (!found) return false;
  const { program_id: programId, member_id: memberId, others } = found;
  if (!others) await closeMember(db, programId, memberId, now);
  await transaction(db, async (connection) => {
    await connection.query("DELETE FROM member_customers WHERE shop_id = $1 AND customer_id = $2", [
      shopId,
      customerId,
    ]);
    await connection.query("DELETE FROM customer_addresses WHERE shop_id = $1 AND customer_id = $2", [
      shopId,
      customerId,
    ]);
    await connection.query(
      `UPDATE orders SET customer_id = NULL, state = jsonb_set(state::jsonb, '{customerId}', 'null')::json, version = version + 1
       WHERE program_id = $1 AND shop_id = $2 AND customer_id = $3`,
      [programId, shopId, customerId],
    );
    if (!others) await forget(connection, programId, memberId);
  });
  return true;
}

async function closeMember(db: Database, programId: string, memberId: string, now: Date): Promise<void> {
  await changeMember(db, { programId, memberId, now, everything: true }, (account) => {
    closeAccount(account, "closed", now);
    account.deletedAt = now;
    account.birthday = null;
    return { result: null };
  });
}

/** Members that were merged into this one are the same person, also in the program that a linked shop brought them from. */
async function forget(connection: Connection, programId: string, memberId: string): Promise<void> {
  const values = [programId, memberId];
  const same = "(SELECT program_id, id FROM whole_member($1, $2))";
  const personal = [
    "entry_notes",
    "notices",
    "member_notes",
    "sync_queue",
    "mails",
    "mail_preferences",
    "mail_bounces",
  ];
  for (const table of personal) {
    await connection.query(`DELETE FROM ${table} WHERE (program_id, member_id) IN ${same}`, values);
  }
  await connection.query(`UPDATE members SET birthday = NULL WHERE (program_id, id) IN ${same}`, values);
}
