import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { whatIsUnderway } from "./link-shop.ts";
import { recordChange } from "./record-change.ts";

export type ErasureAsked = { ok: true } | { ok: false; reason: "nameDiffers" | "linkUnderway" | "workUnderway" };

/**
 * Staff ask for everything of their shop to be deleted, and have typed its name. From this moment on Laurel does nothing for the shop any
 * more; the worker takes it out of the shop and deletes what it has (jobs/erase-shops). The log of a program that other shops share
 * keeps who asked; a log that goes with the rest does not.
 */
export async function askErasure(
  db: Database,
  input: { shopId: string; programId: string; typed: string; author: string; now: Date },
): Promise<ErasureAsked> {
  const { shopId, programId, author, now } = input;
  return transaction(db, async (connection) => {
    const { rows } = await connection.query<{ domain: string }>("SELECT domain FROM shops WHERE id = $1 FOR UPDATE", [
      shopId,
    ]);
    const domain = rows[0]?.domain;
    if (domain === undefined || input.typed.trim().toLowerCase() !== domain)
      return { ok: false, reason: "nameDiffers" };
    const busy = await whatIsUnderway(connection, [programId]);
    if (busy !== null) return { ok: false, reason: busy };
    await connection.query(
      `UPDATE shops SET erase_asked_at = $2, erase_asked_by = $3, uninstalled_at = coalesce(uninstalled_at, $2) WHERE id = $1`,
      [shopId, now, author],
    );
    const after = { shop: domain };
    await recordChange(connection, { programId, actor: author, action: "eraseShop", subject: "program", after, now });
    return { ok: true };
  });
}

export type ShopToErase = { id: string; domain: string; askedAt: Date; askedBy: string };

/** Shops whose deletion has been asked for and has not ended. */
export async function listShopsToErase(db: Database): Promise<ShopToErase[]> {
  const { rows } = await db.pool.query<ShopToErase>(
    `SELECT id::text, domain, erase_asked_at AS "askedAt", erase_asked_by AS "askedBy" FROM shops
     WHERE erase_asked_at IS NOT NULL ORDER BY shops.id`,
  );
  return rows;
}
