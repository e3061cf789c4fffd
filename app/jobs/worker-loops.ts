import { announceCodes } from "./announce-codes.ts";
import { checkOpenCodes } from "./check-codes.ts";
import { workBulkJobs } from "./bulk.ts";
import { noteChanges } from "../ledger/note-changes.ts";
import { compareShop, listDueComparisons } from "./compare.ts";
import type { JobContext } from "./context.ts";
import { eraseShops } from "./erase-shops.ts";
import { keepFigures } from "./figures.ts";
import { drainInbox } from "./inbox.ts";
import { moveLinkedShops } from "./link-shops.ts";
import { startLoop } from "./loop.ts";
import type { MailContext } from "./mails/context.ts";
import { tellMembers } from "./mails/mails.ts";
import { settleDue } from "./moments.ts";
import { tendPools } from "./pools/tend-pools.ts";
import { runReviews } from "./review-tiers.ts";
import { playWhatIfs } from "./what-if.ts";
import { withShopLock } from "./shop-lock.ts";
import { sweepExchanges, sweepUndos } from "./sweep.ts";
import { syncPrograms } from "./sync-program.ts";
import { syncTierDiscounts } from "./sync-tier-discounts.ts";
import { syncMembers } from "./sync.ts";
import { tidyInbox, tidyMails, tidyTurns } from "./tidy.ts";

/** Pauses between rounds. The inbox is nudged as well, so that its pause matters only for webhooks that another process received. */
const INBOX_PAUSE_MS = 250;
const SYNC_PAUSE_MS = 500;
const MOMENTS_PAUSE_MS = 1_000;
const REVIEWS_PAUSE_MS = 1_000;
const PROGRAM_PAUSE_MS = 2_000;
const POOLS_PAUSE_MS = 2_000;
const SWEEP_PAUSE_MS = 5_000;
const CODES_PAUSE_MS = 60_000;
const COMPARISON_PAUSE_MS = 10_000;
const WHAT_IF_PAUSE_MS = 1_000;
const NOTES_PAUSE_MS = 1_000;
const FIGURES_PAUSE_MS = 5_000;
const BULK_PAUSE_MS = 1_000;
const LINKS_PAUSE_MS = 1_000;
const ERASURES_PAUSE_MS = 2_000;
const MAILS_PAUSE_MS = 2_000;
const TIDY_PAUSE_MS = 60 * 60 * 1_000;

/** Starts the worker's loops on a context; `onNudge` tells of webhooks that this very process has stored. */
export function startWorkerOn(
  context: MailContext,
  options: { onNudge?: (listener: () => void) => () => void } = {},
): { stop: () => Promise<void> } {
  const { log } = context;
  const sync = startLoop("sync", SYNC_PAUSE_MS, () => syncMembers(context), log);
  const inbox = startLoop(
    "inbox",
    INBOX_PAUSE_MS,
    async () => {
      const drained = await drainInbox(context);
      if (drained.done > 0) sync.nudge();
    },
    log,
  );
  const others = [
    startLoop("moments", MOMENTS_PAUSE_MS, () => settleDue(context), log),
    startLoop("reviews", REVIEWS_PAUSE_MS, () => runReviews(context), log),
    startLoop("program", PROGRAM_PAUSE_MS, () => syncPrograms(context), log),
    startLoop("tier discounts", PROGRAM_PAUSE_MS, () => syncTierDiscounts(context), log),
    startLoop("pools", POOLS_PAUSE_MS, () => tendPools(context), log),
    startLoop("sweep", SWEEP_PAUSE_MS, () => sweepExchanges(context), log),
    startLoop("undos", SWEEP_PAUSE_MS, () => sweepUndos(context), log),
    startLoop("codes", CODES_PAUSE_MS, () => checkOpenCodes(context), log),
    startLoop("endings", CODES_PAUSE_MS, () => announceCodes(context), log),
    startLoop("comparison", COMPARISON_PAUSE_MS, () => compareDue(context), log),
    startLoop("what-if", WHAT_IF_PAUSE_MS, () => playWhatIfs(context), log),
    startLoop(
      "notes",
      NOTES_PAUSE_MS,
      async () => {
        while (await noteChanges(context.db, { now: context.now() }));
      },
      log,
    ),
    startLoop("figures", FIGURES_PAUSE_MS, () => keepFigures(context), log),
    startLoop("bulk", BULK_PAUSE_MS, () => workBulkJobs(context), log),
    startLoop("erasures", ERASURES_PAUSE_MS, () => eraseShops(context), log),
    startLoop("links", LINKS_PAUSE_MS, () => moveLinkedShops(context), log),
    startLoop("mails", MAILS_PAUSE_MS, () => tellMembers(context), log),
    startLoop(
      "tidy",
      TIDY_PAUSE_MS,
      async () => {
        await tidyInbox(context);
        await tidyMails(context);
        await tidyTurns(context);
      },
      log,
    ),
  ];
  const unlisten = options.onNudge?.(() => inbox.nudge());
  return {
    stop: async () => {
      unlisten?.();
      await Promise.all([inbox, sync, ...others].map((loop) => loop.stop()));
    },
  };
}

/** One process compares a shop at a time; another one finds it compared already. A shop that fails doesn't hold up the others. */
async function compareDue(context: JobContext): Promise<void> {
  for (const shop of await listDueComparisons(context)) {
    try {
      await withShopLock(context.db, `compare:${shop.id}`, () => compareShop(context, shop));
    } catch (error) {
      context.log.error({ err: error, shop: shop.domain }, "a comparison with Shopify failed; it will be tried again");
    }
  }
}
