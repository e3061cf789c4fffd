import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";

/**
 * A database as commands and queries receive it: one pool of connections, shared by hand-written SQL and by Prisma. Its
 * connections see every program (the worker's view); every statement names its tenant itself. `asTenant` narrows the view.
 */
export type Database = { readonly pool: pg.Pool; readonly prisma: PrismaClient };

/** What can run a statement: the pool, or one connection inside a transaction. */
export type Connection = Pick<pg.Pool | pg.PoolClient, "query">;

/**
 * What every new connection does first: it takes on the app's role where the migration could make it, so that PostgreSQL
 * itself refuses to change entries, and says that it sees all programs.
 */
const INTRODUCTION = `SELECT set_config('laurel.tenant', 'all', false), set_config('timezone', 'UTC', false),
  (SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = 'laurel_app' AND pg_has_role(session_user, oid, 'MEMBER'))`;

/** Opens a database; `max` is how many connections the pool may hold (default 10). Close it with `closeDatabase`. */
export function openDatabase(url: string, options: { max?: number } = {}): Database {
  const pool = new pg.Pool({
    ...(parseIntoClientConfig(url) as pg.PoolConfig),
    max: options.max ?? 10,
    // The pool waits for this before it hands a new connection out.
    verify: (client, done) => {
      client.query(INTRODUCTION).then(() => done(), done);
    },
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

/** Ends Prisma and every connection of the pool. */
export async function closeDatabase(db: Database): Promise<void> {
  await db.prisma.$disconnect();
  if (!db.pool.ended) await db.pool.end();
}

/**
 * Runs statements that see only one program's rows, whatever they ask for: row-level security holds it. For pages and
 * answers whose input comes from outside.
 */
export async function asTenant<T>(
  db: Database,
  programId: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return transaction(db, async (connection) => {
    await connection.query("SELECT set_config('laurel.tenant', $1, true)", [programId]);
    return work(connection);
  });
}

/** Runs statements in one transaction; a thrown error rolls it back. Not for hot paths: those are one statement each. */
export async function transaction<T>(db: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
