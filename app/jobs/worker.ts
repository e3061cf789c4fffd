import { db } from "../db.server.ts";
import { onInboxNudge } from "../intake/nudge.ts";
import { env } from "../env.server.ts";
import { logger } from "../logger.server.ts";
import { mailer, mailKeys } from "../mail/mail.server.ts";
import { gatewayOf } from "../shopify.server.ts";
import type { MailContext } from "./mails/context.ts";
import { startWorkerOn } from "./worker-loops.ts";

/** Starts everything that runs later: inbox, sync, moments, sweep and comparisons. `stop` ends when the work in hand is done. */
export async function startWorker(): Promise<{ stop: () => Promise<void> }> {
  const context: MailContext = {
    ...{ db, gatewayOf, now: () => new Date(), log: logger },
    hashAddress: mailKeys.hashAddress,
    ...{ mailer, keys: mailKeys, appUrl: env.SHOPIFY_APP_URL },
  };
  return startWorkerOn(context, { onNudge: onInboxNudge });
}
