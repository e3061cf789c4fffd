/** What the webhook sender remembers, as plain JSON. */

/** One topic of shopify.app.toml and where it goes. */
export type Subscription = { topic: string; uri: string };

/** What the console may change about deliveries; Shopify does all of this too, only not when one asks. */
export type DeliveryPolicy = {
  /** Every delivery waits so long first. */
  delayMilliseconds: number;
  /** 1, or how often each one is delivered. */
  copies: number;
  /** Nothing is delivered, ever. */
  drop: boolean;
  /** Nothing is delivered until `release`. */
  hold: boolean;
  /** What happens within a second arrives in reverse order. */
  reverse: boolean;
  /** Only these topics are treated so; null: all. */
  topics: string[] | null;
};

export const USUAL_POLICY: DeliveryPolicy = {
  delayMilliseconds: 0,
  copies: 1,
  drop: false,
  hold: false,
  reverse: false,
  topics: null,
};

export type DeliveryStatus = "waiting" | "held" | "delivered" | "failed" | "dropped";

export type Delivery = {
  /** X-Shopify-Webhook-Id: the same for every attempt and copy. */
  webhookId: string;
  eventId: string;
  topic: string;
  subject: string;
  uri: string;
  triggeredAt: string;
  body: string;
  status: DeliveryStatus;
  attempts: number;
  /** Copies that are still to be delivered, this one included. */
  copies: number;
  /** When the next attempt is due, by the machine's clock. */
  dueAt: number;
  /** The answer to the last attempt: an HTTP status, or why there was none. */
  answer: string | null;
  /** How long the last attempt took. */
  milliseconds: number | null;
};

export type WebhooksState = { deliveries: Delivery[]; policy: DeliveryPolicy };
