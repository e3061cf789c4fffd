import type { Database } from "../database.ts";
import { isMailKind, type MailSettings, NO_MAILS } from "../domain/mail.ts";

/** Settings as they are kept, and since when mails are sent: what happened before is not told. */
export type KeptMailSettings = MailSettings & { sendsSince: Date | null; toldSince: Date | null };

type Row = {
  sends: boolean;
  sends_since: Date | null;
  from_name: string;
  reply_to: string;
  kinds: string[];
  subscribers_only: boolean;
  told_since: Date | null;
};

/** What a merchant has decided about mails; a program that decided nothing sends none. */
export async function readMailSettings(db: Database, input: { programId: string }): Promise<KeptMailSettings> {
  const { rows } = await db.pool.query<Row>({
    name: "mail-settings",
    text: "SELECT sends, sends_since, from_name, reply_to, kinds, subscribers_only, told_since FROM mail_settings WHERE program_id = $1",
    values: [input.programId],
  });
  const row = rows[0];
  if (row === undefined) return { ...NO_MAILS, sendsSince: null, toldSince: null };
  return {
    sends: row.sends,
    sendsSince: row.sends_since,
    fromName: row.from_name,
    replyTo: row.reply_to,
    kinds: row.kinds.filter(isMailKind),
    subscribersOnly: row.subscribers_only,
    toldSince: row.told_since,
  };
}
