import type { Database } from "../database.ts";

/** Staff have got a test mail: the setup guide has a step less. */
export async function noteMailTested(db: Database, input: { programId: string; now: Date }): Promise<void> {
  await db.pool.query("UPDATE programs SET mail_tested_at = $2 WHERE id = $1", [input.programId, input.now]);
}
