import type { Bench, Outcome, Settings } from "./bench.ts";
import type { BenchShop, Ground } from "./ground.ts";
import { publishProgram } from "../app/commands/publish-program.ts";
import { saveDraft } from "../app/commands/save-draft.ts";
import { startWhatIf } from "../app/commands/what-if.ts";
import { orderOf } from "../app/domain/order.fixture.ts";
import { orderToText } from "../app/domain/order-json.ts";
import type { OrderState } from "../app/domain/order.ts";
import { patchProgram } from "../app/domain/program.ts";
import { playWhatIfs } from "../app/jobs/what-if.ts";
import { readProgram } from "../app/queries/program-in-force.ts";
import { readWhatIf } from "../app/queries/what-if.ts";
import { SETTINGS } from "./bench.ts";
import { addShop } from "./ground.ts";

const GOAL_ORDERS = 100_000;
/** From one order a year to eight: 2.5 on average. */
const ORDERS_OF_MEMBERS = [1, 1, 1, 1, 2, 2, 2, 3, 4, 8];
const NOW = new Date("2026-11-01T09:00:00Z");
const YEAR_MS = 364 * 86_400_000;
const FIRST_MEMBER = 1_000_000;
const FIRST_ORDER = 600_000_000_000;
const ORDERS_AT_ONCE = 2_000;

/** A program as shops have them: tiers that count a rolling year, points that end, bonuses, what earns nothing. */
const TODAY = {
  earning: {
    points: 100,
    per: "1000.00",
    bonuses: { joining: 50, birthday: 50, firstOrder: 20 },
    exclude: { vendors: ["gifts"], productTags: ["clearance"], onSale: true },
  },
  expiry: { kind: "age", months: 24, roundTo: "month" },
  tiers: {
    window: { kind: "rolling", months: 12 },
    levels: [
      { id: "silver", name: "Silver", threshold: "2000.00", tag: "silver", multiplier: "1.25" },
      { id: "gold", name: "Gold", threshold: "6000.00", tag: "gold", multiplier: "1.5", entryBonus: 100 },
    ],
  },
};

const DRAFT = {
  earning: { points: 120 },
  expiry: { months: 18 },
  tiers: { levels: TODAY.tiers.levels.map((level) => ({ ...level, threshold: "3000.00" })).slice(1) },
};

/** The longest question of the admin: a draft over all that a shop's customers bought in a year. */
export const whatIfBench: Bench = {
  name: "what-if",
  measures: "seconds in which a draft is played over 100,000 orders of the past twelve months by a worker's loop",
  goal: { sign: "≤", value: 20 },
  settings: { ...SETTINGS, members: 40_000 },
  run: (ground, settings) => run(ground, settings),
};

async function run(ground: Ground, { members }: Settings): Promise<Outcome> {
  const shop = await addYear(ground, members);
  const { programId } = shop;
  const started = await startWhatIf(ground.db, { programId, author: "bench", now: NOW });
  if (!started.ok) throw new Error(`the draft cannot be played: ${started.reason}`);
  const watch = watchPauses();
  const start = performance.now();
  const before = process.cpuUsage();
  const silent = () => undefined;
  await playWhatIfs({
    ...{ db: ground.db, now: () => NOW, log: { info: silent, warn: silent, error: fail } },
    gatewayOf: () => {
      throw new Error("a draft is played without Shopify");
    },
  });
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(before);
  const longest = watch.stop();
  const played = await readWhatIf(ground.db, { programId });
  if (!played?.finishedAt || played.sums.members !== members) throw new Error("the draft was not played to the end");
  const { sums } = played;
  return {
    value: (seconds / sums.orders) * GOAL_ORDERS,
    notes: [
      `${String(sums.members)} members, ${String(sums.orders)} orders: ${seconds.toFixed(1)} s, of which the processor worked ${((used.user + used.system) / 1e6).toFixed(1)} s for it; the process answered nobody for ${longest.toFixed(0)} ms at most`,
      `${sums.today.earned} points today, ${sums.draft.earned} under the draft; ${String(sums.moves.filter(({ from, to }) => from !== to).length)} kinds of moves between tiers`,
    ],
  };
}

function fail(details: object, message?: string): never {
  throw new Error(`${message ?? "failed"}: ${String((details as { err?: unknown }).err)}`);
}

/** How long the process was busy with one thing, at most. */
function watchPauses(): { stop(): number } {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(longest, performance.now() - last);
    },
  };
}

/** A shop, its program and draft, and a year of orders as the ledger keeps them, written in bulk: what is played reads nothing else. */
async function addYear(ground: Ground, members: number): Promise<BenchShop> {
  const shop = await addShop(ground.db);
  const { programId } = shop;
  const published = await publishProgram(ground.db, { programId, patch: TODAY, author: "bench", now: NOW });
  if (!published.ok) throw new Error(JSON.stringify(published.errors));
  const { program } = await readProgram(ground.db, { programId, now: NOW });
  const draft = patchProgram(program, DRAFT);
  if (!draft.ok) throw new Error(JSON.stringify(draft.errors));
  await saveDraft(ground.db, { programId, document: draft.program, author: "bench", now: NOW });
  await ground.floor.query(
    `INSERT INTO members (program_id, id, version, entries, head, available, pending, reserved, debt, tier, tier_since, tier_state,
       bonuses, exclusions, excluded, birthday, joined_at, active_at, settled_at, next_at, created_at)
     SELECT $1, $2 + n, 1, 0, '\\x', 0, 0, 0, 0, NULL, NULL, '{}', '{}', '[]', false,
       CASE WHEN n % 4 = 0 THEN to_char(date '2026-01-01' + (n % 364)::int, 'MM-DD') END,
       $3::timestamptz - n % 700 * interval '1 day', $3, $3, NULL, $3
     FROM generate_series(0, $4::bigint - 1) AS n`,
    [programId, FIRST_MEMBER, NOW, members],
  );
  await addOrders(ground, shop, members);
  await ground.floor.query("ANALYZE members, orders");
  return shop;
}

async function addOrders(ground: Ground, { shopId, programId }: BenchShop, members: number): Promise<void> {
  const rows: { member: number; state: OrderState }[] = [];
  const write = async (): Promise<void> => {
    await ground.floor.query(
      `INSERT INTO orders (program_id, shop_id, id, member_id, customer_id, name, state, updated_at, version, pinned_version, paid_at,
         excluded, posted, postings, spend, metric_points, metric_orders)
       SELECT $1, $2, id, member, member, '#' || id, state, paid, 1, 1, paid, false, 0, 0, 0, 0, 0
       FROM unnest($3::bigint[], $4::bigint[], $5::jsonb[], $6::timestamptz[]) AS x(id, member, state, paid)`,
      [
        ...[programId, shopId, rows.map(({ state }) => state.id), rows.map(({ member }) => member)],
        ...[rows.map(({ state }) => orderToText(state)), rows.map(({ state }) => state.paidAt)],
      ],
    );
    rows.length = 0;
  };
  let number = 0;
  for (let index = 0; index < members; index += 1) {
    const count = ORDERS_OF_MEMBERS[index % ORDERS_OF_MEMBERS.length] ?? 1;
    for (let each = 0; each < count; each += 1) {
      rows.push({ member: FIRST_MEMBER + index, state: boughtOrder(number, { index, part: (each + 0.5) / count }) });
      number += 1;
    }
    if (rows.length >= ORDERS_AT_ONCE) await write();
  }
  if (rows.length > 0) await write();
}

/** An order of one to three articles; one in twelve has something refunded, one in six a discount. */
function boughtOrder(number: number, { index, part }: { index: number; part: number }): OrderState {
  const at = new Date(NOW.getTime() - YEAR_MS + Math.floor(part * YEAR_MS) + (index % 1000) * 20_000);
  const facts = { handle: "tea", collections: ["10", "20"], tags: number % 10 === 0 ? ["clearance"] : ["green"] };
  const lines = Array.from({ length: 1 + (number % 3) }, (_, place) => ({
    price: `${String(80 + ((number * 37 + place * 101) % 900))}.00`,
    quantity: 1 + ((number + place) % 2),
    refunded: number % 12 === 0 && place === 0 ? 1 : 0,
    tax: "24.50",
    ...(number % 6 === 0 ? { discount: "15.00" } : {}),
    facts,
  }));
  return orderOf({
    ...{ id: String(FIRST_ORDER + number), name: `#${String(number)}`, customerId: String(FIRST_MEMBER + index) },
    ...{ createdAt: at, processedAt: at, updatedAt: at, paidAt: at, lines },
    ...{ shipping: "79.00", shippingTax: "15.80", payments: [["shopify_payments", "900.00"]] },
  });
}
