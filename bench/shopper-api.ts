import { setTimeout as sleep } from "node:timers/promises";
import { adjustPoints } from "../app/commands/adjust-points.ts";
import { applyOrders } from "../app/commands/apply-orders.ts";
import { closeDatabase, openDatabase } from "../app/database.ts";
import type { Database } from "../app/database.ts";
import { orderOf } from "../app/domain/order.fixture.ts";
import { findMember, findShop } from "../app/queries/find-member.ts";
import { extensionToken } from "../dev-store/oauth/session-token.ts";
import { signProxy } from "../dev-store/storefront/app-proxy.ts";
import { Shopper } from "../scripts/demo/store-client.ts";
import { openBox } from "../tests/journeys/harness.ts";
import type { Box } from "../tests/journeys/harness.ts";
import type { Outcome } from "./bench.ts";

const RATE = 200;
const SECONDS = 20;
const WARM_UP_SECONDS = 3;
/** So many that nobody asks too often: 20 requests in ten seconds are let through for each. */
const SHOPPERS = 400;
const POINTS = 100_000n;
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
    const failed = sent.filter(({ status }) => status === 429 || status >= 500 || status === 401);
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
      notes: [`${String(sent.length)} requests in ${String(SECONDS)} s`, ...notes, describe("all", sent)],
    };
  } finally {
    await closeDatabase(db);
    await box.close();
  }
}

/** Accounts made in the shop, known to the app by its webhooks, each with points and an order. */
async function addCustomers(box: Box, db: Database): Promise<Customer[]> {
  const { storeUrl, secrets } = box.store;
  const config = { domain: SHOP, apiKey: secrets.apiKey, apiSecret: secrets.apiSecret };
  const shop = await findShop(db, { domain: SHOP });
  if (shop === null) throw new Error("the app is not installed");
  const customers: Customer[] = [];
  for (let number = 0; number < SHOPPERS; number += 1) {
    const visitor = new Shopper({ storeUrl });
    const person = { email: `shopper-${String(number)}@example.com`, first_name: "Shopper" };
    const { customer: id } = (await (await visitor.post("/account", person, "application/json")).json()) as {
      customer: string;
    };
    const token = await extensionToken(config as Parameters<typeof extensionToken>[0], `gid://shopify/Customer/${id}`);
    customers.push({ id, order: `#B${String(number)}`, token, codes: [] });
  }
  const now = new Date();
  for (const [index, { id, order }] of customers.entries()) {
    const member = await memberOf(db, shop.id, id);
    await adjustPoints(db, { ...member, points: POINTS, reason: "bench", author: "bench", key: "bench", now });
    const state = orderOf({ id: String(900_000 + index), name: order, customerId: id, processedAt: now, paidAt: now });
    await applyOrders(db, { orders: [{ shopId: shop.id, order: state }], now });
  }
  return customers;
}

async function memberOf(db: Database, shopId: string, customerId: string) {
  for (let tries = 0; tries < 300; tries += 1) {
    const member = await findMember(db, { shopId, customerId });
    if (member !== null) return member;
    await sleep(200);
  }
  throw new Error(`customer ${customerId} did not become a member within a minute`);
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
    // 37 has no divisor in common with 100: the kinds come mixed.
    const kind = kinds[(index * 37) % kinds.length] ?? "program";
    const customer = customers[index % customers.length];
    if (customer === undefined) throw new Error("there are no customers");
    const status = await send(target, kind, customer, index);
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
