import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDatabase, openDatabase } from "../app/database.ts";
import type { Database } from "../app/database.ts";
import { extensionToken } from "../dev-store/oauth/session-token.ts";
import { signProxy } from "../dev-store/storefront/app-proxy.ts";
import { openBox } from "../tests/journeys/harness.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { createCustomer, createPaidOrder } from "../tests/journeys/owner.ts";
import type { Outcome } from "./bench.ts";

const RATE = 200;
const SECONDS = 20;
const WARM_UP_SECONDS = 3;
/** So many that nobody asks too often: 20 requests in ten seconds are let through for each. */
const SHOPPERS = 200;
const TOGETHER = 10;
const ORDER = "100000.00";
const SHOP = "demo.myshopify.com";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36";

/** What of a hundred requests asks for what. Codes are few: a shop's shoppers together may take 20 a second. */
const MIX = { program: 40, order: 33, statement: 14, dismiss: 5, exchange: 5, undo: 3 };
type Kind = keyof typeof MIX;

type Customer = { id: string; order: string; token: string; codes: string[] };
type Sent = { kind: Kind; ms: number; status: number };
type Target = { appUrl: string; secret: string };

/**
 * A real store with the app, whose API is asked by signed requests at a fixed rate: a request is sent when its time has come, whether others were answered
 * or not, and its time counts from then. Refusals that are none of ours (too many requests, errors) fail the bench.
 */
export async function loadShopperApi(): Promise<Outcome> {
  const box = await openBox();
  const db = openDatabase(box.store.databaseUrl, { max: 4 });
  try {
    const customers = await addCustomers(box, db);
    const target = { appUrl: box.store.appUrl, secret: box.store.secrets.apiSecret };
    await fire(target, customers, WARM_UP_SECONDS);
    const sent = await fire(target, customers, SECONDS);
    const failed = sent.filter(({ status }) => status === 0 || status === 429 || status >= 500 || status === 401);
    if (failed.length > 0)
      throw new Error(`${String(failed.length)} requests failed, the first with ${String(failed[0]?.status)}`);
    const notes = (Object.keys(MIX) as Kind[]).map((kind) =>
      describe(
        kind,
        sent.filter((one) => one.kind === kind),
      ),
    );
    return {
      value: quantile(sent, 0.99),
      notes: [
        `${String(sent.length)} requests in ${String(SECONDS)} s; load of the machine ${loadavg()[0]?.toFixed(1) ?? ""}`,
        ...notes,
        describe("all", sent),
      ],
    };
  } finally {
    await closeDatabase(db);
    await box.close();
  }
}

/** Accounts made in the shop, each with an order that earns enough for every exchange: all of it comes to the app as it does in life. */
async function addCustomers({ store }: Box, db: Database): Promise<Customer[]> {
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
  // Tokens last for minutes only.
  return Promise.all(
    joined.map(async ({ id, order }) => {
      const token = await extensionToken(config as Parameters<typeof extensionToken>[0], id);
      return { id: id.split("/").at(-1) ?? "", order, token, codes: [] };
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

/** Sends for so many seconds; answers when the last request has been answered. */
async function fire(target: Target, customers: Customer[], seconds: number): Promise<Sent[]> {
  const kinds = (Object.entries(MIX) as [Kind, number][]).flatMap(([kind, share]) =>
    Array.from({ length: share }, () => kind),
  );
  const start = performance.now();
  const all = Array.from({ length: RATE * seconds }, async (_, index): Promise<Sent> => {
    const due = start + (index * 1000) / RATE;
    await sleep(Math.max(0, due - performance.now()));
    // 37 has no divisor in common with 100: the kinds come mixed, and others to each shopper in each round.
    const kind = kinds[(index * 37 + Math.floor(index / SHOPPERS) * 11) % kinds.length] ?? "program";
    const customer = customers[index % customers.length];
    if (customer === undefined) throw new Error("there are no customers");
    const status = await send(target, kind, customer, index).catch(() => 0);
    return { kind, ms: performance.now() - due, status };
  });
  return Promise.all(all);
}

async function send(target: Target, kind: Kind, customer: Customer, index: number): Promise<number> {
  if (kind === "program") {
    const headers = { "user-agent": AGENT, accept: "application/json", authorization: `Bearer ${customer.token}` };
    return read(await fetch(`${target.appUrl}/api/account/program`, { headers }));
  }
  if (kind === "order") return read(await ask(target, customer, "order", { name: customer.order }));
  if (kind === "statement") return read(await ask(target, customer, "statement", { format: "csv" }));
  if (kind === "dismiss") return read(await ask(target, customer, "dismiss", {}, { notice: "1" }));
  const code = kind === "undo" ? customer.codes.pop() : undefined;
  if (code !== undefined) return read(await ask(target, customer, "undo", {}, { code }));
  const key = `bench-${String(index)}-${String(performance.now())}`;
  const response = await ask(target, customer, "exchange", {}, { reward: "nok-50", key });
  const { codeId } = (await response.json()) as { codeId?: string };
  if (codeId !== undefined) customer.codes.push(codeId);
  return response.status;
}

async function read(response: Response): Promise<number> {
  await response.arrayBuffer();
  return response.status;
}

function ask(
  { appUrl, secret }: Target,
  customer: Customer,
  path: string,
  query: Record<string, string>,
  body?: Record<string, string>,
): Promise<Response> {
  const parameters: [string, string][] = [
    ...Object.entries(query),
    ["shop", SHOP],
    ["logged_in_customer_id", customer.id],
    ["path_prefix", "/apps/loyalty"],
    ["timestamp", String(Math.floor(Date.now() / 1000))],
  ];
  const signed = new URLSearchParams([...parameters, ["signature", signProxy(parameters, secret)]]);
  const headers = { "user-agent": AGENT, accept: "application/json" };
  const init = body === undefined ? { headers } : { headers, method: "POST", body: new URLSearchParams(body) };
  return fetch(`${appUrl}/proxy/${path}?${String(signed)}`, init);
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
