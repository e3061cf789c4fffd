import { parseMoney } from "../domain/money.ts";
import type { Money } from "../domain/money.ts";
import type {
  LineDiscount,
  OrderCode,
  OrderLine,
  OrderRefund,
  OrderState,
  OrderTransaction,
  PaidPart,
  ShippingState,
} from "../domain/order.ts";
import { fromGid } from "./gid.ts";
import type { OrderAnswer } from "./operations/order-fields.ts";
import { readHistory, tipLinesOf } from "./order-history.ts";
import type { OrderHistory } from "./order-history.ts";
import {
  handTypedAmount,
  readFinancialStatus,
  readTransactionKind,
  readTransactionStatus,
  sum,
  withoutNothing,
} from "./order-words.ts";

type Allocations = OrderAnswer["lines"][number]["discountAllocations"];
type MoneyBag = { readonly shopMoney: { readonly amount: string } };

/**
 * Reads an order out of what the Admin API answered: the same state as its webhook gives, and beyond that its payments and the
 * moments of its edits. What the products were (`facts`) stays null here too.
 */
export function orderFromGraphql(answer: OrderAnswer): OrderState {
  const read = (bag: MoneyBag): Money => parseMoney(bag.shopMoney.amount, answer.currencyCode);
  const refunds = answer.refunds.map((refund) => readRefund(refund, read));
  const transactions = answer.transactions.map((transaction) => readTransaction(transaction, read));
  const fulfilled = answer.displayFulfillmentStatus === "FULFILLED";
  const tips = tipLinesOf(answer.agreed ?? []);
  const lines = answer.lines.filter((line) => !tips.has(line.id)).map((line) => readLine(line, refunds, read));
  const shipping = readShipping(answer, refunds, read);
  const editedAt = readEdits(answer);
  // What it was like before matters only where there is a before.
  const history = editedAt.length === 0 ? null : readHistory(answer.agreed ?? [], transactions, read);
  return {
    id: fromGid(answer.id),
    name: answer.name,
    customerId: answer.customer ? fromGid(answer.customer.id) : null,
    test: answer.test,
    currency: answer.currencyCode,
    createdAt: new Date(answer.createdAt),
    processedAt: new Date(answer.processedAt),
    updatedAt: new Date(answer.updatedAt),
    cancelledAt: answer.cancelledAt === null ? null : new Date(answer.cancelledAt),
    financialStatus: readFinancialStatus(answer.displayFinancialStatus),
    wholeOrderFulfilled: fulfilled,
    paidAt: history?.paidAt ?? null,
    paidAgainAt: null,
    fulfilledAt: fulfilled ? lastFulfilment(answer) : null,
    total: read(answer.originalTotalPriceSet),
    taxesIncluded: answer.taxesIncluded,
    lines,
    paidPart: history === null ? null : readPaidPart(history, lines, shipping),
    shipping,
    tip: read(answer.totalTipReceivedSet),
    codes: readCodes(answer, read),
    gateways: answer.paymentGatewayNames,
    transactions,
    refunds,
    editedAt,
  };
}

function readEdits(answer: OrderAnswer): Date[] {
  return answer.agreements.nodes
    .filter((agreement) => agreement.__typename === "OrderEditAgreement")
    .map((agreement) => new Date(agreement.happenedAt))
    .sort((a, b) => a.getTime() - b.getTime());
}

/** Rule 5: the order as it was when all of it was paid last; refunds are subtracted from it as they stand now. */
function readPaidPart(
  { lastPaid }: OrderHistory,
  lines: readonly OrderLine[],
  shipping: ShippingState,
): PaidPart | null {
  if (lastPaid === null) return null;
  const paid = lines.flatMap((line) => {
    const quantity = Math.max(0, lastPaid.quantities.get(line.id) ?? 0);
    return quantity === 0 ? [] : [{ ...line, currentQuantity: quantity, refundedQuantity: 0 }];
  });
  return { asOf: lastPaid.at, lines: paid, shipping };
}

function lastFulfilment(answer: OrderAnswer): Date | null {
  const times = answer.fulfillments
    .filter((fulfillment) => fulfillment.status === "SUCCESS")
    .map((fulfillment) => Date.parse(fulfillment.createdAt));
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

function readLine(
  line: OrderAnswer["lines"][number],
  refunds: readonly OrderRefund[],
  read: (bag: MoneyBag) => Money,
): OrderLine {
  const id = fromGid(line.id);
  const refunded = refunds.flatMap((refund) => refund.lines).filter((refundLine) => refundLine.lineId === id);
  return {
    id,
    productId: line.product ? fromGid(line.product.id) : null,
    variantId: line.variant ? fromGid(line.variant.id) : null,
    title: line.title,
    vendor: line.vendor,
    giftCard: line.isGiftCard,
    unitPrice: read(line.originalUnitPriceSet),
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundedQuantity: refunded.reduce((count, refundLine) => count + refundLine.quantity, 0),
    discounts: readDiscounts(line.discountAllocations, read),
    tax: sum(line.taxLines.map((tax) => read(tax.priceSet))),
    facts: null,
  };
}

function readDiscounts(allocations: Allocations, read: (bag: MoneyBag) => Money): LineDiscount[] {
  return withoutNothing(
    allocations.map((allocation) => ({
      amount: read(allocation.allocatedAmountSet),
      code: allocation.discountApplication.code ?? null,
    })),
  );
}

function readShipping(
  answer: OrderAnswer,
  refunds: readonly OrderRefund[],
  read: (bag: MoneyBag) => Money,
): ShippingState {
  const lines = answer.shippingLines.nodes.filter((line) => !line.isRemoved);
  return {
    price: sum(lines.map((line) => read(line.originalPriceSet))),
    discounts: lines.flatMap((line) => readDiscounts(line.discountAllocations, read)),
    tax: sum(lines.flatMap((line) => line.taxLines.map((tax) => read(tax.priceSet)))),
    refunded: sum(refunds.map((refund) => refund.shipping)),
  };
}

/** The order's codes with what each took off: Shopify lists the codes, and the allocations say how much each was worth. */
function readCodes(answer: OrderAnswer, read: (bag: MoneyBag) => Money): OrderCode[] {
  const allocations = [
    ...answer.lines.flatMap((line) => line.discountAllocations),
    ...answer.shippingLines.nodes.flatMap((line) => line.discountAllocations),
  ];
  return answer.discountCodes.map((code) => {
    const own = allocations.filter(
      (allocation) => allocation.discountApplication.code?.toUpperCase() === code.toUpperCase(),
    );
    return { code, amount: sum(own.map((allocation) => read(allocation.allocatedAmountSet))), kind: codeKind(own) };
  });
}

function codeKind(allocations: Allocations): OrderCode["kind"] {
  const application = allocations[0]?.discountApplication;
  if (application?.targetType === "SHIPPING_LINE") return "shipping";
  return application?.value.__typename === "PricingPercentageValue" ? "percentage" : "amount";
}

function readRefund(refund: OrderAnswer["refunds"][number], read: (bag: MoneyBag) => Money): OrderRefund {
  const shipping = sum(
    refund.refundShippingLines.nodes.map((line) => read(line.subtotalAmountSet) + read(line.taxAmountSet)),
  );
  const lines = refund.refundLineItems.nodes.map((line) => ({
    lineId: fromGid(line.lineItem.id),
    quantity: line.quantity,
    subtotal: read(line.subtotalSet),
    tax: read(line.totalTaxSet),
  }));
  const transactions = refund.transactions.nodes.map((transaction) => ({
    ...transaction,
    amount: read(transaction.amountSet),
  }));
  return {
    id: fromGid(refund.id),
    createdAt: new Date(refund.createdAt ?? refund.processedAt),
    lines,
    shipping,
    handTyped: handTypedAmount({ lineCount: lines.length, shipping, transactions }),
  };
}

function readTransaction(
  transaction: OrderAnswer["transactions"][number],
  read: (bag: MoneyBag) => Money,
): OrderTransaction {
  return {
    id: fromGid(transaction.id),
    kind: readTransactionKind(transaction.kind),
    gateway: transaction.gateway ?? "",
    amount: read(transaction.amountSet),
    status: readTransactionStatus(transaction.status),
    processedAt: new Date(transaction.processedAt ?? transaction.createdAt),
  };
}
