import type pg from "pg";
import type { Database } from "../../app/database.ts";

/** A process was killed: nothing after this statement happens. */
export class Killed extends Error {
  override name = "Killed";
}

type Query = (text: string | pg.QueryConfig, values?: unknown[]) => Promise<unknown>;

/**
 * A database as a process sees it that is killed at its n-th statement: before it is sent, or after it was done (and, where it was a
 * COMMIT, committed) and before the answer came. Statements of transactions count too; a transaction that was open is rolled back
 * by PostgreSQL, as when a process is gone. Whoever uses it must do nothing more once it has thrown Killed.
 */
export function dying(db: Database, statement: number, when: "before" | "after"): Database {
  let count = 0;
  const counted =
    (query: Query): Query =>
    async (text, values) => {
      count += 1;
      if (count > statement || (count === statement && when === "before")) throw new Killed();
      const result = await query(text, values);
      if (count === statement) throw new Killed();
      return result;
    };
  const pool = replacing(db.pool, {
    query: counted((text, values) => db.pool.query(text, values)),
    connect: async () => {
      const client = await db.pool.connect();
      return replacing(client, { query: counted((text, values) => client.query(text, values)) });
    },
  });
  return { ...db, pool };
}

/** The same thing with some of its functions replaced. */
export function replacing<Thing extends object>(thing: Thing, functions: Record<string, unknown>): Thing {
  return new Proxy(thing, {
    get: (target, key) =>
      typeof key === "string" && key in functions ? functions[key] : (Reflect.get(target, key, target) as unknown),
  });
}
