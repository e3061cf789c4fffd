import type { Database } from "../database.ts";

/** How many members' tags and cards have still to be written to Shopify, of how many. */
export type TagProgress = { left: number; total: number };

/** So few are written within seconds: that is everyday work, and nothing to tell. */
const WORTH_TELLING = 20;

/** How far a new tag, name or card has come with the members; null where nothing worth telling is left. */
export async function readTagProgress(db: Database, input: { programId: string }): Promise<TagProgress | null> {
  const { rows } = await db.pool.query<TagProgress>(
    `SELECT (SELECT count(*)::int FROM sync_queue WHERE program_id = $1 AND tags) AS left,
            (SELECT count(*)::int FROM members WHERE program_id = $1 AND merged_into IS NULL AND deleted_at IS NULL) AS total`,
    [input.programId],
  );
  const [progress] = rows;
  return progress === undefined || progress.left < WORTH_TELLING ? null : progress;
}
