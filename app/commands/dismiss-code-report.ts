import type { Database } from "../database.ts";

/** Staff have seen what was told about a code: it goes from every page. Answers whether there is such a report; a second time is harmless. */
export async function dismissCodeReport(
  db: Database,
  input: { programId: string; reportId: string; author: string; now: Date },
): Promise<boolean> {
  const { programId, reportId, author, now } = input;
  if (!/^\d{1,18}$/.test(reportId)) return false;
  const { rows } = await db.pool.query<{ known: boolean }>(
    `WITH dismissed AS (
       UPDATE code_reports SET dismissed_at = $3, dismissed_by = $4
       WHERE program_id = $1 AND id = $2 AND dismissed_at IS NULL RETURNING kind, code_id
     ), noted AS (
       INSERT INTO audit_log (program_id, at, actor, action, subject)
         SELECT $1, $3, $4, 'codeReport.dismissed', 'code:' || code_id FROM dismissed RETURNING id
     )
     SELECT EXISTS (SELECT FROM code_reports WHERE program_id = $1 AND id = $2) AS known, (SELECT count(*) FROM noted)`,
    [programId, reportId, now, author],
  );
  return rows[0]?.known ?? false;
}

/** Shows again what was put away a moment ago. Answers whether there is such a report; a second time is harmless. */
export async function restoreCodeReport(
  db: Database,
  input: { programId: string; reportId: string; author: string; now: Date },
): Promise<boolean> {
  const { programId, reportId, author, now } = input;
  if (!/^\d{1,18}$/.test(reportId)) return false;
  const { rows } = await db.pool.query<{ known: boolean }>(
    `WITH restored AS (
       UPDATE code_reports SET dismissed_at = NULL, dismissed_by = NULL
       WHERE program_id = $1 AND id = $2 AND dismissed_at IS NOT NULL RETURNING code_id
     ), noted AS (
       INSERT INTO audit_log (program_id, at, actor, action, subject)
         SELECT $1, $3, $4, 'codeReport.restored', 'code:' || code_id FROM restored RETURNING id
     )
     SELECT EXISTS (SELECT FROM code_reports WHERE program_id = $1 AND id = $2) AS known, (SELECT count(*) FROM noted)`,
    [programId, reportId, now, author],
  );
  return rows[0]?.known ?? false;
}
