import { forgetTurns } from "../commands/take-turn.ts";
import type { JobContext } from "./context.ts";

/** Webhooks that were worked off are kept so long: repeats come within hours, and a week helps whoever looks for a fault. */
const KEPT_DAYS = 7;
/** Webhooks hold personal data; even one that could not be worked off is not kept longer than this. */
const PARKED_DAYS = 30;
const ROWS_PER_STEP = 5_000;
/** What became of a mail can be asked for so long; an occasion as old as that is not told any more. */
const MAILS_KEPT_DAYS = 90;

/** Deletes webhooks that are no longer needed, in slices that hold no lock for long. */
export async function tidyInbox(context: JobContext): Promise<number> {
  const now = context.now().getTime();
  const day = 24 * 60 * 60 * 1000;
  let deleted = 0;
  for (;;) {
    const { rowCount } = await context.db.pool.query(
      `DELETE FROM inbox WHERE (shop, topic, event_id) IN (
         SELECT shop, topic, event_id FROM inbox WHERE done_at < $1 OR received_at < $2 LIMIT $3)`,
      [new Date(now - KEPT_DAYS * day), new Date(now - PARKED_DAYS * day), ROWS_PER_STEP],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_PER_STEP) return deleted;
  }
}

/** Deletes what is known of mails that ended long ago. */
export async function tidyMails(context: JobContext): Promise<number> {
  const before = new Date(context.now().getTime() - MAILS_KEPT_DAYS * 24 * 60 * 60 * 1000);
  let deleted = 0;
  for (;;) {
    const { rowCount } = await context.db.pool.query(
      `DELETE FROM mails WHERE (program_id, id) IN (
         SELECT program_id, id FROM mails WHERE status <> 'waiting' AND created_at < $1 LIMIT $2)`,
      [before, ROWS_PER_STEP],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_PER_STEP) return deleted;
  }
}

/** How often a reward's pool was missing is asked for two days. */
const WISHES_KEPT_DAYS = 7;

/** Deletes what was counted of exchanges and undos, and of exchanges that found no pool. */
export async function tidyTurns(context: JobContext): Promise<void> {
  const now = context.now();
  await forgetTurns(context.db, { now });
  await context.db.pool.query("DELETE FROM pool_wishes WHERE day < $1::date", [
    new Date(now.getTime() - WISHES_KEPT_DAYS * 24 * 60 * 60 * 1000),
  ]);
}
