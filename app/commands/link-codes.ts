import { createHash, randomBytes } from "node:crypto";
import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";
import { recordChange } from "./record-change.ts";

/** Letters and digits that nobody takes for another one, 32 of them: each is five bits. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LETTERS = 16;
const GROUP = 4;

/** How long a code can be entered. */
export const LINK_CODE_MINUTES = 60;

/** So many wrong codes a shop may enter in so long. */
export const LINK_TRIES = 5;
export const LINK_TRIES_MINUTES = 15;

export type LinkCode = { id: string; expiresAt: Date };

/** What is kept of a code: whoever reads the database cannot enter it. Spaces, hyphens and small letters are the typist's own. */
export function hashLinkCode(code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[^A-Z0-9]/gu, "");
  return createHash("sha256").update(`laurel link ${plain}`).digest();
}

function newLinkCode(): string {
  const letters = [...randomBytes(CODE_LETTERS)].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
  return (letters.match(new RegExp(`.{${GROUP}}`, "gu")) ?? []).join("-");
}

/**
 * Rule 23: staff of a shop make a code that staff of another shop enter. It works once and for an hour, and is shown this once only; a code
 * that was made before stops working.
 */
export async function makeLinkCode(
  db: Database,
  input: { programId: string; shopId: string; author: string; now: Date },
): Promise<{ code: string; expiresAt: Date }> {
  const { programId, shopId, author, now } = input;
  const code = newLinkCode();
  const expiresAt = new Date(now.getTime() + LINK_CODE_MINUTES * 60_000);
  await transaction(db, async (connection) => {
    await lockShop(connection, shopId);
    await endCodesOf(connection, shopId, now);
    await connection.query(
      `INSERT INTO link_codes (program_id, shop_id, code_hash, author, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [programId, shopId, hashLinkCode(code), author, now, expiresAt],
    );
    await recordChange(connection, {
      programId,
      actor: author,
      action: "makeLinkCode",
      subject: `shop:${shopId}`,
      now,
    });
  });
  return { code, expiresAt };
}

/** The code that waits to be entered stops working. Repeating is harmless. */
export async function withdrawLinkCode(
  db: Database,
  input: { programId: string; shopId: string; author: string; now: Date },
): Promise<boolean> {
  const { programId, shopId, author, now } = input;
  return transaction(db, async (connection) => {
    await lockShop(connection, shopId);
    const ended = await endCodesOf(connection, shopId, now);
    const change = { programId, actor: author, action: "withdrawLinkCode", subject: `shop:${shopId}`, now };
    if (ended > 0) await recordChange(connection, change);
    return ended > 0;
  });
}

/** Whoever links, leaves or makes codes for a shop takes turns. */
export async function lockShop(connection: Connection, shopId: string): Promise<void> {
  await connection.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`link:${shopId}`]);
}

export async function endCodesOf(connection: Connection, shopId: string, now: Date): Promise<number> {
  const { rowCount } = await connection.query(
    "UPDATE link_codes SET ended_at = $2 WHERE shop_id = $1 AND ended_at IS NULL AND expires_at > $2",
    [shopId, now],
  );
  return rowCount ?? 0;
}

export type Host = { codeId: string; shopId: string; domain: string; programId: string };
export type CodeRefusal = "tooManyTries" | "unknownCode" | "ownCode" | "hostGone";

/**
 * The shop whose staff made a code. Wrong codes are counted before anything is told, so that guesses that race are counted, too. One that
 * is used, withdrawn or too old is as unknown as one that never was.
 */
export async function findHost(
  connection: Connection,
  input: { shopId: string; code: string; now: Date },
): Promise<{ ok: true; host: Host } | { ok: false; reason: CodeRefusal }> {
  const { shopId, code, now } = input;
  await lockShop(connection, shopId);
  const since = new Date(now.getTime() - LINK_TRIES_MINUTES * 60_000);
  await connection.query("DELETE FROM link_tries WHERE shop_id = $1 AND at <= $2", [shopId, since]);
  const { rows: tries } = await connection.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM link_tries WHERE shop_id = $1",
    [shopId],
  );
  if ((tries[0]?.count ?? 0) >= LINK_TRIES) return { ok: false, reason: "tooManyTries" };
  const { rows } = await connection.query<Host & { installed: boolean }>(
    `SELECT k.id::text AS "codeId", s.id::text AS "shopId", s.domain, s.program_id::text AS "programId", s.uninstalled_at IS NULL AS installed
     FROM link_codes k JOIN shops s ON s.id = k.shop_id
     WHERE k.code_hash = $1 AND k.ended_at IS NULL AND k.expires_at > $2`,
    [hashLinkCode(code), now],
  );
  const [found] = rows;
  if (found === undefined) {
    await connection.query("INSERT INTO link_tries (shop_id, at) VALUES ($1, $2)", [shopId, now]);
    return { ok: false, reason: "unknownCode" };
  }
  if (found.shopId === shopId) return { ok: false, reason: "ownCode" };
  const { installed, ...host } = found;
  return installed ? { ok: true, host } : { ok: false, reason: "hostGone" };
}
