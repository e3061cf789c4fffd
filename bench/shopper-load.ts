import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { signProxy } from "../dev-store/storefront/app-proxy.ts";

/**
 * Asks as shoppers do, in a thread of its own: what the bench does besides (it writes down what the app says) must not make an answer late.
 */
export type Shopper = { id: string; order: string; token: string; notice: string | null };
export type Target = { appUrl: string; secret: string; shop: string; reward: string };
export type Wish = { target: Target; shoppers: Shopper[]; rate: number; seconds: number; seed: string };
export type Sent = { kind: Kind; ms: number; status: number };

/**
 * What of a thousand requests asks for what. A page of the storefront asks nothing; the page that thanks and an order's page ask once or more
 * for each order, the account's page once. An exchange comes with one order of ten, and one of ten is undone.
 */
export const MIX = { thanks: 405, program: 360, explain: 100, exchange: 50, statement: 40, dismiss: 40, undo: 5 };
export type Kind = keyof typeof MIX;
export const KINDS = Object.keys(MIX) as Kind[];

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36";
const DRAWN = KINDS.flatMap((kind) => Array.from({ length: MIX[kind] }, () => kind));

/** Sends for so many seconds from another thread; answers when the last request has been answered. */
export function loadFromThread(wish: Wish): Promise<Sent[]> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: wish });
    worker.once("message", done);
    worker.once("error", failed);
  });
}

/** What a thousand requests in a row ask for: the kinds come mixed, and others to each shopper in each round. */
export function kindOf(index: number, shoppers: number): Kind {
  // 337 has no divisor in common with 1,000.
  return DRAWN[(index * 337 + Math.floor(index / shoppers) * 11) % DRAWN.length] ?? "thanks";
}

/** A request is sent when its time has come, whether others were answered or not, and its time counts from then. */
async function fire(wish: Wish): Promise<Sent[]> {
  const { target, shoppers, rate, seconds, seed } = wish;
  const agent = new Agent({ keepAlive: true, maxSockets: rate });
  const codes = new Map<Shopper, string[]>();
  const all: Promise<Sent>[] = [];
  const start = performance.now();
  for (let index = 0; index < rate * seconds; index += 1) {
    const due = start + (index * 1000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    const shopper = shoppers[index % shoppers.length];
    if (shopper === undefined) throw new Error("there are no shoppers");
    const own = codes.get(shopper) ?? [];
    codes.set(shopper, own);
    const kind = kindOf(index, shoppers.length);
    const asked = ask({ agent, target, shopper, codes: own, key: `${seed}-${String(index)}` }, kind);
    all.push(asked.then((status) => ({ kind, ms: performance.now() - due, status })));
  }
  const sent = await Promise.all(all);
  agent.destroy();
  return sent;
}

type Asking = { agent: Agent; target: Target; shopper: Shopper; codes: string[]; key: string };

/** Answers the status; 0 where nothing was heard. */
async function ask(asking: Asking, kind: Kind): Promise<number> {
  const { target, shopper, codes, key } = asking;
  switch (kind) {
    case "program":
    case "thanks": {
      const path = kind === "program" ? "program" : `order?name=${encodeURIComponent(shopper.order)}&locale=nb`;
      return (await send(asking, `/api/account/${path}`, { authorization: `Bearer ${shopper.token}` })).status;
    }
    case "explain":
      return (await send(asking, proxied(asking, "order", { name: shopper.order }))).status;
    case "statement":
      return (await send(asking, proxied(asking, "statement", { format: "csv" }))).status;
    case "dismiss":
      return (await send(asking, proxied(asking, "dismiss"), {}, { notice: shopper.notice ?? "1" })).status;
    case "undo":
    case "exchange": {
      const code = kind === "undo" ? codes.pop() : undefined;
      if (code !== undefined) return (await send(asking, proxied(asking, "undo"), {}, { code })).status;
      const wish = { reward: target.reward, key };
      const { status, text } = await send(asking, proxied(asking, "exchange"), {}, wish);
      const { codeId } = JSON.parse(text || "{}") as { codeId?: string };
      if (codeId !== undefined) codes.push(codeId);
      return status;
    }
  }
}

/** The address of the app proxy as Shopify signs it. */
function proxied({ target, shopper }: Asking, path: string, query: Record<string, string> = {}): string {
  const parameters: [string, string][] = [
    ...Object.entries(query),
    ["shop", target.shop],
    ["logged_in_customer_id", shopper.id],
    ["path_prefix", "/apps/loyalty"],
    ["timestamp", String(Math.floor(Date.now() / 1000))],
  ];
  const signed = new URLSearchParams([...parameters, ["signature", signProxy(parameters, target.secret)]]);
  return `/proxy/${path}?${String(signed)}`;
}

function send(
  { agent, target }: Asking,
  path: string,
  headers: Record<string, string> = {},
  form?: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const type = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
  const method = body === undefined ? "GET" : "POST";
  const all = { "user-agent": AGENT, accept: "application/json", ...type, ...headers };
  return new Promise((done) => {
    const outgoing = request(new URL(path, target.appUrl), { agent, method, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    outgoing.on("error", () => {
      done({ status: 0, text: "" });
    });
    outgoing.end(body);
  });
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  port.postMessage(await fire(workerData as Wish));
}
