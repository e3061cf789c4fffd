import type { Money } from "../domain/money.ts";
import type { OrderTransaction } from "../domain/order.ts";
import { isTender } from "../domain/order.ts";
import { fromGid } from "./gid.ts";
import type { AgreementAnswer } from "./operations/order-sales.ts";

/** What an order's sales and payments say about the time before it was edited. */
export type OrderHistory = {
  /** When all that was owed was paid for the first time; null: it never was. */
  readonly paidAt: Date | null;
  /** The last moment at which all was paid, and how many units of each line there were then; null: it never was. */
  readonly lastPaid: { readonly at: Date; readonly quantities: ReadonlyMap<string, number> } | null;
};

type Event = {
  readonly at: number;
  readonly owed: Money;
  readonly paid: Money;
  readonly lines: ReadonlyMap<string, number>;
};

/**
 * Follows what was owed and what was paid, from the placing on; a refund lessens both. Quantities are those agreed by the placing and
 * by edits: what came back is known of the order itself. One second is looked at as a whole, because Shopify's moments are no finer.
 */
export function readHistory(
  agreements: readonly AgreementAnswer[],
  transactions: readonly OrderTransaction[],
  read: (amount: AgreementAnswer["sales"][number]["totalAmount"]) => Money,
): OrderHistory {
  const events = [...agreements.map((agreement) => agreementEvent(agreement, read)), ...payments(transactions)];
  const moments = [...new Set(events.map((event) => event.at))].sort((a, b) => a - b);
  const quantities = new Map<string, number>();
  let owed = 0n;
  let paid = 0n;
  let history: OrderHistory = { paidAt: null, lastPaid: null };
  for (const moment of moments) {
    for (const event of events.filter((each) => each.at === moment)) {
      owed += event.owed;
      paid += event.paid;
      for (const [line, count] of event.lines) quantities.set(line, (quantities.get(line) ?? 0) + count);
    }
    if (paid < owed) continue;
    const at = new Date(moment);
    history = { paidAt: history.paidAt ?? at, lastPaid: { at, quantities: new Map(quantities) } };
  }
  return history;
}

/** Whether an agreement is about what is in the order: its placing, or an edit. */
function isAboutContents(agreement: AgreementAnswer): boolean {
  return agreement.__typename === "OrderAgreement" || agreement.__typename === "OrderEditAgreement";
}

function agreementEvent(
  agreement: AgreementAnswer,
  read: (amount: AgreementAnswer["sales"][number]["totalAmount"]) => Money,
): Event {
  const lines = new Map<string, number>();
  let owed = 0n;
  for (const sale of agreement.sales) {
    // What an edit takes away is a return; its figures are below zero, or become it.
    const back = sale.actionType === "RETURN";
    const amount = read(sale.totalAmount);
    owed += back && amount > 0n ? -amount : amount;
    if (!isAboutContents(agreement) || sale.lineItem === undefined || sale.quantity === null) continue;
    const id = fromGid(sale.lineItem.id);
    const count = back && sale.quantity > 0 ? -sale.quantity : sale.quantity;
    lines.set(id, (lines.get(id) ?? 0) + count);
  }
  return { at: Date.parse(agreement.happenedAt), owed, paid: 0n, lines };
}

function payments(transactions: readonly OrderTransaction[]): Event[] {
  const moved = transactions.filter((each) => isTender(each) || (each.kind === "refund" && each.status === "success"));
  return moved.map(({ kind, processedAt, amount }) => ({
    at: processedAt.getTime(),
    owed: 0n,
    paid: kind === "refund" ? -amount : amount,
    lines: new Map(),
  }));
}

/** The lines that are tips: rule 2 leaves them out. */
export function tipLinesOf(agreements: readonly AgreementAnswer[]): ReadonlySet<string> {
  const tips = agreements.flatMap((agreement) => agreement.sales).filter((sale) => sale.lineType === "TIP");
  return new Set(tips.flatMap((sale) => (sale.lineItem === undefined ? [] : [sale.lineItem.id])));
}
