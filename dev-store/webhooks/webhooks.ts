import { randomUUID } from "node:crypto";
import { machineNow } from "../clock.ts";
import type { ShopEvent } from "../shop/types.ts";
import { deliveryHeaders } from "./signing.ts";
import { USUAL_POLICY, type Delivery, type DeliveryPolicy, type Subscription, type WebhooksState } from "./types.ts";

/** Shopify tries eight times more after the first failure, then gives up. */
export const MOST_RETRIES = 8;
/** Shopify waits five seconds for an answer. */
const TIMEOUT_MILLISECONDS = 5000;
/** So many deliveries are under way at once. */
const MOST_AT_ONCE = 8;
/** Finished deliveries that are kept for the console, to be looked at and sent again. */
const MOST_KEPT = 300;
/** With `reverse`, what happens within this time arrives backwards. */
const REVERSE_WINDOW = 1000;
const REVERSE_STEP = 50;

export type WebhooksOptions = {
  domain: string;
  /** The app's secret: deliveries are signed with it. */
  secret: string;
  apiVersion: string;
  subscriptions: Subscription[];
  /** The app's address; a uri of shopify.app.toml is resolved against it. */
  target: () => string;
  /** Events before installation and after uninstallation go nowhere; app/uninstalled and shop/redact still do. */
  isInstalled?: () => boolean;
  /** Called when the state changed, so that it is saved. */
  changed?: () => void;
  /** How long to wait before attempt n + 1: by default 1 s, 2 s, 4 s … (Shopify spreads its eight over four hours). */
  retryAfter?: (attempts: number) => number;
};

const doubling = (attempts: number): number => 1000 * 2 ** (attempts - 1);

/** Sends what happens in the shop to the app: signed, at once, again while the app is down. */
export class Webhooks {
  readonly state: WebhooksState;
  readonly #options: WebhooksOptions;
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  /** Resolved whenever nothing is left to deliver. */
  #waiters: (() => void)[] = [];
  #burst = { startedAt: 0, count: 0 };

  constructor(options: WebhooksOptions, state?: WebhooksState) {
    this.#options = options;
    this.state = state ?? { deliveries: [], policy: { ...USUAL_POLICY } };
    // What was under way when the process ended is tried again: at least once, never lost.
    this.#schedule();
  }

  /** Takes an event of the shop and sends it to every subscription of its topic. Returns how many there were. */
  enqueue(event: ShopEvent): number {
    const last = event.topic === "app/uninstalled" || event.topic === "shop/redact";
    if (!last && !(this.#options.isInstalled?.() ?? true)) return 0;
    const wanted = this.#options.subscriptions.filter((subscription) => subscription.topic === event.topic);
    for (const subscription of wanted) this.#add(event, subscription);
    if (wanted.length > 0) {
      this.#forget();
      this.#changed();
      this.#schedule();
    }
    return wanted.length;
  }

  #add(event: ShopEvent, subscription: Subscription): void {
    const { policy } = this.state;
    const special = policy.topics === null || policy.topics.includes(event.topic);
    const now = machineNow();
    this.state.deliveries.push({
      webhookId: randomUUID(),
      eventId: event.id,
      topic: event.topic,
      subject: event.subject,
      uri: subscription.uri,
      triggeredAt: event.at,
      body: JSON.stringify(event.payload),
      status: !special ? "waiting" : policy.drop ? "dropped" : policy.hold ? "held" : "waiting",
      attempts: 0,
      copies: special ? Math.max(1, policy.copies) : 1,
      dueAt: now + (special ? policy.delayMilliseconds + (policy.reverse ? this.#reverseDelay(now) : 0) : 0),
      answer: null,
      milliseconds: null,
    });
  }

  /** The first of a burst waits longest. */
  #reverseDelay(now: number): number {
    if (now - this.#burst.startedAt > REVERSE_WINDOW) this.#burst = { startedAt: now, count: 0 };
    const delay = REVERSE_WINDOW - (now - this.#burst.startedAt) - this.#burst.count * REVERSE_STEP;
    this.#burst.count += 1;
    return Math.max(0, delay);
  }

  /** Changes how deliveries from now on are treated; held ones stay held until `release`. */
  setPolicy(patch: Partial<DeliveryPolicy>): DeliveryPolicy {
    Object.assign(this.state.policy, patch);
    this.#changed();
    return this.state.policy;
  }

  /** Lets held deliveries go, in their order or backwards. Returns how many. */
  release(backwards = false): number {
    const held = this.state.deliveries.filter((delivery) => delivery.status === "held");
    const now = machineNow();
    held.forEach((delivery, index) => {
      delivery.status = "waiting";
      delivery.dueAt = now + (backwards ? (held.length - index) * REVERSE_STEP : 0);
    });
    this.#changed();
    this.#schedule();
    return held.length;
  }

  /** Sends a delivery of the log again, exactly as it was. */
  redeliver(webhookId: string): boolean {
    const delivery = this.state.deliveries.find((one) => one.webhookId === webhookId);
    if (!delivery || delivery.status === "waiting") return false;
    Object.assign(delivery, { status: "waiting", attempts: 0, copies: 1, dueAt: machineNow() });
    this.#changed();
    this.#schedule();
    return true;
  }

  /** What was and will be sent, newest first, for the console. */
  log(): Delivery[] {
    return [...this.state.deliveries].reverse();
  }

  waiting(): number {
    return this.state.deliveries.filter((delivery) => delivery.status === "waiting").length;
  }

  /** Resolves when nothing waits any more: all delivered, failed for good, held or dropped. */
  async drained(): Promise<void> {
    while (this.waiting() > 0 && !this.#closed) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Stops sending; what is under way ends first. What waits stays in the state. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await Promise.all(this.#underWay);
    this.#wake();
  }

  #changed(): void {
    this.#options.changed?.();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Drops the oldest finished deliveries. */
  #forget(): void {
    const finished = this.state.deliveries.filter(
      (delivery) => delivery.status !== "waiting" && delivery.status !== "held",
    );
    const surplus = new Set(finished.slice(0, Math.max(0, finished.length - MOST_KEPT)));
    if (surplus.size > 0) this.state.deliveries = this.state.deliveries.filter((delivery) => !surplus.has(delivery));
  }

  #schedule(): void {
    if (this.#closed || this.#timer) return;
    const due = this.state.deliveries.filter(
      (delivery) => delivery.status === "waiting" && !this.#sending.has(delivery),
    );
    if (due.length === 0 || this.#underWay.size >= MOST_AT_ONCE) return;
    const next = Math.min(...due.map((delivery) => delivery.dueAt));
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#sendDue();
      },
      Math.max(0, next - machineNow()),
    );
  }

  readonly #sending = new Set<Delivery>();

  #sendDue(): void {
    const now = machineNow();
    const due = this.state.deliveries
      .filter((delivery) => delivery.status === "waiting" && delivery.dueAt <= now && !this.#sending.has(delivery))
      .sort((a, b) => a.dueAt - b.dueAt);
    for (const delivery of due) {
      if (this.#underWay.size >= MOST_AT_ONCE) break;
      this.#sending.add(delivery);
      const sent = this.#send(delivery).finally(() => {
        this.#sending.delete(delivery);
        this.#underWay.delete(sent);
        this.#changed();
        this.#schedule();
        if (this.waiting() === 0) this.#wake();
      });
      this.#underWay.add(sent);
    }
    this.#schedule();
  }

  async #send(delivery: Delivery): Promise<void> {
    const startedAt = machineNow();
    delivery.attempts += 1;
    const answer = await this.#post(delivery);
    delivery.milliseconds = machineNow() - startedAt;
    delivery.answer = answer.text;
    if (answer.ok) {
      delivery.copies -= 1;
      if (delivery.copies <= 0) delivery.status = "delivered";
      return;
    }
    if (delivery.attempts > MOST_RETRIES) delivery.status = "failed";
    else delivery.dueAt = machineNow() + (this.#options.retryAfter ?? doubling)(delivery.attempts);
  }

  async #post(delivery: Delivery): Promise<{ ok: boolean; text: string }> {
    const { domain, secret, apiVersion, target } = this.#options;
    try {
      const response = await fetch(new URL(delivery.uri, target()), {
        method: "POST",
        headers: deliveryHeaders(delivery, { domain, secret, apiVersion }),
        body: delivery.body,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      await response.body?.cancel();
      return { ok: response.ok, text: String(response.status) };
    } catch (error) {
      const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : null;
      return { ok: false, text: cause?.message ?? "no answer" };
    }
  }
}
