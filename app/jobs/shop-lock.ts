import type { Database } from "../database.ts";

/**
 * Runs work that only one process may do at a time; answers null, without doing it, where another one holds the lock. The lock belongs to a
 * connection: a process that dies lets it go.
 */
export async function withShopLock<Result>(
  db: Database,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const connection = await db.pool.connect();
  try {
    const { rows } = await connection.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked",
      [name],
    );
    if (rows[0]?.locked !== true) return null;
    try {
      return await work();
    } finally {
      await connection.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [name]);
    }
  } finally {
    connection.release();
  }
}
