import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";
import { closeAccount } from "../domain/merge.ts";
import { endCode, isHeld } from "../domain/exchange.ts";
import { nextNightlyMoment } from "../domain/time.ts";
import { versionAt } from "../domain/timeline.ts";
import { changeMember } from "../ledger/change-members.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { scheduleReview } from "../ledger/tier-reviews.ts";
import { moveRevision, whatIsUnderway } from "./link-shop.ts";
import { forgetAddresses } from "./work-link-job.ts";

/** The shop has uninstalled Laurel: its program is kept (for 48 hours, until Shopify asks to delete it), nothing is written to it. */
export async function uninstallShop(db: Database, input: { domain: string; now: Date }): Promise<void> {
  await db.pool.query("UPDATE shops SET uninstalled_at = $2 WHERE domain = $1 AND uninstalled_at IS NULL", [
    input.domain,
    input.now,
  ]);
}

type Redacted = { id: string; programId: string; others: boolean };

/**
 * shop/redact: deletes everything that belongs to the shop; its program too, entries included, where no other shop shares it. Where others
 * do, members who are customers there keep their points, and everything that names the shop's customers, orders and codes goes; members
 * who were this shop's alone are closed. A shop that has installed Laurel again meanwhile keeps what it has. Answers whether
 * anything was deleted; what is interrupted is begun again.
 */
export async function redactShop(db: Database, input: { domain: string; now: Date }): Promise<boolean> {
  const { rows } = await db.pool.query<Redacted>(
    `SELECT id::text, program_id::text AS "programId",
       EXISTS (SELECT FROM shops other WHERE other.program_id = shops.program_id AND other.id <> shops.id) AS others
     FROM shops WHERE domain = $1 AND uninstalled_at IS NOT NULL`,
    [input.domain],
  );
  const [shop] = rows;
  if (!shop) return false;
  if ((await whatIsUnderway(db.pool, [shop.programId])) === "linkUnderway")
    throw new Error(
      `a shop is on its way to or from the program of ${input.domain}: it is deleted when that has ended`,
    );
  if (shop.others) await emptyShared(db, shop, input.now);
  return transaction(db, (connection) => eraseShop(connection, shop, input));
}

/** What members of a shared program have of the shop ends, each in a step of its own, because that is the ledger's. */
async function emptyShared(db: Database, shop: Redacted, now: Date): Promise<void> {
  const { rows } = await db.pool.query<{ memberId: string; stays: boolean }>(
    `SELECT member_id::text AS "memberId", bool_or(c.shop_id <> $2 AND c.gone_at IS NULL) AS stays FROM member_customers c
     WHERE c.program_id = $1 AND c.member_id IN (SELECT member_id FROM member_customers WHERE program_id = $1 AND shop_id = $2)
     GROUP BY c.member_id ORDER BY c.member_id`,
    [shop.programId, shop.id],
  );
  for (const { memberId, stays } of rows) {
    await changeMember(db, { programId: shop.programId, memberId, now, everything: true }, (account, timeline) => {
      for (const code of [...account.codes.values()]) {
        // The shop's discounts are gone, and so are the orders that could still give points of a used code back.
        if (code.shopId === shop.id && isHeld(code)) endCode(account, timeline, code.id, "undone", now);
      }
      if (stays) return { result: null };
      closeAccount(account, "closed", now);
      account.deletedAt = now;
      account.birthday = null;
      return { result: null };
    });
  }
}

async function eraseShop(
  connection: Connection,
  shop: Redacted,
  { domain, now }: { domain: string; now: Date },
): Promise<boolean> {
  const { rows } = await connection.query<{ others: boolean }>(
    `SELECT EXISTS (SELECT FROM shops other WHERE other.program_id = shops.program_id AND other.id <> shops.id) AS others
     FROM shops WHERE id = $1 AND program_id = $2 AND uninstalled_at IS NOT NULL FOR UPDATE`,
    [shop.id, shop.programId],
  );
  const [current] = rows;
  if (!current) return false;
  if (current.others !== shop.others)
    throw new Error(`shops were linked to or left the program of ${domain} in this moment`);
  // Programs that the shop had before it was linked hold its history and nobody else's.
  const { rows: former } = await connection.query<{ id: string }>(
    `SELECT p.id::text FROM programs p WHERE p.id IN (SELECT from_program FROM link_jobs WHERE shop_id = $1 AND kind = 'join')
       AND NOT EXISTS (SELECT FROM shops s WHERE s.program_id = p.id)`,
    [shop.id],
  );
  const programs = [...former.map((row) => row.id), ...(current.others ? [] : [shop.programId])];
  for (const program of programs) await connection.query("SELECT erase_program($1)", [program]);
  if (current.others) await eraseFromShared(connection, shop, domain, now);
  await connection.query("DELETE FROM link_tries WHERE shop_id = $1", [shop.id]);
  await connection.query("DELETE FROM link_jobs WHERE shop_id = $1", [shop.id]);
  return true;
}

/** What members forget who were this shop's alone, and what of the shop other members' rows name. */
async function eraseFromShared(connection: Connection, shop: Redacted, domain: string, now: Date): Promise<void> {
  const both = [shop.programId, shop.id];
  const alone = `(SELECT program_id, id FROM members WHERE program_id = $1 AND deleted_at IS NOT NULL
    AND id IN (SELECT member_id FROM member_customers WHERE program_id = $1 AND shop_id = $2))`;
  for (const table of [
    "entry_notes",
    "notices",
    "member_notes",
    "sync_queue",
    "mails",
    "mail_preferences",
    "mail_bounces",
  ]) {
    await connection.query(`DELETE FROM ${table} WHERE (program_id, member_id) IN ${alone}`, both);
  }
  await connection.query(
    `DELETE FROM audit_log WHERE program_id = $1 AND (subject = 'shop:' || $2::bigint OR subject IN (
       SELECT 'customer:' || c.customer_id FROM member_customers c WHERE c.program_id = $1 AND c.shop_id = $2
         AND NOT EXISTS (SELECT FROM member_customers o WHERE o.program_id = $1 AND o.shop_id <> $2 AND o.customer_id = c.customer_id)))`,
    both,
  );
  await connection.query("UPDATE link_codes SET used_by = NULL WHERE used_by = $1", [shop.id]);
  // Points that are left stay with their members, without saying which order brought them.
  await connection.query(
    "UPDATE lots SET shop_id = NULL, order_id = NULL WHERE program_id = $1 AND shop_id = $2",
    both,
  );
  // A used code gives nothing back any more, because nobody will tell of its order. Accounts that were closed are empty already.
  await connection.query(
    `UPDATE lots l SET in_codes = l.in_codes - x.points, done = l.done OR (l.remaining = 0 AND l.in_codes = x.points)
     FROM (SELECT c.member_id, p.lot, sum(p.points) AS points FROM codes c, code_parts(c.lots, c.returned) p
       WHERE c.program_id = $1 AND c.shop_id = $2 AND c.status = 'used'
         AND c.member_id IN (SELECT id FROM members WHERE program_id = $1 AND deleted_at IS NULL) GROUP BY c.member_id, p.lot) x
     WHERE l.member_id = x.member_id AND l.no = x.lot`,
    both,
  );
  await connection.query(
    "DELETE FROM code_reports WHERE program_id = $1 AND (shop_id = $2 OR code_id IN (SELECT id FROM codes WHERE program_id = $1 AND shop_id = $2))",
    both,
  );
  for (const table of [
    "codes",
    "orders",
    "member_customers",
    "customer_addresses",
    "pools",
    "link_codes",
    "adopted_versions",
  ]) {
    await connection.query(`DELETE FROM ${table} WHERE program_id = $1 AND shop_id = $2`, both);
  }
  await connection.query("DELETE FROM payment_methods_seen WHERE shop_id = $1", [shop.id]);
  await connection.query("DELETE FROM mails WHERE program_id = $1 AND shop_id = $2", both);
  await connection.query("DELETE FROM inbox WHERE shop = $1", [domain]);
  await connection.query(`DELETE FROM "Session" WHERE shop = $1`, [domain]);
  await connection.query("DELETE FROM shops WHERE id = $1", [shop.id]);
  await forgetAddresses(connection, [shop.programId], shop.id);
  await moveRevision(connection, [shop.programId]);
  // What the shop's orders counted for tiers is gone with them: the next review looks at everybody.
  const { program } = versionAt(await loadTimeline(connection, shop.programId), now);
  await scheduleReview(connection, shop.programId, nextNightlyMoment(now, program.timeZone));
}
