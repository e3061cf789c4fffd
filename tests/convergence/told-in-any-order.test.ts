import { afterAll, beforeAll, expect, test } from "vitest";
import { openGround } from "../scenarios/ground.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { tellInAnyOrder } from "./told-in-any-order.ts";

// The short form of `npm run convergence`; tests/ledger/convergence.test.ts tells all 720 to the ledger itself.

let testing: TestDatabase;
let ground: ReturnType<typeof openGround>;

beforeAll(async () => {
  testing = await testDatabase();
  ground = openGround(testing.url);
});

afterAll(async () => {
  await ground.close();
  await testing.drop();
});

test.each([
  { happenings: 5, step: 17, orders: 8, has: [20, 0, 0, 0] },
  { happenings: 6, step: 103, orders: 7, has: [0, 0, 0, 0] },
])("$orders orders of $happenings happenings, told in other orders, end the same", async (given) => {
  const { ends, orders, wrong } = await tellInAnyOrder(ground, given.happenings, given.step);
  expect([orders, wrong, ends.length]).toEqual([given.orders, null, 1]);
  expect(JSON.parse(ends[0] ?? "{}")).toMatchObject({ has: given.has, refunds: given.happenings - 3 });
});
