import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDatabase, openDatabase } from "../app/database.ts";
import type { Database } from "../app/database.ts";
import { extensionToken } from "../dev-store/oauth/session-token.ts";
import { openBox } from "../tests/journeys/harness.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { createCustomer, createPaidOrder } from "../tests/journeys/owner.ts";
import type { Outcome } from "./bench.ts";
import { KINDS, loadFromThread, MIX } from "./shopper-load.ts";
import type { Sent, Shopper, Wish } from "./shopper-load.ts";

const RATE = 200;
const SECONDS = 20;
const WARM_UP_SECONDS = 5;
/** So many that nobody asks too often: 20 requests in ten seconds are let through for each. */
const SHOPPERS = 200;
const TOGETHER = 10;
const ORDER = "100000.00";
const SHOP = "demo.myshopify.com";
const REWARD = "nok-50";

/**
 * A real store with the app, whose API is asked by signed requests at a fixed rate. Refusals that are none of ours (too many requests,
 * errors) fail the bench. The pool of codes is as it is in a shop where as much is exchanged every day: it knows its use and is filled.
 */
export async function loadShopperApi(): Promise<Outcome> {
  const box = await openBox();
  const db = openDatabase(box.store.databaseUrl, { max: 4 });
  try {
    const shoppers = await addShoppers(box, db);
    const target = { appUrl: box.store.appUrl, secret: box.store.secrets.apiSecret, shop: SHOP, reward: REWARD };
    const load = (wish: Pick<Wish, "seconds" | "seed">): Promise<Sent[]> =>
      loadFromThread({ target, shoppers, rate: RATE, ...wish });
    await load({ seconds: WARM_UP_SECONDS, seed: "warm-up" });
    await untilStocked(db, Math.ceil(((MIX.exchange + MIX.undo) / 1000) * RATE * SECONDS));
    const before = await processorTime();
    const sent = await load({ seconds: SECONDS, seed: "measured" });
    const after = await processorTime();
    const failed = sent.filter(({ status }) => status === 0 || status === 429 || status >= 500 || status === 401);
    if (failed.length > 0)
      throw new Error(`${String(failed.length)} requests failed, the first with ${String(failed[0]?.status)}`);
    return {
      value: quantile(sent, 0.99),
      notes: [
        `${String(sent.length)} requests in ${String(SECONDS)} s; load of the machine ${loadavg()[0]?.toFixed(1) ?? ""}, ${takenAway(before, after)}`,
        ...KINDS.map((kind) =>
          describe(
            kind,
            sent.filter((one) => one.kind === kind),
          ),
        ),
        describe("all", sent),
      ],
    };
  } finally {
    await closeDatabase(db);
    await box.close();
  }
}

/** Accounts made in the shop, each with an order that earns enough for every exchange: all of it comes to the app as it does in life. */
async function addShoppers({ store }: Box, db: Database): Promise<Shopper[]> {
  const { secrets } = store;
  const config = { domain: SHOP, apiKey: secrets.apiKey, apiSecret: secrets.apiSecret };
  const lines = [{ title: "Gyokuro", price: ORDER, quantity: 1 }];
  const join = async (number: number): Promise<{ id: string; order: string }> => {
    const id = await patiently(() =>
      createCustomer(store, { email: `shopper-${String(number)}@example.com`, firstName: "Shopper" }),
    );
    const { name } = await patiently(() => createPaidOrder(store, { customerId: id, lines, total: ORDER }));
    return { id, order: name };
  };
  const joined: Awaited<ReturnType<typeof join>>[] = [];
  for (let first = 0; first < SHOPPERS; first += TOGETHER)
    joined.push(...(await Promise.all(Array.from({ length: TOGETHER }, (_, index) => join(first + index)))));
  await untilQuiet(db);
  const notices = await noticesOf(db);
  // Tokens last for minutes only.
  return Promise.all(
    joined.map(async ({ id, order }) => {
      const token = await extensionToken(config as Parameters<typeof extensionToken>[0], id);
      const number = id.split("/").at(-1) ?? "";
      return { id: number, order, token, notice: notices.get(number) ?? null };
    }),
  );
}

/** The store holds its owner to Shopify's limits as well. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!String(error).includes("THROTTLED")) throw error;
      await sleep(1000);
    }
  }
}

/** What is measured is the answers, not the making of the shoppers. */
async function untilQuiet(db: Database): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { rows } = await db.pool.query<{ waiting: boolean }>(
      `SELECT (SELECT count(*) FROM orders WHERE posted > 0) < $1 OR EXISTS (SELECT FROM sync_queue)
         OR EXISTS (SELECT FROM inbox WHERE done_at IS NULL) AS waiting`,
      [SHOPPERS],
    );
    if (rows[0]?.waiting === false) return;
    await sleep(200);
  }
  throw new Error("the orders did not become points within two minutes");
}

/** What each shopper can put away: their order brought a tier. */
async function noticesOf(db: Database): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ customer: string; notice: string }>(
    `SELECT c.customer_id::text AS customer, max(n.id)::text AS notice FROM notices n
     JOIN member_customers c ON c.program_id = n.program_id AND c.member_id = n.member_id GROUP BY c.customer_id`,
  );
  return new Map(rows.map(({ customer, notice }) => [customer, notice]));
}

/** The pool learns from the warm-up how much it is used, and is filled for that at its next look. */
async function untilStocked(db: Database, codes: number): Promise<void> {
  let free = 0;
  for (let tries = 0; tries < 450; tries += 1) {
    const { rows } = await db.pool.query<{ free: number }>(
      `SELECT count(*)::int AS free FROM pool_codes c JOIN pools p ON p.program_id = c.program_id AND p.id = c.pool_id
       WHERE p.reward = $1`,
      [REWARD],
    );
    free = rows[0]?.free ?? 0;
    if (free >= codes) return;
    await sleep(200);
  }
  throw new Error(`the pool has ${String(free)} codes after 90 seconds, and not ${String(codes)}`);
}

type ProcessorTime = { all: number; stolen: number };

/** A virtual machine whose host gives its processors to others answers late, whatever the program does: Linux says how much was taken. */
async function processorTime(): Promise<ProcessorTime | null> {
  const text = await readFile("/proc/stat", "utf8").catch(() => null);
  const times = text?.split("\n", 1)[0]?.trim().split(/\s+/).slice(1, 9).map(Number);
  if (!times || times.length < 8) return null;
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 };
}

function takenAway(before: ProcessorTime | null, after: ProcessorTime | null): string {
  if (before === null || after === null) return "what its host took away is not known";
  const share = (after.stolen - before.stolen) / Math.max(1, after.all - before.all);
  return `${(share * 100).toFixed(0)} % of its processors taken away by its host`;
}

function quantile(sent: Sent[], share: number): number {
  const sorted = sent.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function describe(name: string, sent: Sent[]): string {
  const [middle, high, highest] = [0.5, 0.99, 1].map((share) => quantile(sent, share).toFixed(1));
  const refused = sent.filter(({ status }) => status >= 400).length;
  return `${name}: ${String(sent.length)} (${String(refused)} refused), median ${middle ?? ""} ms, p99 ${high ?? ""} ms, longest ${highest ?? ""} ms`;
}
