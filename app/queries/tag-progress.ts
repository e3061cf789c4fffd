import type { Database } from "../database.ts";
import { countMembers } from "./snapshot.ts";

/** How many members' tags and cards have still to be written to Shopify, of how many. */
export type TagProgress = { left: number; total: number };

/** So few are written within seconds: that is everyday work, and nothing to tell. */
const WORTH_TELLING = 20;

/** How far a new tag, name or card has come with the members; null where nothing worth telling is left. */
export async function readTagProgress(db: Database, input: { programId: string }): Promise<TagProgress | null> {
  const { rows } = await db.pool.query<{ left: number }>(
    "SELECT count(*)::int AS left FROM sync_queue WHERE program_id = $1 AND tags",
    [input.programId],
  );
  const left = rows[0]?.left ?? 0;
  if (left < WORTH_TELLING) return null;
  return { left, total: Math.max(left, await countMembers(db, input)) };
}
