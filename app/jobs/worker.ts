import { db } from "../db.server.ts";
import { onInboxNudge } from "../intake/nudge.ts";
import { logger } from "../logger.server.ts";
import { gatewayOf } from "../shopify.server.ts";
import type { JobContext } from "./context.ts";
import { startWorkerOn } from "./worker-loops.ts";

/** Starts everything that runs later: inbox, sync, moments, sweep and comparisons. `stop` ends when the work in hand is done. */
export async function startWorker(): Promise<{ stop: () => Promise<void> }> {
  const context: JobContext = { db, gatewayOf, now: () => new Date(), log: logger };
  return startWorkerOn(context, { onNudge: onInboxNudge });
}
