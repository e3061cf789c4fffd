import type { EarningPart } from "./earning-parts.ts";
import type { OrderTargetInput, PointsOfBasis } from "./earning.ts";
import type { ExplainedCampaign, ExplainedLine, Explanation, LeftOutReason, NothingReason } from "./explanation.ts";
import type { HandTyped } from "./line-value.ts";
import type { OrderLine, OrderState } from "./order.ts";
import type { Campaign, Level, Program } from "./program.ts";
import type { Tender } from "./tender.ts";
import { formatMoney, sumMoney } from "./money.ts";
import { formatRational, roundHalfUp } from "./rational.ts";

export type Explainable = OrderTargetInput & {
  level: Level | null;
  parts: readonly EarningPart[];
  handTyped: HandTyped;
  tender: Tender;
  result: PointsOfBasis;
  nothing: NothingReason | null;
  points: bigint;
};

/** Writes down how a target came about, as `Explanation` says. */
export function explainOrder(given: Explainable): Explanation {
  const { order, program, level, result } = given;
  const { earning } = program;
  const lines = given.parts.flatMap((part) =>
    part.line === null ? [] : [explainLine(part, part.line, order, program)],
  );
  const shipping = given.parts.find((part) => part.line === null);
  return {
    v: 1,
    version: given.version,
    currency: program.currency,
    orderCurrency: order.currency,
    points: given.points.toString(),
    nothing: given.nothing,
    keepsPaidPart: order.paidPart !== null,
    lines,
    shipping: {
      earns: earning.includeShipping,
      value: formatRational(shipping?.value ?? { n: 0n, d: 1n }),
      ...paidForNothing(order, earning.includeShipping),
      campaign: explainCampaign(shipping?.campaign ?? null),
    },
    handTyped: explainHandTyped(given.handTyped, order),
    tender: explainTender(given.tender, order),
    basis: formatRational(result.basis),
    rate: { points: earning.points, per: earning.per, wholeStepsOnly: earning.wholeStepsOnly },
    tier: level === null ? null : { id: level.id, name: level.name, multiplier: level.multiplier },
    averageMultiplier: result.average === null ? null : formatRational(result.average),
    exchangeRate: order.currency === program.currency ? null : (given.exchangeRate ?? null),
    exact: formatRational(result.exact),
    rounding: earning.wholeStepsOnly ? "down" : earning.rounding,
  };
}

/** Rule 2: shipping that a customer paid for and that earns nothing, so that they aren't left to wonder. */
function paidForNothing({ shipping, currency }: OrderState, earns: boolean): { paid?: string } {
  const discounts = sumMoney(shipping.discounts.map((discount) => discount.amount));
  const paid = shipping.price - discounts - shipping.refunded;
  return earns || paid <= 0n ? {} : { paid: formatMoney(paid, currency) };
}

function explainLine(part: EarningPart, line: OrderLine, order: OrderState, program: Program): ExplainedLine {
  const money = (amount: bigint): string => formatMoney(amount, order.currency);
  return {
    lineId: line.id,
    productId: line.productId,
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundedQuantity: line.refundedQuantity,
    price: money(line.unitPrice * BigInt(line.quantity)),
    discount: money(sumMoney(line.discounts.map((discount) => discount.amount))),
    tax: money(line.tax),
    taxTreatment: taxTreatment(line, order, program),
    value: formatRational(part.value),
    leftOut: part.reason ?? goneReason(line),
    campaign: explainCampaign(part.campaign),
  };
}

function taxTreatment(line: OrderLine, order: OrderState, program: Program): ExplainedLine["taxTreatment"] {
  if (line.tax === 0n || order.taxesIncluded === program.earning.includeTax) return "none";
  return order.taxesIncluded ? "takenOut" : "putOn";
}

/** Rule 6: of a line that is gone nothing is left to earn; people want to know whether it came back or was taken out. */
function goneReason(line: OrderLine): LeftOutReason | null {
  if (line.currentQuantity > 0) return null;
  return line.refundedQuantity > 0 ? "refunded" : "removed";
}

function explainCampaign(campaign: Campaign | null): ExplainedCampaign | null {
  if (campaign === null) return null;
  const { id, name, multiplier } = campaign;
  return { id, ...(name === "" ? {} : { name }), multiplier };
}

function explainHandTyped(handTyped: HandTyped, order: OrderState): Explanation["handTyped"] {
  if (handTyped.amount === 0n) return null;
  return {
    amount: formatMoney(handTyped.amount, order.currency),
    of: formatMoney(roundHalfUp(handTyped.of), order.currency),
  };
}

function explainTender(tender: Tender, order: OrderState): Explanation["tender"] {
  const methods = tender.methods.map(({ gateway, amount, earns, known }) => ({
    gateway,
    amount: amount === null ? null : formatMoney(amount, order.currency),
    earns,
    known,
  }));
  return { methods, share: formatRational(tender.share) };
}
