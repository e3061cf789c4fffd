/** The console's orders for trouble, read from forms or JSON; what makes no sense is refused by its name. */
import { textOf } from "../html.ts";
import { Refusal } from "../shop/refusal.ts";
import { wholeNumber } from "../ui/answers.ts";
import type { DeliveryPolicy } from "../webhooks/types.ts";

const MOST_COPIES = 20;
const LONGEST_DELAY_MS = 3_600_000;
const KEYS = ["delayMilliseconds", "copies", "drop", "hold", "reverse", "topics"];

const isOn = (value: unknown) => value === true || ["1", "true", "on"].includes(textOf(value));

/** A policy from what was given; the keys that are left out keep their value. Unknown keys are refused. */
export function readPolicy(fields: Record<string, unknown>): Partial<DeliveryPolicy> {
  for (const key of Object.keys(fields))
    if (!KEYS.includes(key))
      throw new Refusal("INVALID", [key], `The delivery rules have no "${key}": they have ${KEYS.join(", ")}.`);
  const policy: Partial<DeliveryPolicy> = {};
  const delay = wholeNumber(fields.delayMilliseconds, "delayMilliseconds");
  if (delay !== null) policy.delayMilliseconds = Math.min(delay, LONGEST_DELAY_MS);
  const copies = wholeNumber(fields.copies, "copies");
  if (copies !== null) policy.copies = Math.min(Math.max(copies, 1), MOST_COPIES);
  for (const key of ["drop", "hold", "reverse"] as const)
    if (fields[key] !== undefined) policy[key] = isOn(fields[key]);
  if (fields.topics !== undefined) policy.topics = readTopics(fields.topics);
  return policy;
}

function readTopics(value: unknown): string[] | null {
  const list = Array.isArray(value) ? value.map(textOf) : textOf(value).split(",");
  const topics = list.map((topic) => topic.trim()).filter((topic) => topic !== "");
  return topics.length > 0 ? topics : null;
}

export type ThrottleOrder = {
  restoreRate?: number;
  maximumAvailable?: number;
  empty?: boolean;
  tooManyRequests?: number;
};

/** How tight the Admin API is from now on. */
export function readThrottle(fields: Record<string, unknown>): ThrottleOrder {
  const order: ThrottleOrder = {};
  for (const key of ["restoreRate", "maximumAvailable", "tooManyRequests"] as const) {
    const value = wholeNumber(fields[key], key);
    if (value !== null) order[key] = value;
  }
  if (order.restoreRate === 0) throw new Refusal("INVALID", ["restoreRate"], "restoreRate must be 1 or more.");
  if (fields.empty !== undefined) order.empty = isOn(fields.empty);
  return order;
}
