import type { Database } from "../database.ts";
import { Values } from "./member-filter.ts";

/** A change: who did what to whom or what, and how that was before and after. */
export type AuditLine = {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  before: unknown;
  after: unknown;
};

export type AuditFilter = {
  /** "staff:42", "shopify", "comparison". */
  actor?: string;
  action?: string;
  /** "member:12", "customer:7201", "version:3"; a number alone is a member or a customer. */
  subject?: string;
  /** Not before, and before. */
  from?: Date;
  until?: Date;
};

/** One page of the log of changes, newest first, behind a line; by an index of whatever is asked for. */
export async function listAuditLines(
  db: Database,
  input: { programId: string; filter: AuditFilter; before: string | null; limit: number },
): Promise<{ lines: AuditLine[]; next: string | null }> {
  const { programId, filter, before, limit } = input;
  const values = new Values([programId]);
  const conditions = ["program_id = $1"];
  if (filter.actor !== undefined) conditions.push(`actor = ${values.add(filter.actor, "text")}`);
  if (filter.action !== undefined) conditions.push(`action = ${values.add(filter.action, "text")}`);
  if (filter.subject !== undefined)
    conditions.push(`subject = ANY(${values.add(subjectsOf(filter.subject), "text[]")})`);
  if (filter.from !== undefined) conditions.push(`at >= ${values.add(filter.from, "timestamptz")}`);
  if (filter.until !== undefined) conditions.push(`at < ${values.add(filter.until, "timestamptz")}`);
  if (before !== null) conditions.push(`id < ${values.add(before, "bigint")}`);
  const { rows } = await db.pool.query<AuditLine>(
    `SELECT id::text AS id, at, actor, action, subject, before, after FROM audit_log
     WHERE ${conditions.join(" AND ")} ORDER BY audit_log.id DESC LIMIT ${values.add(limit + 1, "int")}`,
    values.list,
  );
  const lines = rows.slice(0, limit);
  return { lines, next: rows.length > limit ? (lines.at(-1)?.id ?? null) : null };
}

function subjectsOf(text: string): string[] {
  return /^\d+$/.test(text) ? [`member:${text}`, `customer:${text}`, `code:${text}`] : [text];
}

/** How often something happened since a moment. */
export async function countAuditLines(
  db: Database,
  input: { programId: string; action: string; since: Date },
): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM audit_log WHERE program_id = $1 AND action = $2 AND at >= $3",
    [input.programId, input.action, input.since],
  );
  return rows[0]?.count ?? 0;
}

/** Who has changed something, as the log calls them: staff and what works by itself. */
export async function listAuditActors(db: Database, input: { programId: string }): Promise<string[]> {
  const { rows } = await db.pool.query<{ actor: string }>(
    `WITH RECURSIVE known AS (
       (SELECT actor FROM audit_log WHERE program_id = $1 ORDER BY actor LIMIT 1)
       UNION ALL
       SELECT (SELECT actor FROM audit_log WHERE program_id = $1 AND actor > known.actor ORDER BY actor LIMIT 1)
       FROM known WHERE known.actor IS NOT NULL
     ) SELECT actor FROM known WHERE actor IS NOT NULL LIMIT 200`,
    [input.programId],
  );
  return rows.map(({ actor }) => actor);
}
