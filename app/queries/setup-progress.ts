import type { Database } from "../database.ts";

/** How far a shop has come from the installation to the first exchange, as far as Laurel can see it. */
export type SetupProgress = {
  /** A version beyond the one that the installation made. */
  published: boolean;
  /** The first comparison has read the shop's customers and orders. */
  historyImported: boolean;
  firstOrder: boolean;
  /** Staff have got a test mail. */
  mailTested: boolean;
  firstExchange: boolean;
};

const PROGRESS = `
SELECT
  EXISTS (SELECT 1 FROM program_versions WHERE program_id = $1 AND version > 1) AS published,
  EXISTS (SELECT 1 FROM shops WHERE id = $2 AND compared_until IS NOT NULL) AS "historyImported",
  EXISTS (SELECT 1 FROM orders WHERE program_id = $1 AND paid_at IS NOT NULL) AS "firstOrder",
  EXISTS (SELECT 1 FROM programs WHERE id = $1 AND mail_tested_at IS NOT NULL) AS "mailTested",
  EXISTS (SELECT 1 FROM codes WHERE program_id = $1 AND status IN ('open', 'used', 'expired', 'undone')) AS "firstExchange"`;

/** The setup guide's steps that complete themselves. */
export async function readSetupProgress(
  db: Database,
  input: { programId: string; shopId: string },
): Promise<SetupProgress> {
  const { rows } = await db.pool.query<SetupProgress>(PROGRESS, [input.programId, input.shopId]);
  const [progress] = rows;
  if (progress === undefined) throw new Error("the setup's progress could not be read");
  return progress;
}
