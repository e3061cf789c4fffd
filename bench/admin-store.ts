import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { saveDraft } from "../app/commands/save-draft.ts";
import { closeDatabase, openDatabase } from "../app/database.ts";
import { patchProgram } from "../app/domain/program.ts";
import { readProgram } from "../app/queries/program-in-force.ts";
import type { AdminPage } from "../tests/journeys/admin-pages.ts";
import { ADJUST_POINTS } from "../tests/journeys/admin-pages.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { openBox } from "../tests/journeys/harness.ts";
import { multiplyMembers, untilCounted } from "./many-members.ts";

/** Filling takes minutes and opening seconds, so the store is kept for the next run. */
const DATA_DIR = fileURLToPath(new URL("../.data/bench-admin", import.meta.url));
const FILLED = join(DATA_DIR, "filled");

/** A store in a box whose shop has so many members: the one that an earlier run has left, or, where there is none, a new one that is kept. */
export async function openFullStore(members: number, { fresh }: { fresh: boolean }): Promise<Box> {
  if (fresh || !existsSync(FILLED)) rmSync(DATA_DIR, { recursive: true, force: true });
  const box = await openBox({ history: true, dataDir: DATA_DIR });
  try {
    if (!existsSync(FILLED)) {
      await addDraft(box);
      await multiplyMembers(box.store.databaseUrl, members);
      await untilCounted(box.store.databaseUrl);
      writeFileSync(FILLED, `${String(members)} members, for npm run bench -- admin.\n`);
    }
    return box;
  } catch (error) {
    await box.close();
    throw error;
  }
}

/** Something to review and to play. */
async function addDraft(box: Box): Promise<void> {
  const db = openDatabase(box.store.databaseUrl, { max: 2 });
  try {
    const now = new Date();
    const { rows } = await db.pool.query<{ id: string }>("SELECT program_id::text AS id FROM shops LIMIT 1");
    const programId = rows[0]?.id ?? "";
    const { program } = await readProgram(db, { programId, now });
    const draft = patchProgram(program, { earning: { points: 120 } });
    if (!draft.ok) throw new Error(JSON.stringify(draft.errors));
    await saveDraft(db, { programId, document: draft.program, author: "bench", now });
  } finally {
    await closeDatabase(db);
  }
}

/** The page of the member with the longest history. */
export async function memberPage(box: Box): Promise<AdminPage> {
  const { member } = await one<{ member: string }>(
    box,
    "SELECT member_id::text AS member FROM orders WHERE member_id IS NOT NULL GROUP BY member_id ORDER BY count(*) DESC, member_id LIMIT 1",
  );
  return { name: "member", path: `/members/${member}`, mistake: null, act: ADJUST_POINTS };
}

/** How many members the store has. */
export async function countMembers(box: Box): Promise<number> {
  return (await one<{ count: number }>(box, "SELECT count(*)::int AS count FROM members")).count;
}

async function one<Row extends pg.QueryResultRow>(box: Box, question: string): Promise<Row> {
  const client = new pg.Client({ connectionString: box.store.databaseUrl });
  await client.connect();
  try {
    const [row] = (await client.query<Row>(question)).rows;
    if (row === undefined) throw new Error(`nothing answers ${question}`);
    return row;
  } finally {
    await client.end();
  }
}
