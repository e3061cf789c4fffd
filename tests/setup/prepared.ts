import { createHash } from "node:crypto";
import type pg from "pg";
import type { Database } from "../../app/database.ts";

type Query = (text: string | pg.QueryConfig, values?: unknown[]) => Promise<unknown>;

/**
 * The same database, on which PostgreSQL plans a statement that comes again only once: long stories make the same hundred statements
 * thousands of times on a handful of rows, and to plan one takes several times as long as to run it. What a statement does is the same.
 */
export function prepared(db: Database): Database {
  const names = new Map<string, string | null>();
  const query: Query = (text, values) => {
    if (typeof text !== "string" || values === undefined) return db.pool.query(text as string, values);
    const name = names.get(text);
    // A statement that is made only once isn't worth keeping.
    if (name === undefined) names.set(text, null);
    else if (name === null) names.set(text, createHash("sha1").update(text).digest("hex"));
    return db.pool.query({ text, values, ...(name ? { name } : {}) });
  };
  const pool = new Proxy(db.pool, {
    get: (target, key) => (key === "query" ? query : (Reflect.get(target, key, target) as unknown)),
  });
  return { ...db, pool };
}

/** The address with settings for statements on very few rows: plans are made once for all values, and never compiled. */
export function forFewRows(url: string): string {
  const address = new URL(url);
  address.searchParams.set("options", "-c jit=off -c plan_cache_mode=force_generic_plan");
  return address.href;
}
