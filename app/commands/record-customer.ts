import type { Connection, Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { Timeline } from "../domain/timeline.ts";
import type { PostItem } from "../ledger/post.ts";
import { transaction } from "../database.ts";
import { newAccount } from "../domain/account.ts";
import { hasExcludedTag, setExcluded } from "../domain/exclusion.ts";
import { join } from "../domain/member-tier.ts";
import { follow } from "../domain/moments.ts";
import { versionAt } from "../domain/timeline.ts";
import { ConflictError, lockMembers } from "../ledger/change-members.ts";
import { loadAccounts } from "../ledger/load-accounts.ts";
import { drawMemberIds } from "../ledger/load-orders.ts";
import { postBatch } from "../ledger/post.ts";
import { loadTimeline } from "../ledger/programs.ts";

export type SeenCustomer = {
  shopId: string;
  customerId: string;
  /** All tags that the customer has, or what was added and removed. */
  tags?: readonly string[];
  tagsAdded?: readonly string[];
  tagsRemoved?: readonly string[];
  /** MM-DD, null for none; left out: not known. */
  birthday?: string | null;
  /** When it was so in Shopify. */
  at: Date;
};

type Kept = { programId: string; memberId: string; tags: string[]; tagsAt: Date };

const TRIES = 6;

/** From this try on, work waits for its turn instead of racing. */
const LOCKED_FROM = 3;

/**
 * Customers have been seen in Shopify, with their tags and birthday: new ones become members and join (rules 8 and 18), excluded tags
 * take effect when they came and went (rule 21). What was so earlier than what is known changes nothing. Shops that are not known
 * are left out of the answer.
 */
export async function recordCustomers(
  db: Database,
  input: { customers: readonly SeenCustomer[]; now: Date },
): Promise<{ programId: string; memberId: string }[]> {
  const recorded: { programId: string; memberId: string }[] = [];
  for (const customer of input.customers) {
    const result = await recordCustomer(db, customer, input.now);
    if (result !== null) recorded.push(result);
  }
  return recorded;
}

async function recordCustomer(
  db: Database,
  customer: SeenCustomer,
  now: Date,
): Promise<{ programId: string; memberId: string } | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    // Where a shop is on its way to another program (rule 23), some of its customers have arrived there and others have not.
    const programId = await findProgram(db.pool, customer);
    if (programId === null) return null;
    const run = async (connection: Connection): Promise<string | null> =>
      recordOnce(connection, programId, await loadTimeline(connection, programId), customer, now);
    const memberId = attempt < LOCKED_FROM ? await run(db.pool) : await transaction(db, run);
    if (memberId !== null) return { programId, memberId };
  }
  throw new ConflictError(`customer ${customer.customerId} was changed by others at every try`);
}

async function findProgram(connection: Connection, customer: SeenCustomer): Promise<string | null> {
  const { rows } = await connection.query<{ program_id: string }>({
    name: "find-program-of-customer",
    text: `SELECT coalesce(c.program_id, s.program_id)::text AS program_id FROM shops s
      LEFT JOIN member_customers c ON c.shop_id = s.id AND c.customer_id = $2 WHERE s.id = $1`,
    values: [customer.shopId, customer.customerId],
  });
  return rows[0]?.program_id ?? null;
}

/** Answers the member's id, or null where somebody else was faster. */
async function recordOnce(
  connection: Connection,
  programId: string,
  timeline: Timeline,
  customer: SeenCustomer,
  now: Date,
): Promise<string | null> {
  const kept = await findKept(connection, programId, customer);
  const tags = tagsAfter(kept, customer);
  if (kept === null) return recordNew(connection, programId, timeline, { ...customer, tags }, now);
  await lockMembers(connection, [kept]);
  const loaded = (await loadAccounts(connection, programId, [kept.memberId])).get(kept.memberId);
  if (!loaded || loaded.account.mergedInto !== null) return null;
  const { account } = loaded;
  follow(account, timeline, now);
  const others = await tagsOfOthers(connection, programId, kept.memberId, customer);
  const isNews = seeCustomer(account, timeline, { ...customer, tags, others }, now);
  follow(account, timeline, now);
  if (!isNews && sameTags(kept.tags, tags)) return kept.memberId;
  const item: PostItem = { programId, timeline, accounts: [loaded] };
  const [outcome] = await postBatch(connection, [item], now);
  if (outcome !== "new") return null;
  await writeTags(connection, customer, tags);
  return kept.memberId;
}

async function recordNew(
  connection: Connection,
  programId: string,
  timeline: Timeline,
  customer: SeenCustomer & { tags: readonly string[] },
  now: Date,
): Promise<string | null> {
  const [memberId] = await drawMemberIds(connection, 1);
  if (memberId === undefined) throw new Error("the sequence of members gave no id");
  const { shopId, customerId, tags, at } = customer;
  const seenAt = at < now ? at : now;
  const account = newAccount(programId, memberId, seenAt);
  seeCustomer(account, timeline, { ...customer, others: [] }, now);
  follow(account, timeline, now);
  const item: PostItem = {
    programId,
    timeline,
    accounts: [{ account, head: null }],
    newCustomers: [{ shopId, customerId, memberId, tags: [...tags], tagsAt: at }],
  };
  const [outcome] = await postBatch(connection, [item], now);
  return outcome === "new" ? memberId : null;
}

async function findKept(connection: Connection, programId: string, customer: SeenCustomer): Promise<Kept | null> {
  const { rows } = await connection.query<{ member_id: string; tags: string[]; tags_at: Date }>({
    name: "find-customer",
    text: `SELECT member_id::text, tags, tags_at FROM member_customers WHERE program_id = $1 AND shop_id = $2 AND customer_id = $3`,
    values: [programId, customer.shopId, customer.customerId],
  });
  const row = rows[0];
  return row ? { programId, memberId: row.member_id, tags: row.tags, tagsAt: row.tags_at } : null;
}

/** The member's tags in other shops: one excluded tag anywhere keeps them out. */
async function tagsOfOthers(
  connection: Connection,
  programId: string,
  memberId: string,
  customer: SeenCustomer,
): Promise<string[]> {
  const { rows } = await connection.query<{ tag: string }>({
    name: "tags-of-others",
    text: `SELECT DISTINCT unnest(tags) AS tag FROM member_customers
      WHERE program_id = $1 AND member_id = $2 AND gone_at IS NULL AND NOT (shop_id = $3 AND customer_id = $4)`,
    values: [programId, memberId, customer.shopId, customer.customerId],
  });
  return rows.map((row) => row.tag);
}

/** Tags after the news; news that is older than what is known changes nothing. */
function tagsAfter(kept: Kept | null, customer: SeenCustomer): string[] {
  if (kept !== null && customer.at < kept.tagsAt) return kept.tags;
  const { tags, tagsAdded = [], tagsRemoved = [] } = customer;
  if (tags) return [...tags];
  const removed = new Set(tagsRemoved.map((tag) => tag.toLowerCase()));
  const left = (kept?.tags ?? []).filter((tag) => !removed.has(tag.toLowerCase()));
  const there = new Set(left.map((tag) => tag.toLowerCase()));
  return [...left, ...tagsAdded.filter((tag) => !there.has(tag.toLowerCase()))];
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join("\n") === [...b].sort().join("\n");
}

/** Answers whether there is anything to write about the member. */
function seeCustomer(
  account: Account,
  timeline: Timeline,
  customer: { tags: readonly string[]; others: readonly string[]; birthday?: string | null; at: Date },
  now: Date,
): boolean {
  const { program } = versionAt(timeline, now);
  const at = customer.at < now ? customer.at : now;
  const before = account.birthday;
  if (customer.birthday !== undefined) account.birthday = customer.birthday;
  setExcluded(account, timeline, hasExcludedTag([...customer.tags, ...customer.others], program), at, now);
  join(account, timeline, at, now);
  const { news } = account;
  return (
    account.version === 0n || news.seen || news.entries.length > 0 || news.lots.size > 0 || before !== account.birthday
  );
}

async function writeTags(connection: Connection, customer: SeenCustomer, tags: readonly string[]): Promise<void> {
  await connection.query({
    name: "write-tags",
    text: `UPDATE member_customers SET tags = $3, tags_at = greatest(tags_at, $4) WHERE shop_id = $1 AND customer_id = $2`,
    values: [customer.shopId, customer.customerId, tags, customer.at],
  });
}
