import type pg from "pg";
import type { Database } from "../../app/database.ts";

/** A database that notes every statement that is sent through it, without its values. */
export function recording(db: Database): { db: Database; statements: string[] } {
  const statements: string[] = [];
  const pool = new Proxy(db.pool, {
    get: (target, key) => {
      if (key !== "query") return Reflect.get(target, key, target) as unknown;
      return async (query: string | pg.QueryConfig, values?: unknown[]) => {
        statements.push(typeof query === "string" ? query : query.text);
        return target.query(query, values);
      };
    },
  });
  return { db: { ...db, pool }, statements };
}
