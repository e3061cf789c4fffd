import type { Database } from "../database.ts";
import { isMailCategory, MAIL_CATEGORIES, type MailCategory } from "../domain/mail.ts";

/** Which categories of mails a member wants: all until they say otherwise. */
export type MailPreferences = Record<MailCategory, boolean>;

/**
 * What a member wants to be told by mail. Where customers were merged, what either of them did not want is not sent, until the member
 * that remains says otherwise after the merge.
 */
export async function readMailPreferences(
  db: Database,
  input: { programId: string; memberId: string },
): Promise<MailPreferences> {
  const { rows } = await db.pool.query<{ category: string; wanted: boolean }>(
    // Of what was said about a category, the newest of each; a "no" of a merged member is undone by a later word of the one that remains.
    `SELECT p.category, bool_and(p.wanted) AS wanted
     FROM mail_preferences p JOIN members m ON m.program_id = p.program_id AND m.id = p.member_id
     LEFT JOIN mail_preferences own ON own.program_id = p.program_id AND own.member_id = $2 AND own.category = p.category
     WHERE p.program_id = $1 AND (m.id = $2 OR m.merged_into = $2) AND p.at >= coalesce(own.at, p.at)
     GROUP BY p.category`,
    [input.programId, input.memberId],
  );
  const preferences = Object.fromEntries(MAIL_CATEGORIES.map((category) => [category, true])) as MailPreferences;
  for (const { category, wanted } of rows) if (isMailCategory(category)) preferences[category] = wanted;
  return preferences;
}
