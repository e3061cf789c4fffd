import type { ExplainedLine, Explanation } from "./explanation.ts";

/**
 * How an explanation is kept. It is written with every order and read hardly ever: what is null, and what a line says twice where nothing has
 * been returned, is left out and found again on reading. Explanations that were written whole are read as they are.
 */
export function explanationToText(explanation: Explanation | null): string {
  if (explanation === null) return "null";
  const { lines, shipping, tender, ...rest } = explanation;
  return JSON.stringify({
    v: rest.v,
    version: rest.version,
    currency: rest.currency,
    orderCurrency: rest.orderCurrency === rest.currency ? undefined : rest.orderCurrency,
    points: rest.points,
    nothing: rest.nothing ?? undefined,
    keepsPaidPart: rest.keepsPaidPart || undefined,
    lines: lines.map(lineToJson),
    shipping: {
      earns: shipping.earns,
      value: shipping.value,
      paid: shipping.paid,
      campaign: shipping.campaign ?? undefined,
    },
    handTyped: rest.handTyped ?? undefined,
    tender,
    basis: rest.basis,
    rate: rest.rate,
    tier: rest.tier ?? undefined,
    averageMultiplier: rest.averageMultiplier ?? undefined,
    exchangeRate: rest.exchangeRate ?? undefined,
    exact: rest.exact,
    rounding: rest.rounding,
  } satisfies Record<keyof Explanation, unknown>);
}

function lineToJson(line: ExplainedLine): object {
  return {
    lineId: line.lineId,
    productId: line.productId ?? undefined,
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity === line.quantity ? undefined : line.currentQuantity,
    refundedQuantity: line.refundedQuantity === 0 ? undefined : line.refundedQuantity,
    price: line.price,
    discount: line.discount,
    tax: line.tax,
    taxTreatment: line.taxTreatment === "none" ? undefined : line.taxTreatment,
    value: line.value,
    leftOut: line.leftOut ?? undefined,
    campaign: line.campaign ?? undefined,
  } satisfies Record<keyof ExplainedLine, unknown>;
}

type LeftOutOfLine = "productId" | "currentQuantity" | "refundedQuantity" | "taxTreatment" | "leftOut" | "campaign";
type LineJson = Omit<ExplainedLine, LeftOutOfLine> & Partial<Pick<ExplainedLine, LeftOutOfLine>>;

type LeftOut =
  "orderCurrency" | "nothing" | "keepsPaidPart" | "handTyped" | "tier" | "averageMultiplier" | "exchangeRate";

/** An explanation as it is kept. */
export type ExplanationJson = Omit<Explanation, LeftOut | "lines" | "shipping"> &
  Partial<Pick<Explanation, LeftOut>> & {
    lines: LineJson[];
    shipping: Omit<Explanation["shipping"], "campaign"> & Partial<Pick<Explanation["shipping"], "campaign">>;
  };

/** Reads what `explanationToText` wrote. */
export function explanationFromJson(json: ExplanationJson): Explanation {
  return {
    ...{ orderCurrency: json.currency, nothing: null, keepsPaidPart: false, handTyped: null },
    ...{ tier: null, averageMultiplier: null, exchangeRate: null },
    ...json,
    lines: json.lines.map(lineFromJson),
    shipping: { campaign: null, ...json.shipping },
  };
}

function lineFromJson(line: LineJson): ExplainedLine {
  return {
    ...{ productId: null, currentQuantity: line.quantity, refundedQuantity: 0, taxTreatment: "none" },
    ...{ leftOut: null, campaign: null },
    ...line,
  };
}
