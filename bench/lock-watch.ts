import type pg from "pg";
import type { Database } from "../app/database.ts";

export type LockFigures = {
  seconds: number;
  finding: number;
  longestMs: number;
  /** The longest that any statement or transaction kept rows of members locked, and what 99 of 100 stayed below. */
  lockedMs: number;
  lockedOften: number;
  /** How many statements and transactions locked rows. */
  slices: number;
};

export type Watch = { db: Database; figures(): LockFigures };

type Query = (text: string | pg.QueryConfig, values?: unknown[]) => Promise<unknown>;

/** The same database, with a stopwatch on every statement, those of transactions too. */
export function watching(db: Database): Watch {
  const times: { finding: boolean; ms: number }[] = [];
  const locks: number[] = [];
  // Rows that a statement locks stay locked until its transaction ends.
  const timed = (query: Query, inTransaction: boolean): Query => {
    let since: number | null = null;
    return async (text, values) => {
      const start = performance.now();
      const answer = await query(text, values);
      const words = typeof text === "string" ? text : text.text;
      times.push({ finding: words.includes("width_bucket"), ms: performance.now() - start });
      if (/UPDATE members|post_batch|post_awards|FOR UPDATE/.test(words)) since ??= start;
      if (since !== null && (!inTransaction || words === "COMMIT")) {
        locks.push(performance.now() - since);
        since = null;
      }
      return answer;
    };
  };
  const connect = async (): Promise<unknown> => {
    const client = await db.pool.connect();
    return replacing(client, { query: timed((text, values) => client.query(text, values), true) });
  };
  const alone: Query = (text, values) => timed((...given) => db.pool.query(...given), false)(text, values);
  const pool = replacing(db.pool, { connect, query: alone });
  const sum = (list: readonly { ms: number }[]): number => list.reduce((total, { ms }) => total + ms, 0) / 1000;
  return {
    db: { ...db, pool },
    figures: () => ({
      seconds: sum(times),
      finding: sum(times.filter(({ finding }) => finding)),
      longestMs: times.reduce((longest, { ms }) => Math.max(longest, ms), 0),
      lockedMs: locks.reduce((longest, ms) => Math.max(longest, ms), 0),
      slices: locks.length,
      lockedOften: locks.sort((a, b) => a - b).at(Math.floor(locks.length * 0.99)) ?? 0,
    }),
  };
}

function replacing<Thing extends object>(thing: Thing, functions: Record<string, unknown>): Thing {
  return new Proxy(thing, {
    get: (target, key) =>
      typeof key === "string" && key in functions ? functions[key] : (Reflect.get(target, key, target) as unknown),
  });
}
