import type { Connection } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { CustomerRef } from "./load-orders.ts";
import type { Kept } from "./kept-columns.ts";
import pg from "pg";
import { awardOf, postAwards } from "./post-awards.ts";
import { Batch } from "./post-lists.ts";
import { revisionRows } from "./revisions.ts";

/** What is written all together or not at all: the accounts that one piece of work changed, and the orders. */
export type PostItem = {
  programId: string;
  /** The versions that it was computed with: where the program has other ones by now, the item is in conflict. */
  timeline?: Timeline;
  /** When it happens, where that is not the batch's moment. */
  now?: Date;
  /** `kept` tells what of the member need not be written again (`LoadedAccount`); without it the whole row is. */
  accounts: { account: Account; head: Buffer | null; kept?: Kept }[];
  orders?: OrderRecord[];
  newCustomers?: (CustomerRef & { memberId: string; tags: string[]; tagsAt: Date })[];
  notes?: { memberId: string; no: number; author: string; reason: string }[];
  audit?: { actor: string; action: string; subject: string; before?: unknown; after?: unknown }[];
  methods?: { shopId: string; method: string }[];
  merge?: { kept: string; gone: string };
};

/** new: written; already: an entry with one of its keys was there; conflict: something moved since it was read. */
export type PostOutcome = "new" | "already" | "conflict";

/** From how many awards on a statement of their own is worth it beside the one that writes all else. */
const WORTH_PARTING = 4;

/**
 * Writes a batch and answers for each item what became of it. What is an award and nothing else goes a narrow way of its own, where the connection
 * is a pool, beside what is more than that; each item is written whole or not at all.
 */
export async function postBatch(connection: Connection, items: readonly PostItem[], now: Date): Promise<PostOutcome[]> {
  if (!(connection instanceof pg.Pool)) return postItems(connection, items, now);
  const awards = items.map((item) => awardOf(item, item.now ?? now));
  const plain = awards.filter((award) => award !== null);
  if (plain.length === 0 || (plain.length < items.length && plain.length < WORTH_PARTING))
    return postItems(connection, items, now);
  const rest = items.filter((_, index) => awards[index] === null);
  const [written, outcomes] = await Promise.all([postAwards(connection, plain), postItems(connection, rest, now)]);
  if (written) return awards.map((award) => (award === null ? outcomes.shift() : "new") ?? "conflict");
  const others = await postItems(
    connection,
    plain.map(({ item }) => item),
    now,
  );
  return awards.map((award) => (award === null ? outcomes : others).shift() ?? "conflict");
}

/** Writes whatever items bring in one statement. */
async function postItems(connection: Connection, items: readonly PostItem[], now: Date): Promise<PostOutcome[]> {
  if (items.length === 0) return [];
  const batch = new Batch();
  items.forEach((item, index) => batch.add(item, index, item.now ?? now));
  const values = [items.length, ...batch.counts(), revisionRows(items), ...batch.values()];
  const { rows } = await connection.query<{ item: number; outcome: PostOutcome }>({
    name: "post-batch",
    text: "SELECT item, outcome FROM post_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    values,
  });
  const outcomes: PostOutcome[] = items.map(() => "new");
  for (const { item, outcome } of rows) outcomes[item] = outcome;
  return outcomes;
}
