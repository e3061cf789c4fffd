import { finishLinkJob, type LinkJob, listLinkJobs, moveLinkSlice, sweepAfterMove } from "../commands/work-link-job.ts";
import type { JobContext } from "./context.ts";
import { joinCustomers } from "./join-customers.ts";
import { withShopLock } from "./shop-lock.ts";

/** Customers that are looked at between two notes of how far it is. */
const CUSTOMERS_PER_SLICE = 100;

/**
 * Moves shops on their way into a shared program or out of it (rule 23). Each is one process's at a time, and nobody compares the shop with
 * Shopify meanwhile; what one process leaves undone, the next goes on with. Answers how many arrived.
 */
export async function moveLinkedShops(context: JobContext): Promise<number> {
  let arrived = 0;
  for (const job of await listLinkJobs(context.db)) {
    try {
      const work = () => withShopLock(context.db, `compare:${job.shopId}`, () => workOff(context, job.jobId));
      if ((await withShopLock(context.db, `link:${job.jobId}`, work)) === true) arrived += 1;
    } catch (error) {
      context.log.error({ err: error, shop: job.domain }, "the move of a linked shop was interrupted; it will go on");
    }
  }
  return arrived;
}

async function workOff(context: JobContext, jobId: string): Promise<boolean> {
  for (;;) {
    const job = (await listLinkJobs(context.db)).find((each) => each.jobId === jobId);
    if (job === undefined) return true;
    if (await moveLinkSlice(context.db, job, context.now())) continue;
    await sweepAfterMove(context.db, job, context.now());
    if (job.kind === "join" && (await compareSlice(context, job))) continue;
    await finishLinkJob(context.db, job, context.now());
    return true;
  }
}

type Known = { id: string; domain: string; customerId: string };

/** Looks at the next customers of all shops of the program, in the order of shops and ids; answers whether there were any. */
async function compareSlice(context: JobContext, job: LinkJob): Promise<boolean> {
  const { rows } = await context.db.pool.query<Known>(
    `SELECT c.shop_id::text AS id, s.domain, c.customer_id::text AS "customerId" FROM member_customers c
     JOIN shops s ON s.id = c.shop_id AND s.program_id = $1 AND s.uninstalled_at IS NULL
     WHERE (c.shop_id, c.customer_id) > ($2::bigint, $3::bigint) AND c.gone_at IS NULL ORDER BY c.shop_id, c.customer_id LIMIT $4`,
    [job.to, job.cursorShop, job.cursor, CUSTOMERS_PER_SLICE],
  );
  const last = rows.at(-1);
  if (last === undefined) return false;
  for (const [id, ofShop] of Map.groupBy(rows, (row) => row.id)) {
    const shop = { id, domain: ofShop[0]?.domain ?? "" };
    const ids = ofShop.map((row) => row.customerId);
    await joinCustomers(context, shop, context.gatewayOf(shop.domain), ids);
  }
  await context.db.pool.query(
    "UPDATE link_jobs SET cursor_shop = $2, cursor = $3, compared = compared + $4 WHERE id = $1 AND (cursor_shop, cursor) < ($2, $3)",
    [job.jobId, last.id, last.customerId, rows.length],
  );
  return true;
}
