import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Connection } from "../database.ts";

/** The largest webhook that is read; Shopify's own are far smaller, an order with 500 lines has about 1 MB. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** What the intake needs: the app's secret, a database, a clock, and somebody to wake when a row has been stored. */
export type IntakeOptions = {
  readonly secret: string;
  readonly database: Connection;
  readonly now: () => Date;
  readonly stored?: () => void;
  /** Told why the database could not take a row; never of what was in it. */
  readonly failed?: (error: unknown) => void;
};

export type Intake = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

type Verdict = { readonly status: 200; readonly webhook: Webhook } | { readonly status: 400 | 401 | 405 | 413 };

type Webhook = {
  readonly shop: string;
  readonly topic: string;
  readonly eventId: string;
  readonly triggeredAt: Date | null;
  readonly body: string;
};

/**
 * Makes the handler of all webhooks. It verifies the bytes as they came, stores them in one durable INSERT that ignores repeats, and
 * answers 200; what they mean is found out later. Refused with no row: 405 (not a POST), 413 (too large), 401 (forged), 400 (malformed).
 * A database that can't take the row is a 503: Shopify then sends the webhook again.
 */
export function createIntake(options: IntakeOptions): Intake {
  return async (request, response) => {
    const verdict = await judge(options.secret, request);
    if (verdict.status !== 200) {
      answer(request, response, verdict.status);
      return;
    }
    try {
      await store(options, verdict.webhook);
    } catch (error) {
      options.failed?.(error);
      answer(request, response, 503);
      return;
    }
    options.stored?.();
    answer(request, response, 200);
  };
}

/** The same verdicts, in the same order, as authenticate.webhook of Shopify's library. */
async function judge(secret: string, request: IncomingMessage): Promise<Verdict> {
  if (request.method !== "POST") return { status: 405 };
  const bytes = await readBody(request);
  if (bytes === null) return { status: 413 };
  const hmac = header(request.headers, "x-shopify-hmac-sha256");
  if (bytes.length === 0 || hmac === null) return { status: 400 };
  if (!isGenuine(secret, bytes, hmac)) return { status: 401 };
  const topic = header(request.headers, "x-shopify-topic");
  const shop = header(request.headers, "x-shopify-shop-domain");
  const webhookId = header(request.headers, "x-shopify-webhook-id");
  const apiVersion = header(request.headers, "x-shopify-api-version");
  if (topic === null || shop === null || webhookId === null || apiVersion === null) return { status: 400 };
  const body = bytes.toString("utf8");
  if (!isJsonObject(body)) return { status: 400 };
  const eventId = header(request.headers, "x-shopify-event-id") ?? webhookId;
  const triggeredAt = readMoment(header(request.headers, "x-shopify-triggered-at"));
  return { status: 200, webhook: { shop: shop.toLowerCase(), topic: topic.toLowerCase(), eventId, triggeredAt, body } };
}

/** The whole body, or null once it is larger than is allowed; nothing beyond that is kept in memory. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Compares in constant time, so that a forger can't find the signature byte by byte. */
function isGenuine(secret: string, bytes: Buffer, hmac: string): boolean {
  const expected = Buffer.from(createHmac("sha256", secret).update(bytes).digest("base64"));
  const given = Buffer.from(hmac);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === "" ? null : first;
}

function isJsonObject(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function readMoment(text: string | null): Date | null {
  const moment = new Date(text ?? Number.NaN);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** One statement, durable when it returns. A repeat of an event (by whatever delivery) changes nothing. */
async function store(options: IntakeOptions, webhook: Webhook): Promise<void> {
  const now = options.now();
  await options.database.query(
    `INSERT INTO inbox (shop, topic, event_id, payload, triggered_at, received_at, next_at)
     VALUES ($1, $2, $3, $4::json, $5, $6, $6)
     ON CONFLICT (shop, topic, event_id) DO NOTHING`,
    [webhook.shop, webhook.topic, webhook.eventId, webhook.body, webhook.triggeredAt, now],
  );
}

function answer(request: IncomingMessage, response: ServerResponse, status: number): void {
  // What is left of a body that was too large is not read: the connection ends with the answer.
  if (status === 413) response.once("finish", () => request.destroy());
  response.writeHead(status, status === 413 ? { Connection: "close" } : {}).end();
}
