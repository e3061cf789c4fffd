import type { Database } from "../database.ts";
import { categoryOf, MAIL_CATEGORIES, type MailCategory } from "../domain/mail.ts";
import { readMailPreferences } from "../queries/mail-preferences.ts";
import { readMailSettings } from "../queries/mail-settings.ts";
import { setMailPreference } from "./set-mail-preference.ts";

/** Which categories of mails a program sends, and whether the member wants each; empty where it sends none. */
export type MailChoices = { category: MailCategory; wanted: boolean }[];

/** What a member may choose among mails. */
export async function readMailChoices(
  db: Database,
  member: { programId: string; memberId: string },
): Promise<MailChoices> {
  const { sends, kinds } = await readMailSettings(db, { programId: member.programId });
  if (!sends) return [];
  const sent = new Set(kinds.map(categoryOf));
  const preferences = await readMailPreferences(db, member);
  return MAIL_CATEGORIES.filter((category) => sent.has(category)).map((category) => ({
    category,
    wanted: preferences[category],
  }));
}

/**
 * A member says in their account which mails they want: those that are named, of those that the program sends. What stays as it was is not
 * written, so that what a merged customer said before still holds. Answers how it is now.
 */
export async function chooseMails(
  db: Database,
  input: { programId: string; memberId: string; wanted: readonly MailCategory[]; now: Date },
): Promise<MailChoices> {
  const { wanted: wish, now, ...member } = input;
  const before = await readMailChoices(db, member);
  for (const wanted of [true, false]) {
    const categories = before
      .filter((choice) => choice.wanted !== wanted && wish.includes(choice.category) === wanted)
      .map(({ category }) => category);
    if (categories.length > 0) {
      await setMailPreference(db, { ...member, categories, wanted, source: "account", now });
    }
  }
  return readMailChoices(db, member);
}
