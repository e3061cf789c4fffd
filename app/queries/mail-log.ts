import type { Database } from "../database.ts";
import { isMailKind, type MailKind } from "../domain/mail.ts";

export type UndeliveredMail = {
  id: string;
  memberId: string;
  kind: MailKind;
  status: string;
  reason: string;
  at: Date;
};

/** How mails have fared since a moment, and those that staff should know of: refused, or perhaps not arrived. */
export type MailLog = { sent: number; waiting: number; undelivered: UndeliveredMail[] };

const SHOWN = 20;

export async function readMailLog(db: Database, input: { programId: string; since: Date }): Promise<MailLog> {
  const { programId, since } = input;
  const [counts, rows] = await Promise.all([
    db.pool.query<{ sent: number; waiting: number }>(
      `SELECT count(*) FILTER (WHERE status = 'sent')::int AS sent, count(*) FILTER (WHERE status = 'waiting')::int AS waiting
       FROM mails WHERE program_id = $1 AND created_at >= $2`,
      [programId, since],
    ),
    db.pool.query<Omit<UndeliveredMail, "kind"> & { kind: string }>(
      `SELECT id::text, member_id::text AS "memberId", kind, status, coalesce(reason, '') AS reason, ended_at AS at FROM mails
       WHERE program_id = $1 AND created_at >= $2 AND status IN ('failed', 'unknown') ORDER BY mails.id DESC LIMIT $3`,
      [programId, since, SHOWN],
    ),
  ]);
  const undelivered = rows.rows.flatMap((row) => (isMailKind(row.kind) ? [{ ...row, kind: row.kind }] : []));
  return { sent: counts.rows[0]?.sent ?? 0, waiting: counts.rows[0]?.waiting ?? 0, undelivered };
}

/** A mail to a member: still waiting, sent, not sent, or nobody knows. */
export type MemberMail = { id: string; kind: MailKind; status: string; reason: string; at: Date };

/** The newest mails to a member, those that still wait among them. */
export async function listMemberMails(
  db: Database,
  input: { programId: string; memberId: string; limit: number },
): Promise<MemberMail[]> {
  const { rows } = await db.pool.query<Omit<MemberMail, "kind"> & { kind: string }>(
    `SELECT id::text, kind, status, coalesce(reason, '') AS reason, coalesce(ended_at, created_at) AS at FROM mails
     WHERE program_id = $1 AND member_id = $2 ORDER BY mails.id DESC LIMIT $3`,
    [input.programId, input.memberId, input.limit],
  );
  return rows.flatMap((row) => (isMailKind(row.kind) ? [{ ...row, kind: row.kind }] : []));
}
