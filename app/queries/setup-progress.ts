import type { Database } from "../database.ts";

/** How far a shop has come from the installation to the first exchange, as far as Laurel can see it. */
export type SetupProgress = {
  /** A version beyond the one that the installation made. */
  published: boolean;
  firstOrder: boolean;
  firstExchange: boolean;
};

const PROGRESS = `
SELECT
  EXISTS (SELECT 1 FROM program_versions WHERE program_id = $1 AND version > 1) AS published,
  EXISTS (SELECT 1 FROM orders WHERE program_id = $1) AS "firstOrder",
  EXISTS (SELECT 1 FROM codes WHERE program_id = $1 AND status IN ('open', 'used', 'expired', 'undone')) AS "firstExchange"`;

/** The setup guide's steps that complete themselves. */
export async function readSetupProgress(db: Database, input: { programId: string }): Promise<SetupProgress> {
  const { rows } = await db.pool.query<SetupProgress>(PROGRESS, [input.programId]);
  return rows[0] ?? { published: false, firstOrder: false, firstExchange: false };
}
