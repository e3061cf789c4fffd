import type { Connection, Database } from "../database.ts";
import { transaction } from "../database.ts";
import { nextNightlyMoment } from "../domain/time.ts";
import { versionAt } from "../domain/timeline.ts";
import { parseRational } from "../domain/rational.ts";
import type { ShopMove } from "../ledger/transfer-member.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { scheduleReview } from "../ledger/tier-reviews.ts";
import { transferMember } from "../ledger/transfer-member.ts";
import { moveRevision } from "./link-shop.ts";
import { recordChange } from "./record-change.ts";

/** Members that are taken along between two notes of how far it is, and orders that are written at once. */
const MEMBERS = 50;
const ORDERS = 1_000;

export type LinkJob = {
  programId: string;
  jobId: string;
  kind: "join" | "leave";
  shopId: string;
  domain: string;
  from: string;
  to: string;
  rate: string | null;
  factor: string;
  phase: "members" | "orders" | "customers";
  cursorShop: string;
  cursor: string;
  author: string;
};

/** Shops on their way, oldest first. */
export async function listLinkJobs(db: Database): Promise<LinkJob[]> {
  const { rows } = await db.pool.query<LinkJob>(
    `SELECT j.program_id::text AS "programId", j.id::text AS "jobId", j.kind, j.shop_id::text AS "shopId", s.domain,
       j.from_program::text AS "from", j.to_program::text AS "to", j.rate::text, j.factor, j.phase, j.cursor_shop::text AS "cursorShop",
       j.cursor::text AS "cursor", j.author
     FROM link_jobs j JOIN shops s ON s.id = j.shop_id WHERE j.finished_at IS NULL ORDER BY j.id`,
  );
  return rows;
}

/**
 * Does the next slice of what moves with a shop; answers whether anything is left to move. Members first, each in a transaction of its own,
 * then orders that are nobody's, then the shop itself. What is done is not there any more to be done again, so that it may be repeated,
 * by whoever goes on after a crash.
 */
export async function moveLinkSlice(db: Database, job: LinkJob, now: Date): Promise<boolean> {
  const move = moveOf(job);
  if (job.phase === "members") return moveMembers(db, job, move, now);
  if (job.phase === "orders") return moveOrders(db, job, move, now);
  return false;
}

function moveOf({ kind, shopId, from, to, factor }: LinkJob): ShopMove {
  return { kind, shopId, from, to, factor: parseRational(factor) };
}

async function moveMembers(db: Database, job: LinkJob, move: ShopMove, now: Date): Promise<boolean> {
  const { rows } = await db.pool.query<{ id: string }>(
    `SELECT DISTINCT member_id::text AS id, member_id FROM member_customers
     WHERE program_id = $1 AND shop_id = $2 AND member_id > $3 ORDER BY member_id LIMIT $4`,
    [job.from, job.shopId, job.cursor, MEMBERS],
  );
  let moved = 0;
  for (const { id } of rows) if (await transferMember(db, move, id, now)) moved += 1;
  const last = rows.at(-1)?.id;
  if (last === undefined)
    await db.pool.query("UPDATE link_jobs SET phase = 'orders', cursor = 0 WHERE id = $1 AND phase = 'members'", [
      job.jobId,
    ]);
  else {
    await db.pool.query("UPDATE link_jobs SET cursor = $2, moved = moved + $3 WHERE id = $1 AND phase = 'members'", [
      job.jobId,
      last,
      moved,
    ]);
  }
  return true;
}

/** Orders of guests, and of customers who are forgotten in the shop: they are nobody's where they go. */
async function moveOrders(db: Database, job: LinkJob, move: ShopMove, now: Date): Promise<boolean> {
  if ((await moveNobodysOrders(db, move)) > 0) return true;
  return !(await transaction(db, (connection) => moveShop(connection, job, now)));
}

async function moveNobodysOrders(db: Database, move: ShopMove): Promise<number> {
  const { rowCount } = await db.pool.query(
    `UPDATE orders SET program_id = $2, member_id = NULL, version = version + 1,
       pinned_version = CASE WHEN pinned_version IS NULL OR $4 THEN pinned_version ELSE adopted_number($2, $3, $1, pinned_version) END
     WHERE shop_id = $3 AND id = ANY (ARRAY(SELECT id FROM orders WHERE program_id = $1 AND shop_id = $3 LIMIT $5))
       AND NOT EXISTS (SELECT FROM member_customers c WHERE c.program_id = $1 AND c.member_id = orders.member_id AND c.shop_id = $3)`,
    [move.from, move.to, move.shopId, move.kind === "leave", ORDERS],
  );
  return rowCount ?? 0;
}

/** The shop follows its members, and its webhooks are worked off again. Answers false where somebody came meanwhile who has to move first. */
async function moveShop(connection: Connection, job: LinkJob, now: Date): Promise<boolean> {
  const { shopId, from, to, kind } = job;
  const { rows } = await connection.query<{ phase: string }>("SELECT phase FROM link_jobs WHERE id = $1 FOR UPDATE", [
    job.jobId,
  ]);
  if (rows[0]?.phase !== "orders") return true;
  await moveRevision(connection, [from, to]);
  const left = await connection.query(
    `SELECT FROM member_customers WHERE program_id = $1 AND shop_id = $2
     UNION ALL SELECT FROM orders WHERE program_id = $1 AND shop_id = $2 LIMIT 1`,
    [from, shopId],
  );
  if (left.rows.length > 0) {
    await connection.query("UPDATE link_jobs SET phase = 'members', cursor = 0 WHERE id = $1", [job.jobId]);
    return false;
  }
  await connection.query(
    `UPDATE shops SET program_id = $2, rate = $3, held_since = NULL, program_written = NULL, discounts_written = NULL,
       discounts_due_at = NULL, pools_version = NULL, pools_plan_at = NULL WHERE id = $1`,
    [shopId, to, job.rate],
  );
  // Codes made ahead were the former program's rewards; a program with the same rules goes on with them.
  await connection.query(
    `UPDATE pools SET program_id = $2, status = CASE WHEN $3 THEN status ELSE 'closed' END WHERE shop_id = $1`,
    [shopId, to, kind === "leave"],
  );
  const { program } = versionAt(await loadTimeline(connection, to), now);
  for (const programId of [from, to])
    await scheduleReview(connection, programId, nextNightlyMoment(now, program.timeZone));
  await connection.query(
    "UPDATE link_jobs SET phase = 'customers', cursor = 0, cursor_shop = 0, moved_at = $2, to_compare = $3 WHERE id = $1",
    [job.jobId, now, kind === "join" ? await customersToCompare(connection, to) : 0],
  );
  return true;
}

async function customersToCompare(connection: Connection, programId: string): Promise<number> {
  const { rows } = await connection.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM member_customers WHERE program_id = $1 AND gone_at IS NULL",
    [programId],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Who or what was written to the former program in the very moment in which the shop left it is taken along late. Answers whether
 * there was anything.
 */
export async function sweepAfterMove(db: Database, job: LinkJob, now: Date): Promise<boolean> {
  const move = moveOf(job);
  const { rows } = await db.pool.query<{ id: string }>(
    "SELECT DISTINCT member_id::text AS id FROM member_customers WHERE program_id = $1 AND shop_id = $2 ORDER BY 1",
    [job.from, job.shopId],
  );
  for (const { id } of rows) await transferMember(db, move, id, now);
  return (await moveNobodysOrders(db, move)) > 0 || rows.length > 0;
}

/** Both programs' logs say that it is done. Addresses are kept only where shops share a program. */
export async function finishLinkJob(db: Database, job: LinkJob, now: Date): Promise<void> {
  await transaction(db, async (connection) => {
    const { rowCount } = await connection.query(
      "UPDATE link_jobs SET phase = 'done', finished_at = $2 WHERE id = $1 AND finished_at IS NULL",
      [job.jobId, now],
    );
    if (rowCount === 0) return;
    await forgetAddresses(connection, [job.from, job.to], job.shopId);
    const action = job.kind === "join" ? "linkedShop" : "leftProgram";
    for (const programId of [job.from, job.to]) {
      const change = { programId, actor: "laurel", action, subject: `shop:${job.shopId}`, after: { shop: job.domain } };
      await recordChange(connection, { ...change, now });
    }
  });
}

/** Hashes of addresses are needed while a program has several shops, and not a day longer. */
export async function forgetAddresses(
  connection: Connection,
  programIds: readonly string[],
  shopId: string,
): Promise<void> {
  await connection.query(
    `DELETE FROM customer_addresses a WHERE (a.program_id = ANY ($1::bigint[]) OR a.shop_id = $2)
       AND (SELECT count(*) FROM shops s WHERE s.program_id = (SELECT program_id FROM shops WHERE id = a.shop_id)) < 2`,
    [programIds, shopId],
  );
}
