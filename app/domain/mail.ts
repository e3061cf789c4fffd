/** What members are told by mail, in words that pages, jobs and templates share. */

export const MAIL_KINDS = ["tierReached", "tierLost", "pointsEarned", "pointsExpire", "codeEnds"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What a member can do without: each category is unsubscribed from on its own. */
export const MAIL_CATEGORIES = ["tier", "points", "reminders"] as const;
export type MailCategory = (typeof MAIL_CATEGORIES)[number];

const CATEGORY_OF: Record<MailKind, MailCategory> = {
  tierReached: "tier",
  tierLost: "tier",
  pointsEarned: "points",
  pointsExpire: "reminders",
  codeEnds: "reminders",
};

export function categoryOf(kind: MailKind): MailCategory {
  return CATEGORY_OF[kind];
}

export function isMailKind(text: string): text is MailKind {
  return (MAIL_KINDS as readonly string[]).includes(text);
}

export function isMailCategory(text: string): text is MailCategory {
  return (MAIL_CATEGORIES as readonly string[]).includes(text);
}

/** The parts of a mail that a merchant writes; each is a Liquid template. `html` in place of Laurel's own frame, null for that. */
export type MailTemplate = { subject: string; heading: string; message: string; button: string; html: string | null };

/** The longest that each part may be, in characters. */
export const TEMPLATE_LENGTHS: Record<keyof MailTemplate, number> = {
  subject: 200,
  heading: 200,
  message: 10_000,
  button: 60,
  html: 100_000,
};

/** What a merchant decides about mails. */
export type MailSettings = {
  sends: boolean;
  /** The name that mails come from; empty: the shop's. */
  fromName: string;
  /** Where answers go; empty: to the sender's address. */
  replyTo: string;
  kinds: readonly MailKind[];
  /** Only to customers who have agreed to marketing mails in Shopify. */
  subscribersOnly: boolean;
};

export const NO_MAILS: MailSettings = {
  sends: false,
  fromName: "",
  replyTo: "",
  kinds: MAIL_KINDS,
  subscribersOnly: false,
};

export type MailSettingsProblem = { field: "fromName" | "replyTo"; code: "tooLong" | "notOneLine" | "notAnAddress" };

const LONGEST_NAME = 100;
const LONGEST_ADDRESS = 254;
// One address without a name: what stands before and after the @ has neither spaces nor characters that headers give a meaning.
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+\.[^\s@<>()[\]\\,;:"\p{Cc}.]+$/u;

export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && ADDRESS.test(text);
}

/** What is wrong with settings that staff typed; nothing where the list is empty. */
export function mailSettingsProblems(settings: Pick<MailSettings, "fromName" | "replyTo">): MailSettingsProblem[] {
  const problems: MailSettingsProblem[] = [];
  if (settings.fromName.length > LONGEST_NAME) problems.push({ field: "fromName", code: "tooLong" });
  // A line break in a name could begin a header of its own.
  if (/\p{Cc}/u.test(settings.fromName)) problems.push({ field: "fromName", code: "notOneLine" });
  if (settings.replyTo !== "" && !isMailAddress(settings.replyTo))
    problems.push({ field: "replyTo", code: "notAnAddress" });
  return problems;
}
