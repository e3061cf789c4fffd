import type { Database } from "../database.ts";

/** How current Laurel and Shopify are with each other. */
export type Health = {
  lastWebhookAt: Date | null;
  /** Messages of the shop that have not been worked off. */
  inboxWaiting: number;
  /** Members whose figures in Shopify are out of date. */
  syncWaiting: number;
};

const HEALTH = `
SELECT
  (SELECT max(received_at) FROM inbox WHERE shop = $2) AS "lastWebhookAt",
  (SELECT count(*)::int FROM inbox WHERE shop = $2 AND done_at IS NULL) AS "inboxWaiting",
  (SELECT count(*)::int FROM sync_queue WHERE program_id = $1) AS "syncWaiting"`;

/** Whether something waits between the shop and Laurel. */
export async function readHealth(db: Database, input: { programId: string; domain: string }): Promise<Health> {
  const { rows } = await db.pool.query<Health>(HEALTH, [input.programId, input.domain]);
  return rows[0] ?? { lastWebhookAt: null, inboxWaiting: 0, syncWaiting: 0 };
}
