import type { Connection, Database } from "../../database.ts";
import type { MailKind } from "../../domain/mail.ts";

/** How long a claimed mail is one worker's business: far longer than a mail server may take to answer. */
const LEASE_MS = 5 * 60_000;
const BACKOFF_MS = 60_000;
const BACKOFF_MS_MAX = 6 * 60 * 60_000;

/** A mail that this worker may send until its lease ends; `due` is what proves that it still may. */
export type ClaimedMail = {
  programId: string;
  id: string;
  memberId: string;
  kind: MailKind;
  shopId: string | null;
  facts: { tier?: string; code?: string; order?: string };
  tries: number;
  createdAt: Date;
  /** A process died between handing it over and noting so. */
  handedAt: Date | null;
  due: Date;
};

/** Claims mails that are due, oldest first. */
export async function claimMails(db: Database, now: Date, limit: number): Promise<ClaimedMail[]> {
  const { rows } = await db.pool.query<ClaimedMail>(
    `UPDATE mails SET due_at = $2, tries = tries + 1 WHERE (program_id, id) IN (
       SELECT program_id, id FROM mails WHERE status = 'waiting' AND due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING program_id::text AS "programId", id::text, member_id::text AS "memberId", kind, shop_id::text AS "shopId", facts, tries,
       created_at AS "createdAt", handed_at AS "handedAt", due_at AS due`,
    [now, new Date(now.getTime() + LEASE_MS), limit],
  );
  return rows;
}

/** Notes that the mail is being handed over; false where another worker has it meanwhile, and nothing may be sent. */
export async function noteHandedOver(db: Database, mail: ClaimedMail, now: Date): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `UPDATE mails SET handed_at = $4 WHERE program_id = $1 AND id = $2 AND status = 'waiting' AND due_at = $3`,
    [mail.programId, mail.id, mail.due, now],
  );
  return rowCount === 1;
}

export type MailEnd = { status: "sent" | "skipped" | "failed" | "unknown"; reason: string | null };

/** A mail has come to its end; false where it had before. */
export async function endMail(connection: Connection, mail: ClaimedMail, end: MailEnd, now: Date): Promise<boolean> {
  const { rowCount } = await connection.query(
    `UPDATE mails SET status = $3, reason = $4, ended_at = $5 WHERE program_id = $1 AND id = $2 AND status = 'waiting'`,
    [mail.programId, mail.id, end.status, end.reason, now],
  );
  return rowCount === 1;
}

/** A mail that was surely not taken waits for its next try, longer each time. */
export async function postponeMail(db: Database, mail: ClaimedMail, reason: string, now: Date): Promise<void> {
  const wait = Math.min(BACKOFF_MS * 2 ** Math.min(mail.tries - 1, 20), BACKOFF_MS_MAX);
  await db.pool.query(
    `UPDATE mails SET due_at = $4, handed_at = NULL, reason = $5 WHERE program_id = $1 AND id = $2 AND status = 'waiting' AND due_at = $3`,
    [mail.programId, mail.id, mail.due, new Date(now.getTime() + wait), reason],
  );
}
