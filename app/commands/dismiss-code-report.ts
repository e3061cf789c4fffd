import type { Database } from "../database.ts";

type ReportInput = { programId: string; reportId: string; author: string; now: Date };

/** Staff have seen what was told about a code: it goes from every page. Answers whether there is such a report; a second time is harmless. */
export function dismissCodeReport(db: Database, input: ReportInput): Promise<boolean> {
  return putAway(db, input, true);
}

/** Shows again what was put away a moment ago. Answers whether there is such a report; a second time is harmless. */
export function restoreCodeReport(db: Database, input: ReportInput): Promise<boolean> {
  return putAway(db, input, false);
}

async function putAway(
  db: Database,
  { programId, reportId, author, now }: ReportInput,
  away: boolean,
): Promise<boolean> {
  if (!/^\d{1,18}$/.test(reportId)) return false;
  const { rows } = await db.pool.query<{ known: boolean }>(
    `WITH changed AS (
       UPDATE code_reports SET dismissed_at = CASE WHEN $5 THEN $3::timestamptz END, dismissed_by = CASE WHEN $5 THEN $4::text END
       WHERE program_id = $1 AND id = $2 AND (dismissed_at IS NULL) = $5 RETURNING code_id
     ), noted AS (
       INSERT INTO audit_log (program_id, at, actor, action, subject)
         SELECT $1, $3::timestamptz, $4::text, $6, 'code:' || code_id FROM changed RETURNING id
     )
     SELECT EXISTS (SELECT FROM code_reports WHERE program_id = $1 AND id = $2) AS known, (SELECT count(*) FROM noted)`,
    [programId, reportId, now, author, away, away ? "codeReport.dismissed" : "codeReport.restored"],
  );
  return rows[0]?.known ?? false;
}
