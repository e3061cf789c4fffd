import type { OrderLine, OrderState, OrderTransaction, PaidPart } from "./order.ts";
import type { Program } from "./program.ts";
import { hasFallenAway, isPaidNow, isTender, wasPaidInFull } from "./order.ts";
import { methodEarns } from "./tender.ts";

/**
 * What an order's state is told by webhooks and what must be fetched. A payload lacks the products' collections, tags, handles
 * and compare-at prices, and the payments. Most programs and most orders need neither, so nothing is fetched until a rule asks.
 */
export type MissingFacts = {
  /** The lines' `facts` are needed and not there: the program names collections, tags, handles or sale prices. */
  products: boolean;
  /** The payments are needed and not there: several methods with different rules, or the moment of payment is not sure. */
  transactions: boolean;
};

/** Ids of Shopify are digits or gids; any other word in a list of products or collections is a handle. */
const ID = /^(?:gid:\/\/shopify\/\w+\/)?\d+$/;

/** How far behind its placing an order's state may be and still tell when it was paid: the checkout pays as it places. */
const CHECKOUT_MS = 5_000;

/** Rule 2 and rule 4: whether the program can decide about a line from the payload alone. */
function needsProductFacts(program: Program): boolean {
  const { exclude, campaigns } = program.earning;
  if (exclude.onSale || exclude.collections.length > 0 || exclude.productTags.length > 0) return true;
  if (exclude.products.some((product) => !ID.test(product))) return true;
  return campaigns.some((campaign) => campaign.collections.length > 0 || campaign.productTags.length > 0);
}

/** Rule 3: with one method, or methods that are all treated alike, the amounts do not matter. */
function needsShares(order: OrderState, program: Program): boolean {
  const verdicts = new Set(order.gateways.map((gateway) => methodEarns(gateway, program)));
  return verdicts.size > 1;
}

/** Rule 5 and rule 9: whether the state leaves open if, or when, the order was paid in full the first time. */
function paymentIsUnsure(order: OrderState): boolean {
  if (!wasPaidInFull(order)) return false;
  return order.paidAt === null;
}

/** Rule 9: whether the state leaves open when what an edit added was paid: an edit may also have added nothing that costs. */
function laterPaymentIsUnsure(order: OrderState): boolean {
  const edited = order.editedAt.at(-1);
  if (edited === undefined || !isPaidNow(order)) return false;
  return order.paidAgainAt === null || order.paidAgainAt < edited;
}

/** Rule 5: an order that is paid, or of which a part was, has a tender to share. */
function countsNow(order: OrderState): boolean {
  return isPaidNow(order) || order.paidPart !== null;
}

/** What has to be fetched before `orderTarget` can be asked about this order (after `advanceOrder`). */
export function missingFacts(order: OrderState, program: Program): MissingFacts {
  if (order.test || hasFallenAway(order)) return { products: false, transactions: false };
  const products = needsProductFacts(program) && order.lines.some((line) => line.facts === null);
  const unsure = paymentIsUnsure(order) || laterPaymentIsUnsure(order);
  const transactions = order.transactions === null && (unsure || (countsNow(order) && needsShares(order, program)));
  return { products, transactions };
}

/**
 * The next state of an order, with what only the earlier one knew: product facts of each line (kept as they were at the first
 * sight of the order), the moments of payment and fulfilment, and what was paid while a later edit is open (rule 5).
 *
 * An earlier state by `updatedAt` never overwrites a later one (rule 1): then the known state stays.
 */
export function advanceOrder(known: OrderState | null, arrived: OrderState): OrderState {
  if (known !== null && arrived.updatedAt.getTime() < known.updatedAt.getTime()) return known;
  const next: OrderState = {
    ...arrived,
    lines: known === null ? arrived.lines : arrived.lines.map((line) => withKnownFacts(line, known)),
    transactions: arrived.transactions ?? knownTransactions(known, arrived),
    editedAt: editMoments(known, arrived),
    fulfilledAt: known?.fulfilledAt ?? arrived.fulfilledAt ?? (arrived.wholeOrderFulfilled ? arrived.updatedAt : null),
  };
  next.paidAt = known?.paidAt ?? arrived.paidAt ?? findPaidAt(known, next);
  const paidAgainAt = findPaidAgainAt(known, arrived, next);
  next.paidPart = paidPartOf(known, next);
  next.paidAgainAt = paidAgainAt;
  return next;
}

/**
 * The moments of all edits that are known. Lines that appear or grow tell of an edit that nobody told of; then it was made by the
 * time of this state, which is what is kept until the order is fetched, which `missingFacts` asks for.
 */
function editMoments(known: OrderState | null, arrived: OrderState): Date[] {
  const told = mergeMoments(known?.editedAt ?? [], arrived.editedAt);
  if (known === null || arrived.transactions !== null || !hasGrown(known, arrived)) return told;
  const last = told.at(-1);
  return last !== undefined && last > known.updatedAt ? told : mergeMoments(told, [arrived.updatedAt]);
}

function hasGrown(known: OrderState, arrived: OrderState): boolean {
  const before = new Map(known.lines.map((line) => [line.id, line.quantity]));
  return arrived.lines.some((line) => line.quantity > (before.get(line.id) ?? 0));
}

function withKnownFacts(line: OrderLine, known: OrderState): OrderLine {
  const before = known.lines.find((candidate) => candidate.id === line.id);
  return { ...line, facts: before?.facts ?? line.facts };
}

/** Payments that were fetched stay known as long as nothing has been changed in the order. */
function knownTransactions(known: OrderState | null, arrived: OrderState): OrderState["transactions"] {
  if (known === null || known.updatedAt.getTime() !== arrived.updatedAt.getTime()) return null;
  return known.transactions;
}

function mergeMoments(a: readonly Date[], b: readonly Date[]): Date[] {
  if (a.length === 0 && b.length === 0) return [];
  const times = new Set([...a, ...b].map((moment) => moment.getTime()));
  return [...times].sort((x, y) => x - y).map((time) => new Date(time));
}

/**
 * When the order became paid in full: by its payments where they are known, or at its placing where the state is as old as that.
 * Null: not paid, or not sure (see `missingFacts`): a state that is seen later may have been paid at any time before it.
 */
function findPaidAt(known: OrderState | null, order: OrderState): Date | null {
  if (!wasPaidInFull(order)) return null;
  if (order.transactions !== null) return paidAtByTransactions(order);
  const age = order.updatedAt.getTime() - order.createdAt.getTime();
  return known === null && order.financialStatus === "paid" && age <= CHECKOUT_MS ? order.processedAt : null;
}

function paidAtByTransactions(order: OrderState): Date {
  const tenders = (order.transactions ?? [])
    .filter(isTender)
    .sort((a, b) => a.processedAt.getTime() - b.processedAt.getTime());
  let tendered = 0n;
  for (const tender of tenders) {
    tendered += tender.amount;
    if (tendered >= order.total) return tender.processedAt;
  }
  // Nothing to pay, or a difference that the merchant let go: the last payment made it paid, and without any its placing did.
  return tenders.at(-1)?.processedAt ?? order.processedAt;
}

/** Rule 9: when all was paid again after an edit: by its payments where they are known, or as the topic orders/paid says. */
function findPaidAgainAt(known: OrderState | null, arrived: OrderState, order: OrderState): Date | null {
  const before = known?.paidAgainAt ?? null;
  if (order.paidAt === null || order.editedAt.length === 0 || !isPaidNow(order)) return before;
  const said = order.transactions === null ? arrived.paidAt : lastTenderAt(order.transactions);
  return said !== null && said > order.paidAt ? said : before;
}

function lastTenderAt(transactions: readonly OrderTransaction[]): Date | null {
  const times = transactions.filter(isTender).map((payment) => payment.processedAt.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

/**
 * Rule 5: the order as last paid, while something added later is still owed: as it was known when it was paid, or as what was fetched
 * tells, where that is of a later payment.
 */
function paidPartOf(known: OrderState | null, order: OrderState): PaidPart | null {
  if (isPaidNow(order) || hasFallenAway(order) || order.paidAt === null) return null;
  const kept = known === null ? null : partKnown(known);
  if (kept === null || order.paidPart === null) return kept ?? order.paidPart;
  return order.paidPart.asOf > kept.asOf ? order.paidPart : kept;
}

function partKnown(known: OrderState): PaidPart | null {
  if (known.paidPart !== null) return known.paidPart;
  return isPaidNow(known) ? { asOf: known.updatedAt, lines: known.lines, shipping: known.shipping } : null;
}
