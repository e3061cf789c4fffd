import type { Code, OrderRef } from "./account.ts";
import type { OrderRecord } from "./member-orders.ts";
import { sameOrder } from "./account.ts";
import { codeUse } from "./code-use.ts";

/**
 * What staff should know about a code.
 * - `stranger`: an order of another customer, or of nobody known, used it. Its points are spent all the same (rule 12).
 * - `secondOrder`: another order carries it beside the one that used it. Its points are spent once.
 * - `otherShop`: an order of another shop of the program carries it. It was made for one shop: it stays open there.
 * - `deleted`, `deactivated`: somebody ended it in Shopify; its points have come back, as if staff had undone it.
 * - `endMoved`: somebody moved its last day in Shopify; the code follows.
 * - `valueChanged`, `limitChanged`: somebody changed what it gives, or how often; the code stays, its points too.
 */
export const CODE_REPORTS = [
  "stranger",
  "secondOrder",
  "otherShop",
  "deleted",
  "deactivated",
  "endMoved",
  "valueChanged",
  "limitChanged",
] as const;
export type CodeReportKind = (typeof CODE_REPORTS)[number];

export type CodeReport = {
  codeId: string;
  kind: CodeReportKind;
  /** The order that it is about; null for what was changed about the code itself. */
  order: OrderRef | null;
  details: Readonly<Record<string, string | null>>;
};

/** What an order that carries a code leaves to be told, and what of an earlier telling no longer holds. */
export type CodeNews = { report: CodeReport } | { withdrawn: { codeId: string; order: OrderRef } } | null;

/**
 * What is to be told about a code after an order was applied that carries it. It depends on how things stand, not on what was new, so that
 * a telling that was lost in a crash comes with the next message about the order.
 * @param ownerId the member whose code it is
 */
export function codeNews(record: OrderRecord, code: Code, ownerId: string): CodeNews {
  const { ref, state, memberId } = record;
  if (codeUse(state, code.code) !== "used") return null;
  const about = { codeId: code.id, order: ref };
  if (code.shopId !== ref.shopId) return { report: { ...about, kind: "otherShop", details: {} } };
  if (code.order !== null && !sameOrder(code.order, ref)) {
    return { report: { ...about, kind: "secondOrder", details: { first: code.order.orderId } } };
  }
  if (memberId !== ownerId) return { report: { ...about, kind: "stranger", details: { customer: state.customerId } } };
  // A guest's order may turn out to be the member's own once Shopify has attached it.
  return record.attachedAt === null ? null : { withdrawn: about };
}
