import type { Database } from "../database.ts";
import { transaction } from "../database.ts";

/** The shop has uninstalled Laurel: its program is kept (for 48 hours, until Shopify asks to delete it), nothing is written to it. */
export async function uninstallShop(db: Database, input: { domain: string; now: Date }): Promise<void> {
  await db.pool.query("UPDATE shops SET uninstalled_at = $2 WHERE domain = $1 AND uninstalled_at IS NULL", [
    input.domain,
    input.now,
  ]);
}

/**
 * shop/redact: deletes everything that belongs to the shop; its program too, entries included, where no other shop shares it. A
 * shop that has installed Laurel again meanwhile keeps what it has. Answers whether anything was deleted.
 */
export async function redactShop(db: Database, input: { domain: string; now: Date }): Promise<boolean> {
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<{ id: string; program_id: string; others: boolean }>(
      `SELECT id::text, program_id::text,
         EXISTS (SELECT FROM shops other WHERE other.program_id = shops.program_id AND other.id <> shops.id) AS others
       FROM shops WHERE domain = $1 AND uninstalled_at IS NOT NULL FOR UPDATE`,
      [input.domain],
    );
    const shop = rows[0];
    if (!shop) return false;
    if (!shop.others) {
      await connection.query("SELECT erase_program($1)", [shop.program_id]);
      return true;
    }
    // Members that other shops share stay; what was this shop's alone goes.
    await connection.query("DELETE FROM member_customers WHERE shop_id = $1", [shop.id]);
    await connection.query("DELETE FROM payment_methods_seen WHERE shop_id = $1", [shop.id]);
    await connection.query("DELETE FROM inbox WHERE shop = $1", [input.domain]);
    await connection.query("DELETE FROM shops WHERE id = $1", [shop.id]);
    return true;
  });
}
