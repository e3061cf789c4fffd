import { verifyLedger } from "../app/queries/verify-ledger.ts";
import { openStoreDatabase } from "./open-database.ts";

/**
 * npm run verify [-- PROGRAM]: replays the ledger of a database and names what differs; exit status 0 only if nothing does.
 */
const programId = process.argv[2];
const database = await openStoreDatabase();
const { db } = database;
try {
  const differences = await verifyLedger(db, programId === undefined ? {} : { programId });
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  const { rows } = await db.pool.query<{ members: string; entries: string }>(
    "SELECT (SELECT count(*) FROM members)::text AS members, (SELECT count(*) FROM entries)::text AS entries",
  );
  const { members = "0", entries = "0" } = rows[0] ?? {};
  process.stdout.write(`${members} members, ${entries} entries: ${differences.length} differences\n`);
  process.exitCode = differences.length === 0 ? 0 : 1;
} finally {
  await database.close();
}
