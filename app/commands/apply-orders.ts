import type { Connection, Database } from "../database.ts";
import type { OrderState } from "../domain/order.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { PostOutcome } from "../ledger/post.ts";
import type { ArrivedOrder, GatheredWork } from "../ledger/gather-work.ts";
import type { OrderWork } from "../ledger/order-work.ts";
import { transaction } from "../database.ts";
import { orderKey } from "../domain/account.ts";
import { ConflictError, lockMembers } from "../ledger/change-members.ts";
import { tellCodeReports, withdrawStrangers } from "../ledger/code-reports.ts";
import { gatherWork } from "../ledger/gather-work.ts";
import { computeWork } from "../ledger/order-work.ts";
import { rememberMethods, unseenMethods } from "../ledger/payment-methods.ts";
import { postBatch } from "../ledger/post.ts";
import { timelineAt } from "../ledger/programs.ts";
import { Together } from "../ledger/together.ts";

export type ApplyOutcome = {
  outcome: "applied" | "unchanged" | "unknownShop";
  memberId: string | null;
};

export type ApplyOrdersInput = { orders: readonly { shopId: string; order: OrderState }[]; now: Date };

/** How often a batch is computed anew without locks, and how often under them, before it fails loudly. */
const FREE_TRIES = 3;
const LOCKED_TRIES = 10;

/** Few orders are quicker together than side by side: each batch costs as much as two orders, however small it is. */
const TOGETHER = { most: 250, worthwhile: 4, batches: 3 };

/** What is asked of one database in this process goes together, whoever asks. */
const queues = new WeakMap<Database, Together<ArrivedOrder, ApplyOutcome>>();

/**
 * Rule 1: brings orders as they stand now into the ledger, many at once: their points, the codes that they carry, what they count
 * for tiers. A state that is older than the one known changes nothing; repeating changes nothing. What has to be fetched for it
 * (`missingFacts`) must be there. Orders of guests are kept until their customer is known (rule 5). Calls that come at the same time
 * are read and written together.
 */
export async function applyOrders(db: Database, input: ApplyOrdersInput): Promise<ApplyOutcome[]> {
  if (input.orders.length === 0) return [];
  const queue = queues.get(db) ?? new Together((orders) => applyTogether(db, orders), TOGETHER);
  queues.set(db, queue);
  return queue.ask(
    input.orders.map(({ shopId, order }) => ({ ref: { shopId, orderId: order.id }, state: order, now: input.now })),
  );
}

async function applyTogether(db: Database, arrived: readonly ArrivedOrder[]): Promise<ApplyOutcome[]> {
  const results = new Map<string, ApplyOutcome>();
  let waiting = arrived;
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt >= FREE_TRIES + LOCKED_TRIES) {
      throw new ConflictError(`${waiting.length} orders were changed by others at every try`);
    }
    const batch = waiting;
    const conflicts =
      attempt < FREE_TRIES
        ? await applyOnce(db.pool, await gatherWork(db.pool, batch), results)
        : await transaction(db, async (connection) => {
            const { accounts } = await gatherWork(connection, batch);
            await lockMembers(
              connection,
              [...accounts.values()].map(({ account }) => account),
            );
            return applyOnce(connection, await gatherWork(connection, batch), results);
          });
    waiting = waiting.filter((order) => conflicts.has(orderKey(order.ref)));
  }
  return arrived.map(({ ref }) => results.get(orderKey(ref)) ?? { outcome: "unchanged", memberId: null });
}

/** Computes and writes what was gathered; answers the orders that met somebody else's change. */
async function applyOnce(
  connection: Connection,
  work: GatheredWork,
  results: Map<string, ApplyOutcome>,
): Promise<Set<string>> {
  for (const ref of work.strangers) results.set(orderKey(ref), { outcome: "unknownShop", memberId: null });
  const timelines = new Map<string, Timeline>();
  for (const { shop } of work.plans) {
    if (timelines.has(shop.programId)) continue;
    timelines.set(shop.programId, await timelineAt(connection, shop.programId, shop.revision));
  }
  const works = computeWork(work, timelines);
  const writing = works.filter((each) => !each.idle && !each.stale);
  const items = writing.map(({ item }) => ({
    ...item,
    methods: unseenMethods(connection, item.programId, item.methods ?? []),
  }));
  // Every item has a moment of its own.
  const posted = await postBatch(connection, items, new Date(0));
  const outcomes = new Map(writing.map((each, index) => [each, posted[index]]));
  items.forEach((item, index) => {
    if (posted[index] === "new") rememberMethods(connection, item.programId, item.methods);
  });
  await tellStaff(
    connection,
    works.filter((each) => !each.stale && outcomes.get(each) !== "conflict"),
  );
  return noteResults(works, outcomes, results);
}

/** After the orders are written: a telling that is lost here comes again with the next message about the order. */
async function tellStaff(connection: Connection, works: readonly OrderWork[]): Promise<void> {
  for (const { item, news, now } of works) {
    const told = news.filter((each) => each !== null);
    if (told.length === 0) continue;
    const { programId } = item;
    const reports = told.flatMap((each) => ("report" in each ? [each.report] : []));
    const orders = told.flatMap((each) => ("withdrawn" in each ? [each.withdrawn] : []));
    await tellCodeReports(connection, { programId, reports, now });
    await withdrawStrangers(connection, { programId, orders });
  }
}

/** Notes what became of each order; answers those that met somebody else's change. */
function noteResults(
  works: readonly OrderWork[],
  outcomes: ReadonlyMap<OrderWork, PostOutcome | undefined>,
  results: Map<string, ApplyOutcome>,
): Set<string> {
  const conflicts = new Set<string>();
  for (const work of works) {
    const isConflict = work.stale || outcomes.get(work) === "conflict";
    for (const record of work.records) {
      const key = orderKey(record.ref);
      if (isConflict) conflicts.add(key);
      else results.set(key, resultOf(record, work.changed));
    }
  }
  return conflicts;
}

function resultOf(record: OrderRecord, changed: ReadonlySet<string>): ApplyOutcome {
  const outcome = changed.has(orderKey(record.ref)) ? "applied" : "unchanged";
  return { outcome, memberId: record.memberId };
}
