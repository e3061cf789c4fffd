import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import type { Database } from "../../app/database.ts";
import { readDefaults, readScopes } from "../scenarios/files.ts";
import type { Ground } from "../scenarios/runner.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { SOME_FAULTS } from "./faults.ts";
import { Simulation } from "./simulation.ts";

// The short form of `npm run simulate`: whatever goes wrong, points are right at every moment and everything heals.

let testing: TestDatabase;
let db: Database;
let ground: Ground;

beforeAll(async () => {
  testing = await testDatabase();
  db = openDatabase(testing.url, { max: 4 });
  let number = 0;
  ground = { db, defaults: readDefaults(), scopes: readScopes(), nextNumber: () => (number += 1) };
});

afterAll(async () => {
  await closeDatabase(db);
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

  it("would notice one point too many, and finds it at the same operation again", async () => {
    const tampered: Ground = {
      ...ground,
      db: tamperingWith(db, "UPDATE members SET available = available + 1 WHERE available = 0"),
    };
    const violation = await run(8, 12, tampered);
    expect(violation?.what).toMatch(/member/);
    expect((await run(8, 12, tampered))?.operation).toBe(violation?.operation);
  });

  it("heals even a list of what is out of date that is emptied again and again", async () => {
    const tampered: Ground = { ...ground, db: tamperingWith(db, "DELETE FROM sync_queue") };
    expect(await run(9, 12, tampered)).toBeNull();
  });
});
