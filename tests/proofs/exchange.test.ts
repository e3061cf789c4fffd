import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { testDatabase } from "../setup/database.ts";
import { proveExchangeFaults } from "./exchange-faults.ts";
import { proveExchangeRace } from "./exchange-race.ts";
import type { ProofGround } from "./ground.ts";

// The short forms of `npm run prove -- exchange-race` and `exchange-faults`.

let testing: TestDatabase;
let ground: ProofGround;
beforeAll(async () => {
  testing = await testDatabase();
  let number = 0;
  ground = { db: openDatabase(testing.url, { max: 8 }), nextNumber: () => (number += 1) };
});
afterAll(async () => {
  await closeDatabase(ground.db);
  await testing.drop();
});

it("lets exactly one of many exchanges at once have a balance that is enough for one", async () => {
  const proved = await proveExchangeRace(ground, { rounds: 2, parallel: 20 });
  expect(proved).toMatchObject({
    tried: 2,
    violations: [],
    figures: { exchanges: 40, "from the pool": 1, deadlocks: 0 },
  });
});

it("loses no point and gives no code away under every kind of fault, killed at every point", async () => {
  const proved = await proveExchangeFaults(ground, { exchanges: 64 });
  expect(proved.violations).toEqual([]);
  expect(proved.figures["killed"]).toBeGreaterThan(0);
  expect(proved.figures["codes"]).toBeGreaterThan(0);
  expect(proved.figures["from pools"]).toBeGreaterThan(0);
  expect(proved.figures["returned"]).toBeGreaterThan(0);
});
