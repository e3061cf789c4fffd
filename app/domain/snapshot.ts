import { z } from "zod";

/**
 * What can only be counted by looking at all of a program's members, lots, codes and orders: counted now and then, and kept. Points are
 * decimal text.
 */
const points = z.string().regex(/^-?\d{1,30}$/);
const count = z.int();

export const snapshotFigures = z.object({
  members: count,
  tiers: z.array(
    z.object({ tier: z.string().nullable(), members: count, held: points, inCodes: points, debt: points }),
  ),
  /** Points outside of codes by how long ago they became available; pending ones have age "pending". */
  ages: z.array(z.object({ age: z.enum(["pending", "quarter", "half", "year", "twoYears", "older"]), points })),
  /** Codes of the last twelve months, by reward. */
  rewards: z.array(
    z.object({ reward: z.string(), codes: count, used: count, open: count, points, usedPoints: points }),
  ),
  /** Members with orders in the last twelve months, and those of them with at least two, by whether they used a code. */
  repeat: z.object({ withCode: count, withCodeTwice: count, withoutCode: count, withoutCodeTwice: count }),
});
export type SnapshotFigures = z.infer<typeof snapshotFigures>;

/** A day in the shop: who joined, orders that were paid, and those of them that a code of the program paid for. Money is in smallest coins. */
export type ShopDay = {
  day: string;
  joined: number;
  orders: number;
  revenue: bigint;
  codeOrders: number;
  codeRevenue: bigint;
};
