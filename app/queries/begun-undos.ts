import type { Database } from "../database.ts";

/** A code that was being switched off in Shopify when its undo was last heard of. */
export type BegunUndo = { readonly programId: string; readonly codeId: string; readonly domain: string };

/** Undos that began before a moment and have not ended, oldest first. */
export async function listBegunUndos(db: Database, input: { before: Date; limit: number }): Promise<BegunUndo[]> {
  const { rows } = await db.pool.query<BegunUndo>({
    name: "list-begun-undos",
    text: `SELECT c.program_id::text AS "programId", c.id::text AS "codeId", s.domain
      FROM codes c JOIN shops s ON s.id = c.shop_id AND s.program_id = c.program_id
      WHERE c.undo_begun_at < $1 ORDER BY c.undo_begun_at LIMIT $2`,
    values: [input.before, input.limit],
  });
  return rows;
}
