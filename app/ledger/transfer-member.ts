import type { Connection, Database } from "../database.ts";
import type { Account } from "../domain/account.ts";
import type { Rational } from "../domain/rational.ts";
import type { LeftDebt } from "../domain/transfer.ts";
import type { PostItem } from "./post.ts";
import type { LoadedAccount } from "./rows.ts";
import { transaction } from "../database.ts";
import { newAccount } from "../domain/account.ts";
import { hasExcludedTag } from "../domain/exclusion.ts";
import { moveLedger } from "../domain/merge.ts";
import { follow } from "../domain/moments.ts";
import { compare, floor, formatRational, ONE, rational, subtract } from "../domain/rational.ts";
import { versionAt } from "../domain/timeline.ts";
import { enterProgram, leaveWithAll, partWithShop } from "../domain/transfer.ts";
import { ConflictError, lockMembers } from "./change-members.ts";
import { loadAccounts } from "./load-accounts.ts";
import { drawMemberIds } from "./load-orders.ts";
import { postBatch } from "./post.ts";
import { loadTimeline } from "./programs.ts";

/** A shop goes from one program to another, and its members with it. */
export type ShopMove = {
  kind: "join" | "leave";
  shopId: string;
  from: string;
  to: string;
  /** What one smallest coin of the former program's currency counts in the other one's. */
  factor: Rational;
};

/** Conflicts come from orders that arrive in the same moment: under the member's lock they end after a try or two. */
const TRIES = 10;

/**
 * Rule 23: takes one member along with their shop, in one transaction: what they have, their customers in the shop, their orders and codes
 * there. A member who is also a customer of a shop that stays is parted in two. Repeating is harmless: who has gone is not there any
 * more. Answers whether there was anything to take.
 */
export async function transferMember(db: Database, move: ShopMove, memberId: string, now: Date): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction(db, (connection) => transferOnce(connection, move, memberId, now));
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === TRIES) throw error;
    }
  }
}

type CustomerRow = { shopId: string; tags: string[]; gone: boolean };

async function transferOnce(connection: Connection, move: ShopMove, memberId: string, now: Date): Promise<boolean> {
  await lockMembers(connection, [{ programId: move.from, memberId }]);
  const loaded = (await loadAccounts(connection, move.from, [memberId], { everything: true })).get(memberId);
  const customers = await listCustomers(connection, move.from, memberId);
  // Whoever was merged, or has gone before, is nobody's customer here any more.
  if (!loaded || !customers.some((customer) => customer.shopId === move.shopId)) return false;
  const stays = customers.some((customer) => customer.shopId !== move.shopId && !customer.gone);
  const [arrivingId] = await drawMemberIds(connection, 1);
  if (arrivingId === undefined) throw new Error("the sequence of members gave no id");
  const items = await accountsMoved(connection, move, { loaded, arrivingId, stays, customers }, now);
  await moveRows(connection, move, { memberId, arrivingId, stays }, now);
  const outcomes = await postBatch(connection, items, now);
  if (outcomes.some((outcome) => outcome !== "new"))
    throw new ConflictError(`member ${memberId} was changed by others at every try`);
  return true;
}

async function listCustomers(connection: Connection, programId: string, memberId: string): Promise<CustomerRow[]> {
  const { rows } = await connection.query<CustomerRow>(
    `SELECT shop_id::text AS "shopId", tags, gone_at IS NOT NULL AS gone FROM member_customers
     WHERE program_id = $1 AND member_id = $2`,
    [programId, memberId],
  );
  return rows;
}

type Moving = { loaded: LoadedAccount; arrivingId: string; stays: boolean; customers: readonly CustomerRow[] };

/** Computes both accounts, and says what is to be posted in either program. */
async function accountsMoved(
  connection: Connection,
  move: ShopMove,
  { loaded, arrivingId, stays, customers }: Moving,
  now: Date,
): Promise<PostItem[]> {
  const timelines = {
    from: await loadTimeline(connection, move.from),
    to: await loadTimeline(connection, move.to),
  };
  const { account } = loaded;
  follow(account, timelines.from, now);
  const arriving = { ...newAccount(move.to, arrivingId, account.createdAt), settledAt: now };
  if (account.deletedAt !== null) {
    // Somebody whom Shopify has deleted and whose last rows are not yet: they stay deleted where they go.
    arriving.deletedAt = account.deletedAt;
    moveLedger(arriving, account, now);
  } else if (move.kind === "join") {
    await renumberCodes(connection, move, account);
    const tags = customers.filter((customer) => !customer.gone).flatMap((customer) => customer.tags);
    const excluded = hasExcludedTag(tags, versionAt(timelines.to, now).program);
    enterProgram(arriving, account, timelines.to, { excluded, factor: move.factor, now });
    await rewriteSpend(connection, move, arriving);
  } else if (stays) {
    const debts = await debtsOf(connection, move.from, account.memberId);
    partWithShop(arriving, account, timelines.to, { shopId: move.shopId, debts, now });
    follow(account, timelines.from, now);
  } else {
    leaveWithAll(arriving, account, timelines.to, now);
  }
  follow(arriving, timelines.to, now);
  return [
    { programId: move.from, timeline: timelines.from, accounts: [loaded] },
    { programId: move.to, timeline: timelines.to, accounts: [{ account: arriving, head: null }] },
  ];
}

/** Codes keep to the version under which they were made, by the number that it has in the other program. */
async function renumberCodes(connection: Connection, move: ShopMove, account: Account): Promise<void> {
  if (account.codes.size === 0) return;
  const { rows } = await connection.query<{ from_version: number; version: number }>(
    "SELECT from_version, version FROM adopted_versions WHERE program_id = $1 AND shop_id = $2 AND from_program = $3",
    [move.to, move.shopId, move.from],
  );
  const numbers = new Map(rows.map((row) => [row.from_version, row.version]));
  for (const code of account.codes.values()) {
    const version = numbers.get(code.version);
    if (version === undefined)
      throw new Error(`code ${code.id} was made under version ${code.version}, which was not brought`);
    code.version = version;
  }
}

/** Where the currencies differ, what orders count is written in the other one. Orders are still the former program's here. */
async function rewriteSpend(connection: Connection, move: ShopMove, arriving: Account): Promise<void> {
  if (compare(move.factor, ONE) === 0) return;
  const counted = [...arriving.contributions.values()].map(({ order, spend }) => {
    const whole = floor(spend);
    const part = subtract(spend, rational(whole));
    return { id: order.orderId, whole, part: part.n === 0n ? null : formatRational(part) };
  });
  await connection.query(
    `UPDATE orders o SET spend = x.whole, spend_part = x.part FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS x(id, whole, part)
     WHERE o.shop_id = $1 AND o.id = x.id`,
    [move.shopId, counted.map((each) => each.id), counted.map((each) => each.whole), counted.map((each) => each.part)],
  );
}

/** All that was ever added to a member's debt, newest first. */
async function debtsOf(connection: Connection, programId: string, memberId: string): Promise<LeftDebt[]> {
  const { rows } = await connection.query<{ shopId: string | null; debt: string }>(
    `SELECT shop_id::text AS "shopId", debt::text FROM entries
     WHERE program_id = $1 AND member_id = $2 AND debt > 0 ORDER BY no DESC`,
    [programId, memberId],
  );
  return rows.map(({ shopId, debt }) => ({ shopId, debt: BigInt(debt) }));
}

type Who = { memberId: string; arrivingId: string; stays: boolean };

/** Everything beside the ledger's own rows that is the member's, or the member's in the shop. */
async function moveRows(connection: Connection, move: ShopMove, who: Who, now: Date): Promise<void> {
  const ids = [move.from, move.to, who.memberId, who.arrivingId];
  const ofShop = [...ids, move.shopId];
  await connection.query(
    `UPDATE orders SET program_id = $2, member_id = $4, version = version + 1${pinnedVersion(move)}
     WHERE program_id = $1 AND member_id = $3 AND shop_id = $5`,
    ofShop,
  );
  // Who goes whole takes along every code, also one of a shop whose customer they no longer are.
  await connection.query(
    `UPDATE code_reports r SET program_id = $2 FROM codes c
     WHERE c.program_id = $1 AND c.member_id = $3 AND (c.shop_id = $4 OR NOT $5) AND r.program_id = $1 AND r.code_id = c.id`,
    [move.from, move.to, who.memberId, move.shopId, who.stays],
  );
  await connection.query(
    `UPDATE codes c SET program_id = $2, member_id = $4${codeVersion(move)}
     WHERE program_id = $1 AND member_id = $3 AND (shop_id = $5 OR NOT $6)`,
    [...ofShop, who.stays],
  );
  await connection.query(
    "UPDATE member_customers SET program_id = $2, member_id = $4 WHERE program_id = $1 AND member_id = $3 AND shop_id = $5",
    ofShop,
  );
  if (who.stays) await copyPreferences(connection, ids);
  else await moveWholeMember(connection, ids, now);
}

/** A version that is not brought leaves the order without one, which the database refuses: nothing is moved by halves. */
function pinnedVersion({ kind }: ShopMove): string {
  if (kind === "leave") return "";
  return `, pinned_version = CASE WHEN pinned_version IS NULL THEN NULL ELSE adopted_number($2, $5, $1, pinned_version) END`;
}

function codeVersion({ kind }: ShopMove): string {
  return kind === "leave" ? "" : ", version = adopted_number($2, $5, $1, version)";
}

/** Who wants no mails wants none from either shop. */
async function copyPreferences(connection: Connection, ids: readonly string[]): Promise<void> {
  await connection.query(
    `INSERT INTO mail_preferences (program_id, member_id, category, wanted, source, at)
     SELECT $2, $4, category, wanted, source, at FROM mail_preferences WHERE program_id = $1 AND member_id = $3`,
    [...ids],
  );
}

async function moveWholeMember(connection: Connection, ids: readonly string[], now: Date): Promise<void> {
  for (const table of ["mail_preferences", "mail_bounces", "member_notes"]) {
    await connection.query(
      `UPDATE ${table} SET program_id = $2, member_id = $4 WHERE program_id = $1 AND member_id = $3`,
      [...ids],
    );
  }
  const [from, , memberId] = ids;
  await connection.query(
    "UPDATE notices SET dismissed_at = $3 WHERE program_id = $1 AND member_id = $2 AND dismissed_at IS NULL",
    [from, memberId, now],
  );
  // Customers of shops that stay are gone for Shopify too (`stays`): nothing may wait here for somebody who does not come back.
  await connection.query("DELETE FROM member_customers WHERE program_id = $1 AND member_id = $2", [from, memberId]);
  await connection.query(
    "UPDATE orders SET member_id = NULL, version = version + 1 WHERE program_id = $1 AND member_id = $2",
    [from, memberId],
  );
}
