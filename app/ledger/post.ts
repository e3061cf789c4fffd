import type { Connection } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { CustomerRef } from "./load-orders.ts";
import type { Kept } from "./kept-columns.ts";
import { Batch } from "./post-lists.ts";
import { revisionOf } from "./programs.ts";
import { RowList } from "./row-literals.ts";

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

/** Writes a batch in one statement and answers for each item what became of it. */
export async function postBatch(connection: Connection, items: readonly PostItem[], now: Date): Promise<PostOutcome[]> {
  if (items.length === 0) return [];
  const batch = new Batch();
  items.forEach((item, index) => batch.add(item, index, item.now ?? now));
  const values = [items.length, ...batch.counts(), revisions(items), ...batch.values()];
  const { rows } = await connection.query<{ item: number; outcome: PostOutcome }>({
    name: "post-batch",
    text: "SELECT item, outcome FROM post_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    values,
  });
  const outcomes: PostOutcome[] = items.map(() => "new");
  for (const { item, outcome } of rows) outcomes[item] = outcome;
  return outcomes;
}

/** The programs whose versions the batch was computed with, and which versions these were. */
function revisions(items: readonly PostItem[]): string {
  const known = new Map<string, string>();
  for (const { programId, timeline } of items) {
    const revision = timeline && revisionOf(timeline);
    if (revision !== undefined) known.set(programId, revision);
  }
  const rows = new RowList(["id", "revision"]);
  for (const [id, revision] of known) rows.add({ id, revision });
  return rows.literal();
}
