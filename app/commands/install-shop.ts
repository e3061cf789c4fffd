import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { programOfNewShop } from "../domain/program.ts";

export type InstallShopInput = { shopId: string; domain: string; currency: string; timeZone: string; now: Date };

/**
 * A shop has installed Laurel, again or for the first time, or has told that its domain changed. A new shop gets a program of its
 * own, published at once with the defaults in its currency and time zone; a shop that was here before keeps its program.
 */
export async function installShop(
  db: Database,
  input: InstallShopInput,
): Promise<{ programId: string; created: boolean }> {
  const { shopId, domain, currency, timeZone, now } = input;
  return transaction(db, async (connection) => {
    await connection.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`shop:${shopId}`]);
    const { rows } = await connection.query<{ program_id: string; erasing: boolean }>(
      `UPDATE shops SET domain = $2, currency = $3, installed_at = CASE WHEN uninstalled_at IS NULL THEN installed_at ELSE $4 END,
         uninstalled_at = NULL WHERE id = $1 RETURNING program_id::text, erase_asked_at IS NOT NULL AS erasing`,
      [shopId, domain, currency, now],
    );
    if (rows[0]) {
      // Staff asked for everything to be deleted, and the worker is at it: what begins anew now would go with it.
      if (rows[0].erasing)
        throw new Error(`everything of ${domain} is being deleted: Laurel can be installed after that`);
      return { programId: rows[0].program_id, created: false };
    }
    const parsed = programOfNewShop({ currency, timeZone });
    if (!parsed.ok) {
      const reasons = parsed.errors.map((error) => `${error.path}: ${error.message}`).join("; ");
      throw new Error(`shop ${domain} cannot have a program: ${reasons}`);
    }
    const made = await connection.query<{ id: string }>(
      "INSERT INTO programs (settled_until, created_at) VALUES ($1, $1) RETURNING id::text",
      [now],
    );
    const programId = made.rows[0]?.id;
    if (programId === undefined) throw new Error("the new program got no id");
    await connection.query(
      `INSERT INTO program_versions (program_id, version, document, effective_at, published_at, author)
       VALUES ($1, 1, $2, $3, $3, 'laurel')`,
      [programId, parsed.program, now],
    );
    await connection.query(
      "INSERT INTO shops (id, domain, program_id, currency, installed_at) VALUES ($1, $2, $3, $4, $5)",
      [shopId, domain, programId, currency, now],
    );
    return { programId, created: true };
  });
}
