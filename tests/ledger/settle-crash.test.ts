import { afterAll, beforeAll, expect, it } from "vitest";
import { settle } from "../../app/commands/settle.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { Killed, dying } from "../setup/dying.ts";
import { bring, openShop, publish, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: moments happen once and in their order, also when the process that settles dies at any statement, after days in which none ran.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const at = (day: string): Date => new Date(`2026-${day}T09:00:00Z`);
const MEMBERS = 12;
/** More statements than settling so few members takes. */
const STATEMENTS_MAX = 14;

it("settles what days of downtime left, however often the process dies in the middle", async () => {
  const expiry = { kind: "age", months: 1, roundTo: "day" };
  await publish(shop, { earning: { points: 1, per: "1.00", holdDays: 3 }, expiry }, at("01-02"));
  const paid = at("01-05");
  const times = { createdAt: paid, processedAt: paid, updatedAt: paid, paidAt: paid };
  const orders = Array.from({ length: MEMBERS }, (_, index) =>
    orderOf({ id: String(100 + index), customerId: String(7_000 + index), ...times }),
  );
  await bring(shop, orders, paid);
  // Holds ended on 8 January, lots a month later: nobody has settled either of them.
  const now = at("02-20");
  let deaths = 0;
  for (let statement = 1; statement <= STATEMENTS_MAX; statement += 1) {
    for (const when of ["before", "after"] as const) {
      await settle(dying(shop.db, statement, when), { programId: shop.programId, now }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        deaths += 1;
      });
    }
  }
  await settle(shop.db, { programId: shop.programId, now });
  expect(deaths).toBeGreaterThan(2);
  const { rows } = await shop.db.pool.query(
    "SELECT kind, count(*)::int AS count, min(no) AS no FROM entries WHERE program_id = $1 GROUP BY kind ORDER BY no",
    [shop.programId],
  );
  expect(rows.map(({ kind, count }: { kind: string; count: number }) => [kind, count])).toEqual([
    ["order", MEMBERS],
    ["released", MEMBERS],
    ["expired", MEMBERS],
  ]);
  expect((await summaryOf(shop, "7000", now)).available).toBe(0n);
  expect(await verifyLedger(shop.db)).toEqual([]);
});
