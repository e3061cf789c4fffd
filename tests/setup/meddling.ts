import type pg from "pg";
import type { Database } from "../../app/database.ts";
import { replacing } from "./dying.ts";

type Query = (text: string | pg.QueryConfig, values?: unknown[]) => Promise<unknown>;

/** Names of the statements that were sent, in their order; those without a name by their first words. */
export type Meddled = { db: Database; statements: string[] };

const WORDS = 3;

/**
 * A database in which somebody else does something each time that a statement of one of these names has been answered and before the answer is used,
 * in transactions too: what races bring about once in a while happens every time.
 */
export function meddling(db: Database, after: readonly string[], meddle: (time: number) => Promise<unknown>): Meddled {
  const statements: string[] = [];
  let times = 0;
  const followed =
    (query: Query): Query =>
    async (text, values) => {
      const name = typeof text === "string" ? text.split(/\s+/).slice(0, WORDS).join(" ") : (text.name ?? "");
      statements.push(name);
      const result = await query(text, values);
      if (after.includes(name)) {
        times += 1;
        await meddle(times);
      }
      return result;
    };
  const pool = replacing(db.pool, {
    query: followed((text, values) => db.pool.query(text, values)),
    connect: async () => {
      const client = await db.pool.connect();
      return replacing(client, { query: followed((text, values) => client.query(text, values)) });
    },
  });
  return { db: { ...db, pool }, statements };
}
