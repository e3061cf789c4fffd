import { afterAll, beforeAll, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { openCode, reserveCode } from "../../app/commands/codes.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { addShop, bring, openShop, publish, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: what is written beside entries and lots, in the same statement, says who did what and why, and nothing of it is lost.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const MONDAY = new Date("2026-01-05T09:00:00Z");
const hour = (count: number): Date => new Date(MONDAY.getTime() + count * 3_600_000);
const rows = async (text: string, ...values: unknown[]): Promise<unknown[]> =>
  (await shop.db.pool.query<Record<string, unknown>>(text, values)).rows;

const give = (memberId: string, points: bigint) =>
  adjustPoints(shop.db, {
    ...{ programId: shop.programId, memberId, points, reason: "a broken cup", author: "staff:7" },
    ...{ key: "k", now: hour(1) },
  });

it("an adjustment's reason and author stand beside its entry and in the log", async () => {
  const memberId = await see(shop, "1", MONDAY);
  await give(memberId, 12n);
  expect(await rows("SELECT no, author, reason FROM entry_notes WHERE member_id = $1", memberId)).toEqual([
    { no: 1, author: "staff:7", reason: "a broken cup" },
  ]);
  expect(await rows("SELECT actor, action, after, at FROM audit_log WHERE subject = $1", `member:${memberId}`)).toEqual(
    [{ actor: "staff:7", action: "adjustPoints", after: { points: "12" }, at: hour(1) }],
  );
});

it("tiers that were held are numbered in their order, however many posts they came by", async () => {
  const of = { ...shop, ...(await addShop(shop.db)) };
  const levels = ["bronze", "silver", "gold"].map((id, index) => {
    return { id, name: id, threshold: String(index * 1_000_000), tag: id };
  });
  await publish(of, { tiers: { levels } }, MONDAY);
  const memberId = await see(of, "2", MONDAY);
  for (const tier of ["gold", "silver"]) {
    const wish = { tier, until: null, lock: true, author: "staff:7", now: hour(1) };
    await setTier(of.db, { programId: of.programId, memberId, ...wish });
  }
  expect(await rows("SELECT no, tier FROM tier_changes WHERE member_id = $1 ORDER BY no", memberId)).toEqual([
    { no: 1, tier: "bronze" },
    { no: 2, tier: "gold" },
    { no: 3, tier: "silver" },
  ]);
});

it("a way of paying is noted for the shop where it was first seen; a code knows the order that used it", async () => {
  const memberId = await see(shop, "3", MONDAY);
  await give(memberId, 100n);
  const ids = { programId: shop.programId, memberId, now: hour(2) };
  const wish = { ...ids, shopId: shop.shopId, reward: "discount", times: 1, key: "click-01", code: "OWN" };
  const made = await reserveCode(shop.db, wish);
  if (!made.ok) throw new Error(made.reason);
  await openCode(shop.db, { ...ids, codeId: made.code.id, discountId: "9" });
  const codes = [{ code: "OWN", amount: 100n, kind: "amount" as const }];
  const paid = { createdAt: hour(3), processedAt: hour(3), paidAt: hour(3), updatedAt: hour(3), gateways: ["barter"] };
  await bring(shop, [{ ...orderOf({ id: "30", customerId: "3", ...paid }), codes }]);
  const seen = "SELECT shop_id::text AS shop, first_seen_at AS at FROM payment_methods_seen WHERE method = 'barter'";
  expect(await rows(seen)).toEqual([{ shop: shop.shopId, at: hour(3) }]);
  const used = "SELECT status, order_shop_id::text AS shop, order_id::text AS order FROM codes WHERE id = $1";
  expect(await rows(used, made.code.id)).toEqual([{ status: "used", shop: shop.shopId, order: "30" }]);
});

it("a merge takes the other's orders and customers along, and closes what it was to be told", async () => {
  const [kept, gone] = [await see(shop, "4", MONDAY), await see(shop, "5", MONDAY)];
  const paid = { createdAt: hour(1), processedAt: hour(1), paidAt: hour(1), updatedAt: hour(1) };
  await bring(shop, [orderOf({ id: "50", customerId: "5", ...paid })]);
  await rows(
    "INSERT INTO notices (program_id, member_id, kind, tier, name, at) VALUES ($1, $2, 'reached', 'a', 'A', $3)",
    ...[shop.programId, gone, MONDAY],
  );
  await mergeCustomers(shop.db, { shopId: shop.shopId, keptId: "4", goneId: "5", now: hour(9) });
  expect(await rows("SELECT member_id::text AS id FROM orders WHERE id = 50")).toEqual([{ id: kept }]);
  expect(await rows("SELECT dismissed_at AS at FROM notices WHERE member_id = $1", gone)).toEqual([{ at: hour(9) }]);
  const customers = "SELECT customer_id::int AS id FROM member_customers WHERE member_id = $1 ORDER BY 1";
  expect(await rows(customers, kept)).toEqual([{ id: 4 }, { id: 5 }]);
});
