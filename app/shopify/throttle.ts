import type { Operation } from "./operation.ts";
import { HttpRefusal, ShopifyFailure } from "./transport.ts";
import type { GraphqlAnswer, QueryCost, Transport } from "./transport.ts";

/** How often one call is sent at most before it is given up as busy. */
export const TRIES_MAX = 6;
/** The longest that one wait may last; a longer one is left to the job's own retry. */
export const WAIT_SECONDS_MAX = 30;
/** Calls that may wait in one shop's queue; more than that is refused as busy at once. */
export const QUEUE_LENGTH_MAX = 1_000;
/** What to wait on a 429 or 503 that names no time. */
const RETRY_AFTER_SECONDS_DEFAULT = 2;

/** What the queue needs from outside, so that tests can hold the clock. */
export type CallerOptions = {
  readonly transport: Transport;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly nowMs: () => number;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  /** Told of each answer's cost; tests hold operations under a limit with it. */
  readonly onCost?: (operation: string, cost: QueryCost) => void;
};

/** Sends one operation and answers with its checked data. */
export type Caller = <Variables extends Readonly<Record<string, unknown>>, Answer>(
  operation: Operation<Variables, Answer>,
  variables: Variables,
) => Promise<Answer>;

/**
 * Makes the one way in which calls to one shop are sent: one at a time, waiting while the bucket is too empty for the operation, and
 * waiting again on THROTTLED, 429 and 503. After TRIES_MAX tries the call fails with a ShopifyFailure of kind `busy`.
 */
export function createCaller(options: CallerOptions): Caller {
  const bucket = new Bucket(options.nowMs);
  let queueLength = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (operation, variables) => {
    if (queueLength >= QUEUE_LENGTH_MAX) {
      return Promise.reject(new ShopifyFailure("busy", operation.name, "too many calls are waiting for this shop"));
    }
    queueLength += 1;
    const turn = last.then(() => send(options, bucket, operation, variables)).finally(() => (queueLength -= 1));
    // The queue goes on whatever became of this call; its failure belongs to its caller alone.
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Our picture of the shop's leaky bucket between two answers. */
class Bucket {
  readonly #nowMs: () => number;
  #available = Number.POSITIVE_INFINITY;
  #maximum = Number.POSITIVE_INFINITY;
  #restoreRate = 50;
  #asOfMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Remembers what the last answer said. */
  learn(cost: QueryCost): void {
    const status = cost.throttleStatus;
    this.#available = status.currentlyAvailable;
    this.#maximum = status.maximumAvailable;
    this.#restoreRate = Math.max(1, status.restoreRate);
    this.#asOfMs = this.#nowMs();
  }

  /** Seconds until `cost` points are there. A clock that was set back counts as no time passed. */
  secondsUntil(cost: number): number {
    const passedSeconds = Math.max(0, (this.#nowMs() - this.#asOfMs) / 1000);
    const available = Math.min(this.#maximum, this.#available + passedSeconds * this.#restoreRate);
    const wanted = Math.min(cost, this.#maximum);
    return available >= wanted ? 0 : (wanted - available) / this.#restoreRate;
  }
}

async function send<Variables extends Readonly<Record<string, unknown>>, Answer>(
  options: CallerOptions,
  bucket: Bucket,
  operation: Operation<Variables, Answer>,
  variables: Variables,
): Promise<Answer> {
  for (let attempt = 1; attempt <= TRIES_MAX; attempt += 1) {
    await waitSeconds(options, operation.name, bucket.secondsUntil(operation.usualCost));
    const outcome = await trySending(options.transport, operation, variables);
    if (outcome.kind === "wait") {
      if (attempt < TRIES_MAX) await waitSeconds(options, operation.name, jittered(outcome.seconds, options.random()));
      continue;
    }
    const cost = outcome.answer.extensions?.cost;
    if (cost) {
      bucket.learn(cost);
      options.onCost?.(operation.name, cost);
    }
    if (isThrottled(outcome.answer)) {
      if (attempt < TRIES_MAX)
        await waitSeconds(options, operation.name, jittered(throttledSeconds(cost), options.random()));
      continue;
    }
    return checkedData(operation, outcome.answer);
  }
  throw new ShopifyFailure("busy", operation.name, `the shop's budget stayed used up over ${TRIES_MAX} tries`);
}

type SendOutcome =
  { readonly kind: "answer"; readonly answer: GraphqlAnswer } | { readonly kind: "wait"; readonly seconds: number };

async function trySending(
  transport: Transport,
  { name, document, unrepeatable }: Pick<Operation<never, unknown>, "name" | "document" | "unrepeatable">,
  variables: Readonly<Record<string, unknown>>,
): Promise<SendOutcome> {
  try {
    return { kind: "answer", answer: await transport(document, variables) };
  } catch (error) {
    if (error instanceof ShopifyFailure) throw error;
    if (!(error instanceof HttpRefusal)) {
      throw new ShopifyFailure("unknown", name, "no answer arrived", { cause: error });
    }
    // A 503 may come from between us and Shopify, after the change was made.
    if (error.status === 429 || (error.status === 503 && unrepeatable !== true)) {
      return { kind: "wait", seconds: error.retryAfterSeconds ?? RETRY_AFTER_SECONDS_DEFAULT };
    }
    if (error.status === 401 || error.status === 403) {
      throw new ShopifyFailure("unauthorized", name, `Shopify refused the token with status ${error.status}`, {
        cause: error,
      });
    }
    if (error.status >= 500)
      throw new ShopifyFailure("unknown", name, `Shopify failed with status ${error.status}`, { cause: error });
    throw new ShopifyFailure("refused", name, `Shopify refused with status ${error.status}`, { cause: error });
  }
}

function isThrottled(answer: GraphqlAnswer): boolean {
  return answer.errors.some((error) => error.extensions?.["code"] === "THROTTLED");
}

/** Shopify's own rule: the missing points divided by the restore rate. */
function throttledSeconds(cost: QueryCost | undefined): number {
  if (!cost) return RETRY_AFTER_SECONDS_DEFAULT;
  const missing = cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable;
  return Math.max(0.1, missing / Math.max(1, cost.throttleStatus.restoreRate));
}

/** Up to a fifth more, so that several processes of one shop don't come back in the same moment. */
function jittered(seconds: number, random: number): number {
  return seconds * (1 + random / 5);
}

async function waitSeconds(options: CallerOptions, name: string, seconds: number): Promise<void> {
  if (seconds <= 0) return;
  if (seconds > WAIT_SECONDS_MAX) {
    throw new ShopifyFailure("busy", name, `the shop's budget would be there in ${Math.ceil(seconds)} s only`);
  }
  await options.sleep(Math.ceil(seconds * 1000));
}

function checkedData<Answer>(
  operation: Operation<Readonly<Record<string, unknown>>, Answer>,
  answer: GraphqlAnswer,
): Answer {
  const first = answer.errors[0];
  if (first) throw new ShopifyFailure(failureKind(first.extensions?.["code"]), operation.name, first.message);
  const checked = operation.answer.safeParse(answer.data);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const where = issue ? issue.path.join(".") : "";
  throw new ShopifyFailure(
    "unknown",
    operation.name,
    `the answer isn't as expected at "${where}": ${issue?.message ?? "no data"}`,
  );
}

/** Errors that Shopify reports as its own failure leave the outcome open; all others are refusals. */
function failureKind(code: unknown): "refused" | "unknown" | "unauthorized" {
  if (code === "INTERNAL_SERVER_ERROR" || code === "TIMEOUT") return "unknown";
  return code === "ACCESS_DENIED" ? "unauthorized" : "refused";
}
