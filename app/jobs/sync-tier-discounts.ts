import type { WantedDiscount } from "../domain/tier-discounts.ts";
import { wantedDiscounts } from "../domain/tier-discounts.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { listTierDiscounts, type KeptDiscount } from "../queries/tier-discounts.ts";
import type { Gateway } from "../shopify/gateway.ts";
import type { JobContext, JobShop } from "./context.ts";
import { withShopLock } from "./shop-lock.ts";

/** Where Shopify refused something, a merchant has to make room first; where it could not be reached, that is over sooner. */
const REFUSED_WAIT_MS = 15 * 60 * 1000;
const UNREACHABLE_WAIT_MS = 60 * 1000;

type Problem = "full" | "invalid" | "nameTaken" | "unreachable";
type Work = { context: JobContext; shop: JobShop; gateway: Gateway };

/**
 * Brings the automatic discounts of tiers in every shop to what the program in force says: makes, changes and removes them. Each
 * step is written down before the next one, and what may have been made without our hearing of it is looked up first, so that a
 * crash or a lost answer leaves neither a second discount nor one that nobody knows.
 */
export async function syncTierDiscounts(context: JobContext): Promise<number> {
  const shops = await listOutdatedShops(context);
  for (const shop of shops) {
    await withShopLock(context.db, `tier-discounts:${shop.id}`, () => syncShop(context, shop));
  }
  return shops.length;
}

async function listOutdatedShops(context: JobContext): Promise<JobShop[]> {
  const { rows } = await context.db.pool.query<JobShop>(
    `SELECT s.id::text, s.domain, s.program_id::text AS "programId" FROM shops s
     CROSS JOIN LATERAL (
       SELECT v.version FROM program_versions v WHERE v.program_id = s.program_id AND v.effective_at <= $1
       ORDER BY v.effective_at DESC, v.version DESC LIMIT 1) AS f
     WHERE s.uninstalled_at IS NULL AND s.discounts_written IS DISTINCT FROM f.version
       AND (s.discounts_due_at IS NULL OR s.discounts_due_at <= $1)`,
    [context.now()],
  );
  return rows;
}

async function syncShop(context: JobContext, shop: JobShop): Promise<void> {
  const now = context.now();
  const { version, program } = await readProgram(context.db, { programId: shop.programId, now });
  const wanted = wantedDiscounts(program);
  const kept = await listTierDiscounts(context.db, { shopId: shop.id });
  const work = { context, shop, gateway: context.gatewayOf(shop.domain) };
  const problems: Problem[] = [];
  // What goes first makes room for what comes: the shop may be full.
  for (const row of kept) {
    const still = wanted.find(({ tier }) => tier === row.tier);
    if (still?.discount.type !== row.kind) problems.push(...(await attempt(work, row.tier, () => remove(work, row))));
  }
  for (const each of wanted) problems.push(...(await attempt(work, each.tier, () => bring(work, each))));
  const due = problems.length === 0 ? null : new Date(now.getTime() + waitOf(problems));
  await context.db.pool.query(
    `UPDATE shops SET discounts_written = CASE WHEN $3::timestamptz IS NULL THEN $2 ELSE discounts_written END, discounts_due_at = $3
     WHERE id = $1`,
    [shop.id, version, due],
  );
}

function waitOf(problems: readonly Problem[]): number {
  return problems.includes("unreachable") ? UNREACHABLE_WAIT_MS : REFUSED_WAIT_MS;
}

/** One tier's trouble is written beside it and does not hold up the others. */
async function attempt(work: Work, tier: string, step: () => Promise<Problem | null>): Promise<Problem[]> {
  let problem: Problem | null;
  try {
    problem = await step();
  } catch (error) {
    const { log } = work.context;
    log.warn(
      { err: error, shop: work.shop.domain, tier },
      "a tier's discount could not be written; it will be tried again",
    );
    problem = "unreachable";
  }
  await save(work, tier, { problem });
  return problem === null ? [] : [problem];
}

/** The row goes last: until then it says what is still to be removed. */
async function remove(work: Work, row: KeptDiscount): Promise<null> {
  const { gateway, context, shop } = work;
  const discountId = row.discountId ?? (await gateway.findTierDiscount(row.tier))?.id ?? null;
  if (discountId !== null) await gateway.deleteTierDiscount(discountId);
  await save(work, row.tier, { discount_id: null, discount_written: null });
  const segmentId = row.segmentId ?? null;
  if (segmentId !== null) await gateway.deleteSegment(segmentId);
  await context.db.pool.query("DELETE FROM tier_discounts WHERE shop_id = $1 AND tier = $2", [shop.id, row.tier]);
  return null;
}

async function bring(work: Work, wanted: WantedDiscount): Promise<Problem | null> {
  const row = await begin(work, wanted);
  // Its removal, before it comes back as another kind, has failed: that is tried again first.
  if (row.kind !== wanted.discount.type) return "unreachable";
  const segment = await bringSegment(work, wanted, row);
  if (!segment.ok) return segment.problem;
  return bringDiscount(work, wanted, row, segment.id);
}

async function begin({ context, shop }: Work, wanted: WantedDiscount): Promise<KeptDiscount> {
  await context.db.pool.query(
    `INSERT INTO tier_discounts (shop_id, tier, kind) VALUES ($1, $2, $3) ON CONFLICT (shop_id, tier) DO NOTHING`,
    [shop.id, wanted.tier, wanted.discount.type],
  );
  const rows = await listTierDiscounts(context.db, { shopId: shop.id });
  const row = rows.find(({ tier }) => tier === wanted.tier);
  if (row === undefined) throw new Error(`the row of tier ${wanted.tier}'s discount is gone`);
  return row;
}

type BroughtSegment = { ok: true; id: string } | { ok: false; problem: Problem };

async function bringSegment(work: Work, wanted: WantedDiscount, row: KeptDiscount): Promise<BroughtSegment> {
  const { gateway } = work;
  const text = JSON.stringify(wanted.segment);
  if (row.segmentId !== null && row.segmentWritten === text) return { ok: true, id: row.segmentId };
  // A segment of this name is one that was made without our hearing of it.
  const id = row.segmentId ?? (await gateway.findSegment(wanted.segment.name))?.id ?? null;
  let written = await gateway.writeSegment(id, wanted.segment);
  if (!written.ok && written.reason === "missing") written = await gateway.writeSegment(null, wanted.segment);
  if (!written.ok) return { ok: false, problem: "nameTaken" };
  await save(work, wanted.tier, { segment_id: written.segmentId, segment_written: text });
  return { ok: true, id: written.segmentId };
}

async function bringDiscount(
  work: Work,
  wanted: WantedDiscount,
  row: KeptDiscount,
  segmentId: string,
): Promise<Problem | null> {
  const { gateway } = work;
  const { discount, tier, title } = wanted;
  const text = JSON.stringify({ title, discount, segmentId });
  if (row.discountId !== null && row.discountWritten === text) return null;
  const gives =
    discount.type === "percentage"
      ? { type: "percentage" as const, percent: discount.value }
      : { type: "freeShipping" as const };
  const { minimumSubtotal, combinesWith } = discount;
  const request = { tier, title, startsAt: work.context.now(), segmentId, gives, minimumSubtotal, combinesWith };
  const found = row.discountId === null ? await gateway.findTierDiscount(tier) : null;
  const id = row.discountId ?? (found?.type === discount.type ? found.id : null);
  let written = await gateway.writeTierDiscount(id, request);
  if (!written.ok && written.reason === "missing") written = await gateway.writeTierDiscount(null, request);
  if (!written.ok) return written.reason === "full" ? "full" : "invalid";
  await save(work, tier, { discount_id: written.discountId, discount_written: text });
  return null;
}

type Saved = Partial<
  Record<"segment_id" | "segment_written" | "discount_id" | "discount_written" | "problem", string | null>
>;

async function save({ context, shop }: Work, tier: string, values: Saved): Promise<void> {
  const columns = Object.keys(values);
  await context.db.pool.query(
    `UPDATE tier_discounts SET ${columns.map((column, index) => `${column} = $${index + 3}`).join(", ")} WHERE shop_id = $1 AND tier = $2`,
    [shop.id, tier, ...Object.values(values)],
  );
}
