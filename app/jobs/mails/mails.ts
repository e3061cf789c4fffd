import { collectNotices } from "./collect.ts";
import type { MailContext } from "./context.ts";
import { collectExpiring } from "./expiring.ts";
import { sendMails } from "./send.ts";

/** One round of telling: what happened and what is about to end becomes mails, and what is due is sent. */
export async function tellMembers(context: MailContext): Promise<void> {
  await collectNotices(context.db, context.now());
  await collectExpiring(context);
  await sendMails(context);
}
