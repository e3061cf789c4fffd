import type { PostItem } from "./post.ts";
import { revisionOf } from "./programs.ts";
import { RowList } from "./row-literals.ts";

/** The programs whose versions items were computed with, and which versions these were, as an array of `post_program`. */
export function revisionRows(items: readonly PostItem[]): string {
  const known = new Map<string, string>();
  for (const { programId, timeline } of items) {
    const revision = timeline && revisionOf(timeline);
    if (revision !== undefined) known.set(programId, revision);
  }
  const rows = new RowList(["id", "revision"]);
  for (const [id, revision] of known) rows.add({ id, revision });
  return rows.literal();
}
