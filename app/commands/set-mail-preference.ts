import type { Database } from "../database.ts";
import type { MailCategory } from "../domain/mail.ts";

export type MailPreferenceInput = {
  programId: string;
  memberId: string;
  categories: readonly MailCategory[];
  wanted: boolean;
  /** Where it was said: by one click in a mail program, on the page behind a mail's link, or in the account. */
  source: "oneClick" | "mailPage" | "account";
  now: Date;
};

/**
 * A member says which mails they want. It holds for the member that they are now, where they were merged into another one since the mail
 * was sent. Answers whether there is such a member; repeating is harmless.
 */
export async function setMailPreference(db: Database, input: MailPreferenceInput): Promise<boolean> {
  const { programId, memberId, categories, wanted, source, now } = input;
  const { rows } = await db.pool.query<{ known: boolean }>(
    `WITH RECURSIVE chain AS (
       SELECT id, merged_into, 0 AS depth FROM members WHERE program_id = $1 AND id = $2 AND deleted_at IS NULL
       UNION ALL
       SELECT m.id, m.merged_into, c.depth + 1 FROM members m JOIN chain c ON m.id = c.merged_into AND m.program_id = $1 WHERE c.depth < 20
     ), member AS (SELECT id FROM chain WHERE merged_into IS NULL
     ), saved AS (
       INSERT INTO mail_preferences (program_id, member_id, category, wanted, source, at)
         SELECT $1, member.id, category, $4, $5, $6 FROM member CROSS JOIN unnest($3::text[]) AS category
       ON CONFLICT (program_id, member_id, category) DO UPDATE SET wanted = $4, source = $5, at = $6 RETURNING member_id
     ), told AS (
       INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
         SELECT $1, m.id, m.version, false, $6 FROM members m JOIN member ON member.id = m.id WHERE m.program_id = $1
       ON CONFLICT (program_id, member_id) DO UPDATE SET due_at = least(q.due_at, excluded.due_at), tries = 0
       RETURNING member_id
     )
     SELECT EXISTS (SELECT FROM member) AS known, (SELECT count(*) FROM told), (SELECT count(*) FROM saved)`,
    [programId, memberId, categories, wanted, source, now],
  );
  return rows[0]?.known ?? false;
}
