import type { Database } from "../database.ts";

/** How many lines of `member_news` are taken at once: few, because the members' places in the list are locked meanwhile. */
const LINES_AT_ONCE = 1_000;

/**
 * Brings the list of members and the daily sums up to what the ledger has written since (`note_changes`), for so many changes. Any number of
 * processes may do it at once, and each may die anywhere. Answers whether there may be more.
 */
export async function noteChanges(
  db: Database,
  { now, lines = LINES_AT_ONCE }: { now: Date; lines?: number },
): Promise<boolean> {
  const { rows } = await db.pool.query<{ more: boolean }>({
    name: "note-changes",
    text: "SELECT note_changes($1, $2) AS more",
    values: [now, lines],
  });
  return rows.some(({ more }) => more);
}
