import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrderState } from "../../app/domain/order.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { bring, openShop, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: whatever the order in which Shopify tells of an order, and however often, the end is the same. Method: all 720 orders of six
// states of one order, each state delivered one to five times, each sequence as an order of a customer of its own. The webhooks
// themselves, partial ones too, are told in all orders by `npm run convergence`.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const START = Date.parse("2026-01-05T09:00:00Z");
const minute = (count: number): Date => new Date(START + count * 60_000);

const paid = { financialStatus: "paid", paidAt: minute(1) } as const;
const lines = (quantity: number, current: number, refunded: number) => [
  { price: "100.00", quantity, current, refunded },
];
const refundOf = (id: string, at: Date): OrderState["refunds"][number] => ({
  ...{ id, createdAt: at, lines: [{ lineId: "100", quantity: 1, subtotal: 10_000n, tax: 0n }] },
  ...{ shipping: 0n, handTyped: 0n },
});

/** Created, paid, edited from five to four, one returned, one more returned, cancelled. */
function statesOf(id: string, customerId: string): OrderState[] {
  const base = { id, customerId, name: `#${id}`, createdAt: minute(0), processedAt: minute(0) };
  const once = [refundOf("1", minute(3))];
  const twice = [...once, refundOf("2", minute(4))];
  const state = (at: Date, given: Parameters<typeof orderOf>[0], refunds: OrderState["refunds"]): OrderState => ({
    ...orderOf({ ...base, ...given, updatedAt: at }),
    refunds,
  });
  return [
    state(minute(0), { financialStatus: "pending", paidAt: null, lines: lines(5, 5, 0) }, []),
    state(minute(1), { ...paid, lines: lines(5, 5, 0) }, []),
    state(minute(2), { ...paid, lines: lines(5, 4, 0), editedAt: [minute(2)] }, []),
    state(
      minute(3),
      { ...paid, financialStatus: "partiallyRefunded", lines: lines(5, 3, 1), editedAt: [minute(2)] },
      once,
    ),
    state(
      minute(4),
      { ...paid, financialStatus: "partiallyRefunded", lines: lines(5, 2, 2), editedAt: [minute(2)] },
      twice,
    ),
    state(minute(5), { ...paid, lines: lines(5, 2, 2), editedAt: [minute(2)], cancelledAt: minute(5) }, twice),
  ];
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, index) =>
    permutations(list.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

describe("an order told in any order", () => {
  it.each([
    { upTo: 5, kept: 200n, name: "until its second return" },
    { upTo: 6, kept: 0n, name: "until its cancellation" },
  ])(
    "$name ends the same in all sequences, each state told one to five times",
    async ({ upTo, kept }) => {
      const indexes = Array.from({ length: upTo }, (_, index) => index);
      const sequences = permutations(indexes);
      const customer = (sequence: number) => String(upTo * 100_000 + sequence);
      await Promise.all(sequences.map((_, sequence) => see(shop, customer(sequence), minute(-1))));
      const told = sequences.map((sequence, number) => {
        const states = statesOf(String(upTo * 1_000_000 + number), customer(number));
        const repeats = (index: number): number => 1 + ((number + index) % 5);
        return sequence.flatMap((index) => Array.from({ length: repeats(index) }, () => states[index]!));
      });
      const rounds = Math.max(...told.map((states) => states.length));
      for (let round = 0; round < rounds; round += 1) {
        const orders = told.flatMap((states) => states[round] ?? []);
        await bring(shop, orders, minute(6 + round));
      }
      for (const [number] of sequences.entries()) {
        const { available, pending, debt } = await summaryOf(shop, customer(number), minute(60));
        expect({ number, available, pending, debt }).toEqual({ number, available: kept, pending: 0n, debt: 0n });
      }
      const { rows: ends } = await shop.db.pool.query(
        `SELECT DISTINCT state::jsonb - 'id' - 'name' - 'customerId' AS state, posted, pinned_version, spend, metric_points, metric_orders
         FROM orders WHERE program_id = $1 AND id / 1000000 = $2`,
        [shop.programId, upTo],
      );
      expect(ends).toHaveLength(1);
      expect(await verifyLedger(shop.db, { programId: shop.programId })).toEqual([]);
    },
    120_000,
  );
});
