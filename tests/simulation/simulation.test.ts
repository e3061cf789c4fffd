import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../app/database.ts";
import { openGround } from "../scenarios/ground.ts";
import type { Ground } from "../scenarios/runner.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { SOME_FAULTS } from "./faults.ts";
import { giveIdsInTurn } from "./ids-in-turn.ts";
import { Simulation } from "./simulation.ts";

// The short form of `npm run simulate`: whatever goes wrong, points are right at every moment and everything heals.

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

const run = (
  seed: number,
  operations: number,
  on: Ground = ground,
  faults = SOME_FAULTS,
): ReturnType<Simulation["run"]> => new Simulation(seed, faults).run(on, seed, operations);

/** A database that does something more after each batch that the ledger posts. */
function tamperingWith(database: Database, statement: string): Database {
  const pool = new Proxy(database.pool, {
    get: (target, key) => {
      if (key !== "query") return Reflect.get(target, key, target) as unknown;
      return async (query: string | pg.QueryConfig, values?: unknown[]) => {
        const result = await target.query(query, values);
        if (typeof query === "object" && query.name === "post-batch") await target.query(statement);
        return result;
      };
    },
  });
  return { ...database, pool };
}

describe("a simulation", () => {
  it.each([1, 2, 3, 4, 5, 6])("of seed %i ends with everything right", async (seed) => {
    expect(await run(seed, 15)).toBeNull();
  });

  it("heals even when every single webhook is lost", async () => {
    expect(await run(7, 12, ground, { ...SOME_FAULTS, lost: 1 })).toBeNull();
  });

  it("would notice one point too many", async () => {
    const tampered: Ground = {
      ...ground,
      db: tamperingWith(ground.db, "UPDATE members SET available = available + 1 WHERE available = 0"),
    };
    expect((await run(8, 12, tampered))?.what).toMatch(/member/);
  });

  it("fails in the same way each time: at the same operation, with the same words", async () => {
    const violations = [];
    // The second time connections are used a few times only, as if the first had hardly ever found one free.
    for (const uses of [Infinity, 8]) {
      const fresh = await testDatabase();
      const own = openGround(fresh.url);
      own.db.pool.options.maxUses = uses;
      await giveIdsInTurn(fresh.url);
      const db = tamperingWith(own.db, "UPDATE members SET available = available + 1 WHERE available = 0");
      violations.push(await run(8, 12, { ...own, db }));
      await own.close();
      await fresh.drop();
    }
    expect(violations[0]).not.toBeNull();
    expect(violations[1]).toEqual(violations[0]);
  });

  it("would notice what happens in the shop next door", async () => {
    const others = "UPDATE members SET available = available + 1 WHERE program_id < (SELECT max(id) FROM programs)";
    const tampered = { ...ground, db: tamperingWith(ground.db, others) };
    expect((await run(10, 6, tampered))?.what).toMatch(/another shop/);
  });

  it("heals even a list of what is out of date that is emptied again and again", async () => {
    const tampered: Ground = { ...ground, db: tamperingWith(ground.db, "DELETE FROM sync_queue") };
    expect(await run(9, 12, tampered)).toBeNull();
  });
});
