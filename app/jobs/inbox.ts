import type { Database } from "../database.ts";
import { parseJsonKeepingDigits } from "../shopify/json.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import type { JobContext } from "./context.ts";
import { handleMessages } from "./handle-messages.ts";
import type { Message } from "./topics.ts";
import { readMessage } from "./topics.ts";

/** Rows that are claimed at once. */
export const BATCH_ROWS_MAX = 100;
/** How often a webhook is tried before it is parked with its error; the nightly comparison heals what it would have brought. */
export const ATTEMPTS_MAX = 8;
/** How long a claimed row is another worker's business; a worker that crashed loses its rows after that. */
const LEASE_SECONDS = 120;
const BACKOFF_SECONDS = 5;
const BACKOFF_SECONDS_MAX = 3_600;

type Row = {
  readonly id: string;
  readonly shop: string;
  readonly topic: string;
  readonly eventId: string;
  readonly payload: string;
  readonly triggeredAt: Date | null;
  readonly receivedAt: Date;
  readonly attempts: number;
};

/** What a pass over the inbox did; `failures` are those of this pass, of which some will be tried again. */
export type Drained = { readonly done: number; readonly failures: readonly InboxFailure[] };
export type InboxFailure = { readonly topic: string; readonly attempts: number; readonly error: unknown };

/** A webhook, and the shop it came for. */
export type Letter = { readonly row: Row; readonly message: Message };

/** Works off everything in the inbox that is due, batch by batch, and says what became of it. */
export async function drainInbox(context: JobContext): Promise<Drained> {
  let done = 0;
  const failures: InboxFailure[] = [];
  for (;;) {
    const rows = await claim(context.db, context.now());
    if (rows.length === 0) return { done, failures };
    const failed = await workOff(context, rows);
    done += rows.length - failed.length;
    failures.push(...failed);
  }
}

/** Claims the oldest due rows (of shops that are not on their way to another program) for LEASE_SECONDS: SKIP LOCKED, so that several workers never wait for each other. */
async function claim(db: Database, now: Date): Promise<Row[]> {
  const { rows } = await db.pool.query<Row>(
    `UPDATE inbox SET attempts = attempts + 1, next_at = $2
     WHERE (shop, topic, event_id) IN (
       SELECT shop, topic, event_id FROM inbox WHERE done_at IS NULL AND next_at <= $1 AND attempts < $3
         AND shop <> ALL (ARRAY(SELECT domain FROM shops WHERE held_since IS NOT NULL))
       ORDER BY next_at, inbox.id LIMIT $4 FOR UPDATE SKIP LOCKED)
     RETURNING id::text, shop, topic, event_id AS "eventId", payload::text AS payload, triggered_at AS "triggeredAt",
               received_at AS "receivedAt", attempts`,
    [now, new Date(now.getTime() + LEASE_SECONDS * 1000), ATTEMPTS_MAX, BATCH_ROWS_MAX],
  );
  return rows.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

async function workOff(context: JobContext, rows: readonly Row[]): Promise<InboxFailure[]> {
  const failures: InboxFailure[] = [];
  const letters: Letter[] = [];
  for (const row of rows) {
    try {
      letters.push({ row, message: readMessage(row.topic, parseJsonKeepingDigits(row.payload)) });
    } catch (error) {
      failures.push(await putBack(context, row, error));
    }
  }
  for (const group of groups(letters)) failures.push(...(await workOffGroup(context, group)));
  return failures;
}

/** Neighbours of one shop and one kind go together: order between kinds stays as it came. */
function groups(letters: readonly Letter[]): Letter[][] {
  const cut: Letter[][] = [];
  for (const letter of letters) {
    const current = cut.at(-1);
    const first = current?.[0];
    if (first?.row.shop === letter.row.shop && family(first.message) === family(letter.message)) current?.push(letter);
    else cut.push([letter]);
  }
  return cut;
}

function family(message: Message): string {
  return message.kind === "orderState" || message.kind === "orderChanged" ? "order" : message.kind;
}

/** One letter that can't be worked off must not hold up its neighbours: after a failure each is tried alone. */
async function workOffGroup(context: JobContext, group: readonly Letter[]): Promise<InboxFailure[]> {
  const first = group[0];
  if (!first) return [];
  try {
    await handleMessages(context, first.row.shop, group.map(forHandling));
    await markDone(
      context,
      group.map((letter) => letter.row),
    );
    return [];
  } catch (error) {
    const failsForAll = error instanceof ShopifyFailure && (error.kind === "busy" || error.kind === "unauthorized");
    if (group.length === 1 || failsForAll) {
      const failures: InboxFailure[] = [];
      for (const letter of group) failures.push(await putBack(context, letter.row, error));
      return failures;
    }
  }
  const failures: InboxFailure[] = [];
  for (const letter of group) failures.push(...(await workOffGroup(context, [letter])));
  return failures;
}

function forHandling(letter: Letter): { message: Message; sentAt: Date } {
  return { message: letter.message, sentAt: letter.row.triggeredAt ?? letter.row.receivedAt };
}

async function markDone(context: JobContext, rows: readonly Row[]): Promise<void> {
  await context.db.pool.query(
    `UPDATE inbox SET done_at = $1, error = NULL
     FROM unnest($2::text[], $3::text[], $4::text[]) AS done (shop, topic, event_id)
     WHERE (inbox.shop, inbox.topic, inbox.event_id) = (done.shop, done.topic, done.event_id)`,
    [context.now(), rows.map((row) => row.shop), rows.map((row) => row.topic), rows.map((row) => row.eventId)],
  );
}

/** Tries again later, each time after a longer wait; after ATTEMPTS_MAX the row stays, parked with its error. */
async function putBack(context: JobContext, row: Row, error: unknown): Promise<InboxFailure> {
  const waitSeconds = Math.min(BACKOFF_SECONDS * 2 ** (row.attempts - 1), BACKOFF_SECONDS_MAX);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await context.db.pool.query(
    `UPDATE inbox SET next_at = $4, error = $5 WHERE shop = $1 AND topic = $2 AND event_id = $3`,
    [row.shop, row.topic, row.eventId, new Date(context.now().getTime() + waitSeconds * 1000), text.slice(0, 2_000)],
  );
  const details = { err: error, topic: row.topic, shop: row.shop, attempts: row.attempts };
  if (row.attempts >= ATTEMPTS_MAX) context.log.error(details, "a webhook is parked: it failed too often");
  else context.log.warn(details, "a webhook failed and will be tried again");
  return { topic: row.topic, attempts: row.attempts, error };
}
