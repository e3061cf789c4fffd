import type { MailKeys } from "../../mail/keys.ts";
import type { Mailer } from "../../mail/smtp.ts";
import type { JobContext } from "../context.ts";

/** What jobs that send mails work with, beside what every job has. */
export type MailContext = JobContext & {
  /** Null where the environment names no mail server: then mails wait. */
  readonly mailer: Mailer | null;
  readonly keys: MailKeys;
  /** The app's public address: links to unsubscribe lead there. */
  readonly appUrl: string;
};
