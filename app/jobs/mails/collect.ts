import type { Database } from "../../database.ts";

/** What happened longer ago is no news: a late order, a restored backup or a day without a worker must not bring a flood of mails. */
export const NEWS_DAYS = 3;
const DAY_MS = 86_400_000;
const NOTICES_PER_STEP = 500;
/** How many of a member's newest entries are looked at: more come between two looks at a member only where a whole history is brought. */
const ENTRIES_EACH = 50;

/**
 * Notices become mails: each notice is asked once, in the statement that notes that it was, so that none is told twice and none is lost.
 * Where the program sends no such mail, or had not begun to when it happened, the notice stays in the account only.
 */
export async function collectNotices(db: Database, now: Date): Promise<number> {
  let collected = 0;
  for (;;) {
    const { rows } = await db.pool.query<{ asked: number; collected: number }>(
      `WITH asked AS (
         UPDATE notices SET mailed_at = $1 WHERE (program_id, id) IN (
           SELECT program_id, id FROM notices WHERE mailed_at IS NULL LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING program_id, id, member_id, kind, tier, code_id, at, dismissed_at
       ), told AS (
         INSERT INTO mails (program_id, occasion, member_id, kind, shop_id, facts, due_at, created_at)
           SELECT a.program_id, 'notice:' || a.id, a.member_id, k.kind, c.shop_id,
             jsonb_strip_nulls(jsonb_build_object('tier', a.tier, 'code', a.code_id::text)), $1, $1
           FROM asked a
           JOIN (VALUES ('reached', 'tierReached'), ('lost', 'tierLost'), ('codeEnds', 'codeEnds')) AS k (notice, kind) ON k.notice = a.kind
           JOIN mail_settings s ON s.program_id = a.program_id AND s.sends AND k.kind = ANY (s.kinds) AND a.at >= s.sends_since
           LEFT JOIN codes c ON c.program_id = a.program_id AND c.id = a.code_id
           WHERE a.dismissed_at IS NULL AND a.at >= $3
         ON CONFLICT DO NOTHING RETURNING 1
       )
       SELECT (SELECT count(*) FROM asked)::int AS asked, (SELECT count(*) FROM told)::int AS collected`,
      [now, NOTICES_PER_STEP, new Date(now.getTime() - NEWS_DAYS * DAY_MS)],
    );
    collected += rows[0]?.collected ?? 0;
    if ((rows[0]?.asked ?? 0) < NOTICES_PER_STEP) return collected;
  }
}

/**
 * Points of an order become a mail, once for each order however often it is edited. Asked for members whose account has changed, before
 * sync forgets that it has: a worker that dies in between asks again.
 */
export async function collectEarned(
  db: Database,
  members: readonly { programId: string; memberId: string }[],
  now: Date,
): Promise<void> {
  await db.pool.query(
    `INSERT INTO mails (program_id, occasion, member_id, kind, shop_id, facts, due_at, created_at)
       SELECT m.program_id, 'order:' || e.shop_id || ':' || e.order_id, m.member_id, 'pointsEarned', e.shop_id,
         jsonb_build_object('order', e.order_id::text), $3, $3
       FROM unnest($1::bigint[], $2::bigint[]) AS m (program_id, member_id)
       JOIN mail_settings s ON s.program_id = m.program_id AND s.sends AND 'pointsEarned' = ANY (s.kinds)
       CROSS JOIN LATERAL (SELECT * FROM entries n WHERE n.program_id = m.program_id AND n.member_id = m.member_id ORDER BY n.no DESC LIMIT $5) e
       WHERE e.kind = 'order' AND e.points > 0 AND e.at >= s.sends_since AND e.at >= $4
     ON CONFLICT DO NOTHING`,
    [
      members.map((member) => member.programId),
      members.map((member) => member.memberId),
      now,
      new Date(now.getTime() - NEWS_DAYS * DAY_MS),
      ENTRIES_EACH,
    ],
  );
}
