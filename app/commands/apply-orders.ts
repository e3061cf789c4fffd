import type { Connection, Database } from "../database.ts";
import type { OrderState } from "../domain/order.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { PostItem, PostOutcome } from "../ledger/post.ts";
import type { ArrivedOrder, OrderWork } from "../ledger/order-work.ts";
import { transaction } from "../database.ts";
import { orderKey } from "../domain/account.ts";
import { ConflictError, lockMembers } from "../ledger/change-members.ts";
import { tellCodeReports, withdrawStrangers } from "../ledger/code-reports.ts";
import { computeWork, gatherWork } from "../ledger/order-work.ts";
import { postBatch } from "../ledger/post.ts";
import { loadTimeline } from "../ledger/programs.ts";

export type ApplyOutcome = {
  outcome: "applied" | "unchanged" | "unknownShop";
  memberId: string | null;
};

export type ApplyOrdersInput = { orders: readonly { shopId: string; order: OrderState }[]; now: Date };

/** How often a batch is computed anew without locks, and how often under them, before it fails loudly. */
const FREE_TRIES = 3;
const LOCKED_TRIES = 10;

type Shop = { id: string; programId: string; rate: string | null };

/**
 * Rule 1: brings orders as they stand now into the ledger, many at once: their points, the codes that they carry, what they count
 * for tiers. A state that is older than the one known changes nothing; repeating changes nothing. What has to be fetched for it
 * (`missingFacts`) must be there. Orders of guests are kept until their customer is known (rule 5).
 */
export async function applyOrders(db: Database, input: ApplyOrdersInput): Promise<ApplyOutcome[]> {
  const shops = await findShops(db.pool, [...new Set(input.orders.map((arrived) => arrived.shopId))]);
  const results = input.orders.map((): ApplyOutcome => ({ outcome: "unknownShop", memberId: null }));
  const programs = new Map<string, { arrived: ArrivedOrder; index: number }[]>();
  input.orders.forEach(({ shopId, order }, index) => {
    const shop = shops.get(shopId);
    if (!shop) return;
    const arrived = { ref: { shopId, orderId: order.id }, state: order, exchangeRate: shop.rate };
    const list = programs.get(shop.programId) ?? [];
    list.push({ arrived, index });
    programs.set(shop.programId, list);
  });
  for (const [programId, list] of programs) {
    const arrived = list.map((entry) => entry.arrived);
    const done = await applyToProgram(db, programId, arrived, input.now);
    for (const { arrived: order, index } of list) {
      results[index] = done.get(orderKey(order.ref)) ?? { outcome: "unchanged", memberId: null };
    }
  }
  return results;
}

async function findShops(connection: Connection, ids: readonly string[]): Promise<Map<string, Shop>> {
  const { rows } = await connection.query<{ id: string; program_id: string; rate: string | null }>({
    name: "find-shops",
    text: "SELECT id::text, program_id::text, rate::text FROM shops WHERE id = ANY ($1::bigint[])",
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, { id: row.id, programId: row.program_id, rate: row.rate }]));
}

async function applyToProgram(
  db: Database,
  programId: string,
  arrived: readonly ArrivedOrder[],
  now: Date,
): Promise<Map<string, ApplyOutcome>> {
  const results = new Map<string, ApplyOutcome>();
  let waiting = [...arrived];
  for (let attempt = 0; waiting.length > 0; attempt += 1) {
    if (attempt >= FREE_TRIES + LOCKED_TRIES) {
      throw new ConflictError(`${waiting.length} orders were changed by others at every try`);
    }
    const batch = waiting;
    const run = async (connection: Connection, locked: boolean): Promise<Set<string>> => {
      const timeline = await loadTimeline(connection, programId);
      const work = await gatherWork(connection, programId, batch);
      if (locked) await lockMembers(connection, programId, work.existingMemberIds);
      const works = await computeWork(connection, programId, timeline, work, now);
      const writing = works.filter((each) => !each.idle && !each.stale);
      const posted = await postBatch(connection, writing.map(itemOf), now);
      const outcomes = new Map(writing.map((each, index) => [each, posted[index]]));
      const settled = works.filter((each) => !each.stale && outcomes.get(each) !== "conflict");
      await tellStaff(connection, programId, settled, now);
      return noteResults(works, outcomes, results);
    };
    const conflicts = attempt < FREE_TRIES ? await run(db.pool, false) : await transaction(db, (tx) => run(tx, true));
    waiting = waiting.filter((order) => conflicts.has(orderKey(order.ref)));
  }
  return results;
}

function itemOf(work: OrderWork): PostItem {
  return work.item;
}

/** After the orders are written: a telling that is lost here comes again with the next message about the order. */
async function tellStaff(
  connection: Connection,
  programId: string,
  works: readonly OrderWork[],
  now: Date,
): Promise<void> {
  const news = works.flatMap((work) => work.news).filter((each) => each !== null);
  const reports = news.flatMap((each) => ("report" in each ? [each.report] : []));
  const orders = news.flatMap((each) => ("withdrawn" in each ? [each.withdrawn] : []));
  await tellCodeReports(connection, { programId, reports, now });
  await withdrawStrangers(connection, { programId, orders });
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
