import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";
import { endCodesOf, lockShop } from "./link-codes.ts";
import { whatIsUnderway } from "./link-shop.ts";
import { recordChange } from "./record-change.ts";

export type LeaveRefusal = "notLinked" | "linkUnderway" | "workUnderway";

/**
 * Rule 23: a shop leaves the program that it shares, with its own history (docs/decisions/011): a program with the same rules and versions is
 * made for it, and the members' part of it moves there (app/jobs/link-shops). Its webhooks wait until it has.
 */
export async function leaveProgram(
  db: Database,
  input: { shopId: string; author: string; now: Date },
): Promise<{ ok: true; programId: string } | { ok: false; reason: LeaveRefusal }> {
  const { shopId, author, now } = input;
  return transaction(db, async (connection) => {
    await lockShop(connection, shopId);
    const { rows } = await connection.query<{
      program_id: string;
      domain: string;
      rate: string | null;
      others: boolean;
    }>(
      `SELECT program_id::text, domain, rate::text,
         EXISTS (SELECT FROM shops o WHERE o.program_id = shops.program_id AND o.id <> shops.id) AS others
       FROM shops WHERE id = $1`,
      [shopId],
    );
    const [shop] = rows;
    if (shop === undefined || !shop.others) {
      const busy = shop === undefined ? null : await whatIsUnderway(connection, [shop.program_id]);
      return { ok: false, reason: busy ?? "notLinked" };
    }
    // Of two shops that leave at once, the second waits for the first one's members.
    await connection.query("SELECT FROM programs WHERE id = $1 FOR UPDATE", [shop.program_id]);
    const busy = await whatIsUnderway(connection, [shop.program_id]);
    if (busy !== null) return { ok: false, reason: busy };
    const programId = await copyProgram(connection, shop.program_id, now);
    await endCodesOf(connection, shopId, now);
    await connection.query("UPDATE shops SET held_since = $2 WHERE id = $1", [shopId, now]);
    await connection.query(
      `INSERT INTO link_jobs (program_id, kind, shop_id, from_program, to_program, rate, phase, total, author, begun_at)
       SELECT $1, 'leave', $2, $1, $3, $4, 'members',
         (SELECT count(DISTINCT member_id) FROM member_customers WHERE program_id = $1 AND shop_id = $2), $5, $6`,
      [shop.program_id, shopId, programId, shop.rate, author, now],
    );
    for (const each of [shop.program_id, programId]) {
      const change = { programId: each, actor: author, action: "leaveProgram", subject: `shop:${shopId}` };
      await recordChange(connection, { ...change, after: { shop: shop.domain }, now });
    }
    return { ok: true, programId };
  });
}

/** A program with the same versions under the same numbers: what is pinned to one of them finds the same rules there. */
async function copyProgram(connection: Connection, from: string, now: Date): Promise<string> {
  const { rows } = await connection.query<{ id: string }>(
    "INSERT INTO programs (settled_until, created_at) VALUES ($1, $1) RETURNING id::text",
    [now],
  );
  const to = rows[0]?.id;
  if (to === undefined) throw new Error("the new program got no id");
  const copies: [table: string, columns: string][] = [
    [
      "program_versions",
      "version, document, effective_at, published_at, author, note, planned_for, withdrawn_at, withdrawn_by",
    ],
    ["adopted_versions", "version, shop_id, from_program, from_version, document, effective_at, until, factor"],
    [
      "mail_settings",
      "sends, sends_since, from_name, reply_to, kinds, subscribers_only, told_since, author, updated_at, looked_at",
    ],
    ["mail_templates", "kind, language, subject, heading, message, button, html, author, updated_at"],
  ];
  for (const [table, columns] of copies) {
    await connection.query(
      `INSERT INTO ${table} (program_id, ${columns}) SELECT $2, ${columns} FROM ${table} WHERE program_id = $1`,
      [from, to],
    );
  }
  return to;
}
