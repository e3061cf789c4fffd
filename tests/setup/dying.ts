import type pg from "pg";
import type { Database } from "../../app/database.ts";

/** A process was killed: nothing after this statement happens. */
export class Killed extends Error {
  override name = "Killed";
}

/**
 * A database as a process sees it that is killed at its n-th statement: before it is sent, or after it was committed and before the answer
 * came. Whoever uses it must do nothing more once it has thrown Killed.
 */
export function dying(db: Database, statement: number, when: "before" | "after"): Database {
  let count = 0;
  const pool = new Proxy(db.pool, {
    get: (target, key) => {
      if (key !== "query") return Reflect.get(target, key, target) as unknown;
      return async (text: string | pg.QueryConfig, values?: unknown[]) => {
        count += 1;
        if (count > statement || (count === statement && when === "before")) throw new Killed();
        const result = await target.query(text, values);
        if (count === statement) throw new Killed();
        return result;
      };
    },
  });
  return { ...db, pool };
}
