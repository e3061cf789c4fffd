import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  beginReview,
  confirmReview,
  dismissReview,
  previewReview,
  reviewMembers,
} from "../../app/commands/review-tiers.ts";
import { runReviewSlice } from "../../app/commands/run-review.ts";
import type { Database } from "../../app/database.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { readTierReview } from "../../app/queries/tier-reviews.ts";
import { dying, Killed } from "../setup/dying.ts";
import { addShop, bring, OPENED, openShop, publish, see, summaryOf, type TestShop } from "./shop.ts";

// Broken if staff who assign tiers now were shown other moves than happen, or if members were moved twice, halfway or not at all.

const hours = (count: number): Date => new Date(OPENED.getTime() + count * 3_600_000);
const LADDER = [
  { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" },
  { id: "silver", name: "Silver", threshold: "100.00", tag: "silver", entryBonus: 10 },
  { id: "gold", name: "Gold", threshold: "300.00", tag: "gold", entryBonus: 50 },
];
const laddered = (levels: object[], rest: object = {}): object => ({ tiers: { levels, ...rest } });
const thresholds = (silver: string, gold: string): object[] => {
  const [bronze, second, third] = LADDER;
  return [bronze!, { ...second, threshold: silver }, { ...third, threshold: gold }];
};

let database: TestShop;
beforeAll(async () => {
  database = await openShop({ max: 6 });
});
afterAll(() => database.close());

/** A shop of its own in the same database, with the ladder and with customers who have spent so much. */
async function shopOf(spent: readonly string[], levels: object[] = LADDER): Promise<TestShop & { ids: string[] }> {
  const shop = { ...database, ...(await addShop(database.db)) };
  await publish(shop, laddered(levels), hours(1));
  const ids: string[] = [];
  for (const [index, amount] of spent.entries()) {
    const customerId = customerOf(shop, index);
    ids.push(await see(shop, customerId, hours(2)));
    if (amount !== "0") await bring(shop, [paid(shop, index, amount)]);
  }
  return { ...shop, ids };
}

const customerOf = (shop: { shopId: string }, index: number): string => `${shop.shopId}${index + 10}`;
function paid(shop: { shopId: string }, index: number, amount: string, changes: object = {}) {
  const at = hours(3);
  return orderOf({
    ...{ id: `${shop.shopId}${index + 50}`, customerId: customerOf(shop, index), createdAt: at, processedAt: at },
    ...{ updatedAt: at, paidAt: at, lines: [{ price: amount }], payments: [["shopify_payments", amount]] },
    ...changes,
  });
}

async function tiersOf(shop: TestShop, count: number, now: Date): Promise<(string | null)[]> {
  const all = Array.from({ length: count }, (_, index) => summaryOf(shop, customerOf(shop, index), now));
  return (await Promise.all(all)).map(({ tier }) => tier?.id ?? null);
}

async function runToTheEnd(db: Database, programId: string, now: Date): Promise<number> {
  let slices = 0;
  while (await runReviewSlice(db, { programId, now })) slices += 1;
  return slices;
}

async function look(shop: TestShop, now: Date): Promise<string> {
  const begun = await beginReview(shop.db, { programId: shop.programId, author: "ingrid", now });
  if (!begun.ok) throw new Error(begun.reason);
  await runToTheEnd(shop.db, shop.programId, now);
  return begun.reviewId;
}

const movesOf = async (shop: TestShop) => {
  const review = await readTierReview(shop.db, shop);
  return review?.moves.map(({ from, to, members }) => `${from ?? "none"} > ${to ?? "none"}: ${members}`).sort();
};

describe("assign now for everybody", () => {
  test("shows who would move, moves nobody before it is confirmed, then exactly these", async () => {
    const shop = await shopOf(["0", "120.00", "150.00", "400.00"]);
    const { programId } = shop;
    await publish(shop, laddered(thresholds("140.00", "350.00")), hours(4));
    const reviewId = await look(shop, hours(5));
    expect(await movesOf(shop)).toEqual(["silver > bronze: 1"]);
    expect(await tiersOf(shop, 4, hours(5))).toEqual(["bronze", "silver", "silver", "gold"]);
    const review = await readTierReview(shop.db, { programId });
    expect(review).toMatchObject({ status: "ready", seen: 4, total: 4, author: "ingrid" });
    expect(review?.moves[0]?.sample).toEqual([shop.ids[1]]);
    const wish = { programId, reviewId, author: "ingrid", now: hours(5) };
    expect(await confirmReview(shop.db, wish)).toEqual({ ok: true });
    expect(await confirmReview(shop.db, wish)).toEqual({ ok: false, reason: "notReady" });
    await runToTheEnd(shop.db, programId, hours(5));
    expect(await movesOf(shop)).toEqual(["silver > bronze: 1"]);
    expect(await readTierReview(shop.db, { programId })).toMatchObject({ status: "done", seen: 4 });
    expect(await tiersOf(shop, 4, hours(5))).toEqual(["bronze", "bronze", "silver", "gold"]);
    await look(shop, hours(6));
    expect(await movesOf(shop)).toEqual([]);
  });

  test("a look gives way to a new one, a review that moves members doesn't", async () => {
    const shop = await shopOf(["120.00"]);
    const { programId } = shop;
    await publish(shop, laddered(thresholds("200.00", "300.00")), hours(4));
    const first = await look(shop, hours(5));
    const second = await look(shop, hours(5));
    const answer = { programId, author: "ingrid", now: hours(5) };
    expect(await confirmReview(shop.db, { ...answer, reviewId: first })).toEqual({ ok: false, reason: "notReady" });
    expect(await confirmReview(shop.db, { ...answer, reviewId: second })).toEqual({ ok: true });
    expect(await beginReview(shop.db, answer)).toEqual({ ok: false, reason: "running" });
    expect(await dismissReview(shop.db, { ...answer, reviewId: second })).toEqual({ ok: false, reason: "notReady" });
    await runToTheEnd(shop.db, programId, hours(5));
    expect((await beginReview(shop.db, answer)).ok).toBe(true);
  });

  test("another program's review can't be confirmed", async () => {
    const [shop, other] = [await shopOf(["120.00"]), await shopOf(["120.00"])];
    const reviewId = await look(shop, hours(5));
    const foreign = { programId: other.programId, reviewId, author: "mallory", now: hours(5) };
    expect(await confirmReview(shop.db, foreign)).toEqual({ ok: false, reason: "notReady" });
  });

  test("several workers move everybody once", async () => {
    const spent = Array.from({ length: 60 }, () => "120.00");
    const shop = await shopOf(spent);
    await publish(shop, laddered(thresholds("50.00", "100.00")), hours(4));
    const reviewId = await look(shop, hours(5));
    await confirmReview(shop.db, { programId: shop.programId, reviewId, author: "ingrid", now: hours(5) });
    await Promise.all([1, 2, 3].map(() => runToTheEnd(shop.db, shop.programId, hours(5))));
    expect(await movesOf(shop)).toEqual(["silver > gold: 60"]);
    const { rows } = await shop.db.pool.query<{ times: number }>(
      `SELECT count(*)::int AS times FROM tier_changes WHERE program_id = $1 AND tier = 'gold' GROUP BY member_id`,
      [shop.programId],
    );
    expect(rows.map(({ times }) => times)).toEqual(spent.map(() => 1));
  });

  test.each(["before", "after"] as const)(
    "a worker killed %s any statement loses and repeats nothing",
    async (when) => {
      const shop = await shopOf(["120.00", "130.00", "140.00"]);
      const { programId } = shop;
      await publish(shop, laddered(thresholds("50.00", "100.00")), hours(4));
      const reviewId = await look(shop, hours(5));
      await confirmReview(shop.db, { programId, reviewId, author: "ingrid", now: hours(5) });
      for (let statement = 1; ; statement += 1) {
        const outcome = await runToTheEnd(dying(shop.db, statement, when), programId, hours(5)).catch(
          (error: unknown) => {
            if (!(error instanceof Killed)) throw error;
            return null;
          },
        );
        expect(statement).toBeLessThan(100);
        if (outcome !== null) break;
      }
      expect(await movesOf(shop)).toEqual(["silver > gold: 3"]);
      expect(await readTierReview(shop.db, { programId })).toMatchObject({ status: "done", seen: 3 });
    },
  );
});

describe("assign now for chosen members", () => {
  test("one member moves, the others stay", async () => {
    const shop = await shopOf(["120.00", "120.00"]);
    await publish(shop, laddered(thresholds("200.00", "300.00")), hours(4));
    const wish = { programId: shop.programId, memberIds: shop.ids.slice(0, 1), now: hours(5) };
    const move = { memberId: shop.ids[0], from: "silver", to: "bronze" };
    expect(await previewReview(shop.db, wish)).toEqual([move]);
    expect(await tiersOf(shop, 2, hours(5))).toEqual(["silver", "silver"]);
    expect(await reviewMembers(shop.db, { ...wish, author: "ingrid" })).toEqual([move]);
    expect(await reviewMembers(shop.db, { ...wish, author: "ingrid" })).toEqual([]);
    expect(await tiersOf(shop, 2, hours(5))).toEqual(["bronze", "silver"]);
  });

  test("a member of another program is not touched", async () => {
    const [shop, other] = [await shopOf(["120.00"]), await shopOf(["120.00"])];
    await publish(other, laddered(thresholds("200.00", "300.00")), hours(4));
    const wish = { programId: shop.programId, memberIds: other.ids, author: "mallory", now: hours(5) };
    expect(await reviewMembers(shop.db, wish)).toEqual([]);
    expect(await tiersOf(other, 1, hours(5))).toEqual(["silver"]);
  });
});

// Each of these was a bug in an add-on that merchants used before; what it broke is said in its name.
describe("bugs that others had", () => {
  test("a tier with threshold zero was not assigned", async () => {
    const shop = await shopOf(["0", "120.00"], LADDER.slice(1));
    expect(await tiersOf(shop, 2, hours(4))).toEqual([null, "silver"]);
    await publish(shop, laddered(LADDER), hours(4));
    const reviewId = await look(shop, hours(5));
    expect(await movesOf(shop)).toEqual(["none > bronze: 1"]);
    await confirmReview(shop.db, { programId: shop.programId, reviewId, author: "ingrid", now: hours(5) });
    await runToTheEnd(shop.db, shop.programId, hours(5));
    expect(await tiersOf(shop, 2, hours(5))).toEqual(["bronze", "silver"]);
  });

  test("higher and lower tiers were mixed up when they weren't listed in their order", async () => {
    const shop = await shopOf(["0", "120.00", "400.00"], [...LADDER].reverse());
    expect(await tiersOf(shop, 3, hours(4))).toEqual(["bronze", "silver", "gold"]);
    await publish(shop, laddered([LADDER[2]!, { ...LADDER[1], threshold: "500.00" }, LADDER[0]!]), hours(4));
    await reviewMembers(shop.db, { ...shop, memberIds: shop.ids, author: "ingrid", now: hours(5) });
    expect(await tiersOf(shop, 3, hours(5))).toEqual(["bronze", "bronze", "gold"]);
  });

  test("nobody was lowered", async () => {
    const shop = await shopOf(["400.00"]);
    await publish(shop, laddered(thresholds("1000.00", "2000.00")), hours(4));
    await reviewMembers(shop.db, { ...shop, memberIds: shop.ids, author: "ingrid", now: hours(5) });
    expect(await tiersOf(shop, 1, hours(5))).toEqual(["bronze"]);
  });

  test("“assign now” counted orders that had failed", async () => {
    const shop = await shopOf(["400.00", "400.00", "400.00"]);
    await bring(shop, [
      paid(shop, 0, "400.00", { updatedAt: hours(4), cancelledAt: hours(4), financialStatus: "voided" }),
      paid(shop, 1, "400.00", { updatedAt: hours(4), financialStatus: "voided" }),
    ]);
    const reviewId = await look(shop, hours(5));
    expect(await movesOf(shop)).toEqual(["gold > bronze: 2"]);
    await confirmReview(shop.db, { programId: shop.programId, reviewId, author: "ingrid", now: hours(5) });
    await runToTheEnd(shop.db, shop.programId, hours(5));
    expect(await tiersOf(shop, 3, hours(5))).toEqual(["bronze", "bronze", "gold"]);
  });
});
