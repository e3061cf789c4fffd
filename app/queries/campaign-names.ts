import type { Database } from "../database.ts";

/** A campaign as the newest version that has it says. */
export type NamedCampaign = { id: string; name: string; from: string; until: string };

/** Every campaign that a published version ever had, the one that began last first. Grows with versions, never with members or orders. */
export async function listNamedCampaigns(db: Database, input: { programId: string }): Promise<NamedCampaign[]> {
  const { rows } = await db.pool.query<NamedCampaign>(
    `SELECT id, name, "from", until FROM (
       SELECT DISTINCT ON (c->>'id') c->>'id' AS id, coalesce(c->>'name', '') AS name, c->>'from' AS "from", c->>'until' AS until
       FROM program_versions v, jsonb_array_elements(v.document->'earning'->'campaigns') c
       WHERE v.program_id = $1 AND v.effective_at < 'infinity' ORDER BY c->>'id', v.version DESC
     ) named ORDER BY ("from")::timestamptz DESC, id`,
    [input.programId],
  );
  return rows;
}
