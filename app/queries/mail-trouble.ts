import type { Database } from "../database.ts";

/** What keeps mails from members, as staff should know it. */
export type MailTrouble = {
  /** Mails that were refused for good, or may not have arrived, lately. */
  undelivered: number;
  /** Mails that have been tried and still wait after an hour. */
  stuck: number;
  /** What the mail server said to the newest of them; null where it could not be reached or nothing is stuck. */
  answer: string | null;
};

/** So long mails may wait before it is worth telling: a server that is restarted is none of a merchant's worries. */
const STUCK_AFTER_MS = 3_600_000;

/** How mails of a program fare; of a mailbox that doesn't exist, which is the customer's matter, nothing is told here. */
export async function readMailTrouble(
  db: Database,
  input: { programId: string; since: Date; now: Date },
): Promise<MailTrouble> {
  const { programId, since, now } = input;
  const { rows } = await db.pool.query<MailTrouble>(
    `SELECT
       (SELECT count(*)::int FROM mails WHERE program_id = $1 AND created_at >= $2
          AND (status = 'unknown' OR (status = 'failed' AND reason NOT LIKE 'bounced%'))) AS undelivered,
       count(*)::int AS stuck, (array_agg(reason ORDER BY id DESC) FILTER (WHERE reason ~ '^\\d{3}'))[1] AS answer
     FROM mails WHERE program_id = $1 AND status = 'waiting' AND tries > 0 AND reason IS NOT NULL AND created_at < $3`,
    [programId, since, new Date(now.getTime() - STUCK_AFTER_MS)],
  );
  return rows[0] ?? { undelivered: 0, stuck: 0, answer: null };
}
