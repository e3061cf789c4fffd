import { isPooled, poolTerms } from "../../commands/pool-discount.ts";
import { newCode } from "../../commands/new-code.ts";
import { codeUntil } from "../../domain/exchange.ts";
import type { Program, Reward } from "../../domain/program.ts";
import { parseMoment } from "../../domain/time.ts";
import { dayOf, endOfDay, startOfDay } from "../../domain/time.ts";
import { versionAt } from "../../domain/timeline.ts";
import { loadTimeline } from "../../ledger/programs.ts";
import type { JobContext } from "../context.ts";

/** So long before a day begins its pools are made, so that they are full when it does. */
const READY_BEFORE_MS = 3 * 60 * 60 * 1_000;
const SHOPS_PER_ROUND = 50;
/** Pools of today and of yesterday, whose codes were given until its end, say how much a reward is used. */
const USED_WITHIN_MS = 24 * 60 * 60 * 1_000;

/** So many exchanges of a reward within two days make a pool worth what it costs: about as much as two discounts that are made at once. */
export const WORTH_A_POOL = 2;

type Shop = { id: string; programId: string; currency: string; rate: string | null; isNew: boolean };

/**
 * Says which pools there should be: for each reward that anybody may use, one for the codes that are given today and, towards midnight,
 * one for tomorrow's. On the day on which a version of the program comes into force each reward has one, so that what a merchant announces
 * is there; after that a reward has one as long as it is exchanged, and what nobody wants costs nothing. A shop is planned when its program,
 * its day or its use has changed (another rate of its currency counts from the next day: until then discounts are made at once); nothing is
 * asked of Shopify here. Answers how many shops were planned.
 */
export async function planPools(context: JobContext): Promise<number> {
  const now = context.now();
  const shops = await listUnplanned(context, now);
  for (const shop of shops) await planShop(context, shop, now);
  return shops.length;
}

async function listUnplanned(context: JobContext, now: Date): Promise<Shop[]> {
  const { rows } = await context.db.pool.query<Shop>(
    `SELECT s.id::text, s.program_id::text AS "programId", s.currency, s.rate::text,
       s.pools_version IS DISTINCT FROM f.version AS "isNew" FROM shops s
     CROSS JOIN LATERAL (
       SELECT v.version FROM program_versions v WHERE v.program_id = s.program_id AND v.effective_at <= $1
       ORDER BY v.effective_at DESC, v.version DESC LIMIT 1) AS f
     WHERE s.uninstalled_at IS NULL AND (s.pools_version IS DISTINCT FROM f.version OR s.pools_plan_at <= $1 OR s.pools_plan_at IS NULL)
     LIMIT $2`,
    [now, SHOPS_PER_ROUND],
  );
  return rows;
}

async function planShop(context: JobContext, shop: Shop, now: Date): Promise<void> {
  const { program, version } = versionAt(await loadTimeline(context.db.pool, shop.programId), now);
  const zone = program.timeZone;
  const midnight = endOfDay(dayOf(now, zone), zone);
  const tomorrowFrom = new Date(midnight.getTime() - READY_BEFORE_MS);
  const days = now < tomorrowFrom ? [now] : [now, midnight];
  const used = shop.isNew ? null : await listUsed(context, shop, now, dayOf(now, zone));
  for (const day of days) {
    const isWorthIt = ({ id }: Reward): boolean => used === null || used.has(id);
    const rewards = program.exchange.rewards.filter(
      (reward) => isPooled(reward) && isWorthIt(reward) && isOfferedOn(reward, day, now, zone),
    );
    for (const reward of rewards) await wantPool(context, { shop, program, version, reward, day, now });
  }
  const again = now < tomorrowFrom ? tomorrowFrom : midnight;
  await context.db.pool.query(`UPDATE shops SET pools_version = $2, pools_plan_at = $3 WHERE id = $1`, [
    shop.id,
    version,
    again,
  ]);
}

/** The rewards that were exchanged often enough lately, from a pool or for want of one. */
async function listUsed(context: JobContext, shop: Shop, now: Date, today: string): Promise<Set<string>> {
  const { rows } = await context.db.pool.query<{ reward: string }>(
    `SELECT reward FROM (
       SELECT reward, greatest(given, added - (SELECT count(*)::int FROM pool_codes c WHERE c.program_id = p.program_id AND c.pool_id = p.id))
         AS count FROM pools p WHERE p.shop_id = $1 AND p.closes_at > $2
       UNION ALL SELECT reward, count FROM pool_wishes WHERE shop_id = $1 AND day >= $3::date - 1
     ) AS uses GROUP BY reward HAVING sum(count) >= $4`,
    [shop.id, new Date(now.getTime() - USED_WITHIN_MS), today, WORTH_A_POOL],
  );
  return new Set(rows.map(({ reward }) => reward));
}

/** Whether a reward can be taken at any moment of a day that is still to come. */
function isOfferedOn({ from, until }: Reward, day: Date, now: Date, zone: string): boolean {
  const key = dayOf(day, zone);
  const begins = from === null || parseMoment(from) < endOfDay(key, zone);
  const last = until === null ? null : parseMoment(until);
  return begins && (last === null || (last >= startOfDay(key, zone) && last >= now));
}

type Wanted = { shop: Shop; program: Program; version: number; reward: Reward; day: Date; now: Date };

/** A pool that is there stays as it is; what was planned under another version with the same terms serves this one too. */
async function wantPool(context: JobContext, { shop, program, version, reward, day, now }: Wanted): Promise<void> {
  const zone = program.timeZone;
  await context.db.pool.query(
    `INSERT INTO pools (program_id, shop_id, reward, terms, version, currency, rate, closes_at, until, status, anchor, created_at, next_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'making', $10, $11, $11)
     ON CONFLICT (shop_id, reward, terms, until) DO NOTHING`,
    [
      ...[shop.programId, shop.id, reward.id, poolTerms(reward, program), version, shop.currency, shop.rate],
      ...[endOfDay(dayOf(day, zone), zone), codeUntil(reward, day, zone), newCode(), now],
    ],
  );
}
