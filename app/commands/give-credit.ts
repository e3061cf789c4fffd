import pg from "pg";
import type { Database } from "../database.ts";
import { compare, parseDecimal } from "../domain/rational.ts";
import { versionNumbered } from "../domain/timeline.ts";
import { loadTimeline } from "../ledger/programs.ts";
import type { StoreCredit } from "../shopify/gateway.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import { creditCode, releaseCode } from "./codes.ts";
import { inShopCurrency } from "./discount-for-code.ts";
import type { Issued, IssueInput } from "./issue-code.ts";

/** Shopify's clock may be behind ours by a little. */
const CLOCKS_DIFFER_MS = 10_000;
/** Longer than any request of ours is waited for: what is not in the account by then was never given. */
const GIVE_BACK_AFTER_MS = 45_000;

/**
 * The second step of an exchange for store credit (rule 14). Shopify offers no key that would make a repeat harmless, so it is asked once in
 * the life of an exchange, and that it was asked is written down before. Whoever comes later, be it a repeated click or the sweep, only
 * looks into the account: the credit is there, or it is not, or (Shopify doesn't let us look, or there are more credits of this amount
 * than we asked for) staff decide.
 */
export async function giveCredit(db: Database, input: IssueInput): Promise<Issued> {
  const wish = await wishOf(db, input);
  if (wish === null) return release(db, input, "the customer is not in the shop any more");
  if (!(await claim(db, input))) return lookForCredit(db, input, wish);
  try {
    const given = await input.gateway.giveStoreCredit(wish.customerId, wish.money);
    return given.ok ? await spend(db, input, given.transactionId) : await release(db, input, given.message);
  } catch (error) {
    if (!(error instanceof ShopifyFailure)) throw error;
    return error.kind === "unknown" ? lookForCredit(db, input, wish) : release(db, input, error.message);
  }
}

type Wish = { customerId: string; money: { amount: string; currency: string } };

/** Whom Shopify gives how much, in the shop's currency. */
async function wishOf(db: Database, { programId, memberId, code }: IssueInput): Promise<Wish | null> {
  const { program } = versionNumbered(await loadTimeline(db.pool, programId), code.version);
  const { rows } = await db.pool.query<{ currency: string; rate: string | null; customer: string | null }>(
    `SELECT s.currency, s.rate::text, (SELECT min(c.customer_id)::text FROM member_customers c WHERE c.shop_id = s.id
       AND c.program_id = $2 AND c.member_id = $3 AND c.gone_at IS NULL) AS customer
     FROM shops s WHERE s.id = $1 AND s.program_id = $2`,
    [code.shopId, programId, memberId],
  );
  const shop = rows[0];
  if (!shop?.customer || code.value === null) return null;
  const { currency, rate } = shop;
  return {
    customerId: shop.customer,
    money: { amount: inShopCurrency(code.value, { program, currency, rate }), currency },
  };
}

/** Whether it is ours to ask Shopify: true once in the life of an exchange. */
async function claim(db: Database, { programId, code, now }: IssueInput): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `UPDATE codes SET credit_asked_at = $3
     WHERE program_id = $1 AND id = $2 AND status = 'reserving' AND credit_asked_at IS NULL`,
    [programId, code.id, now],
  );
  return rowCount === 1;
}

type Asked = { askedAt: Date; undecided: boolean; waiting: number; known: string[] };

async function lookForCredit(db: Database, input: IssueInput, wish: Wish): Promise<Issued> {
  // Somebody else has brought it to an end meanwhile, or staff are to decide.
  if (!isOpen(await readAsked(db, input))) return { outcome: "unknown" };
  let credits: readonly StoreCredit[];
  try {
    credits = await input.gateway.listStoreCredits(wish.customerId);
  } catch (error) {
    if (!(error instanceof ShopifyFailure)) throw error;
    return error.kind === "unauthorized" || error.kind === "refused" ? leaveToStaff(db, input) : { outcome: "unknown" };
  }
  // Read after the account was: each of its credits belongs to an exchange that was written down before it was given.
  const asked = await readAsked(db, input);
  if (!isOpen(asked)) return { outcome: "unknown" };
  const candidates = credits.filter((credit) => mayBe(credit, wish, asked));
  if (candidates.length > asked.waiting) return leaveToStaff(db, input);
  const found = candidates.reduce<StoreCredit | null>(
    (first, each) => (first && first.at <= each.at ? first : each),
    null,
  );
  if (found !== null) return spend(db, input, found.id);
  const isOver = input.now.getTime() - asked.askedAt.getTime() >= GIVE_BACK_AFTER_MS;
  return isOver ? release(db, input, "no credit was given") : { outcome: "unknown" };
}

function isOpen(asked: Asked | null): asked is Asked {
  return asked !== null && !asked.undecided;
}

function mayBe(credit: StoreCredit, { money }: Wish, asked: Asked): boolean {
  const isSame =
    credit.currency === money.currency && compare(parseDecimal(credit.amount), parseDecimal(money.amount)) === 0;
  const isAfter = credit.at.getTime() >= asked.askedAt.getTime() - CLOCKS_DIFFER_MS;
  return isSame && isAfter && !asked.known.includes(credit.id);
}

/** When Shopify was asked, how many exchanges of the same worth wait like this one, and which credits belong to others. */
async function readAsked(db: Database, { programId, memberId, code }: IssueInput): Promise<Asked | null> {
  const { rows } = await db.pool.query<{
    id: string;
    asked: Date | null;
    undecided: boolean;
    status: string;
    worth: string;
    credit: string | null;
  }>(
    `SELECT id::text, credit_asked_at AS asked, undecided_at IS NOT NULL AS undecided, status, value AS worth, discount_id AS credit
     FROM codes WHERE program_id = $1 AND member_id = $2 AND type = 'storeCredit'`,
    [programId, memberId],
  );
  const own = rows.find(({ id }) => id === code.id);
  if (own?.status !== "reserving" || own.asked === null) return null;
  return {
    askedAt: own.asked,
    undecided: own.undecided,
    waiting: rows.filter(({ status, asked, worth }) => status === "reserving" && asked !== null && worth === own.worth)
      .length,
    known: rows.flatMap(({ credit }) => (credit === null ? [] : [credit])),
  };
}

async function leaveToStaff(db: Database, { programId, code, now }: IssueInput): Promise<Issued> {
  await db.pool.query(
    "UPDATE codes SET undecided_at = $3 WHERE program_id = $1 AND id = $2 AND status = 'reserving' AND undecided_at IS NULL",
    [programId, code.id, now],
  );
  return { outcome: "unknown" };
}

async function spend(db: Database, input: IssueInput, transactionId: string): Promise<Issued> {
  const { programId, code, now } = input;
  try {
    const credited = await creditCode(db, { programId, codeId: code.id, transactionId, now });
    if (credited.ok && credited.code.status === "used") return { outcome: "open", ...credited };
    return { outcome: "returned", why: "the points had been given back already" };
  } catch (error) {
    // The movement has just been counted for another exchange of the same worth: the next look finds out about this one.
    if (error instanceof pg.DatabaseError && error.constraint === "codes_credit_key") return { outcome: "unknown" };
    throw error;
  }
}

async function release(db: Database, { programId, code, now }: IssueInput, why: string): Promise<Issued> {
  const released = await releaseCode(db, { programId, codeId: code.id, now });
  if (released.ok && released.code.status === "used") return { outcome: "open", ...released };
  return { outcome: "returned", why };
}
