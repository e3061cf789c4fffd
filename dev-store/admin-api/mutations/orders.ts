import { startJob } from "../../shop/discounts.ts";
import { captureOrder } from "../../shop/payments.ts";
import { shippingLeft } from "../../shop/refunds.ts";
import { Refusal } from "../../shop/refusal.ts";
import { toAmount, toUnits } from "../../shop/money.ts";
import type { Order, RefundInput } from "../../shop/types.ts";
import { attempt, requireId, type Context, type View } from "../answers.ts";
import { fulfillmentView, orderView, refundView, transactionView } from "../views/order.ts";
import { jobView } from "../views/shop.ts";
import { readOrder, type ApiOrder } from "./order-input.ts";

type ApiRefund = {
  orderId: string;
  note?: string | null;
  refundLineItems?: { lineItemId: string; quantity: number; restockType?: string | null }[] | null;
  shipping?: { amount?: string | null; fullRefund?: boolean | null } | null;
  transactions?: { amount: string; kind: string }[] | null;
  refundMethods?: { storeCreditRefund?: { amount: { amount: string } } }[] | null;
};

const RESTOCK: Record<string, "no_restock" | "return" | "cancel"> = {
  NO_RESTOCK: "no_restock",
  RETURN: "return",
  CANCEL: "cancel",
};

function sumOf(order: Order, amounts: string[]): string {
  const units = amounts.reduce((sum, amount) => sum + toUnits(amount, order.currency), 0n);
  return toAmount(units, order.currency);
}

function readRefund(order: Order, input: ApiRefund): RefundInput {
  const refund: RefundInput = { note: input.note ?? null };
  const credit = (input.refundMethods ?? []).flatMap((one) =>
    one.storeCreditRefund ? [one.storeCreditRefund.amount.amount] : [],
  );
  const money = (input.transactions ?? []).filter((one) => one.kind === "REFUND").map((one) => one.amount);
  if (credit.length > 0 && money.length > 0)
    throw new Error("dev store: a refund to payments and store credit at once is not implemented");
  if (input.refundLineItems?.length) {
    refund.lines = input.refundLineItems.map((line) => ({
      lineId: requireId(line.lineItemId, ["refundLineItems", "lineItemId"], "LineItem"),
      quantity: line.quantity,
      restock: RESTOCK[line.restockType ?? "NO_RESTOCK"] ?? "no_restock",
    }));
  }
  if (input.shipping?.fullRefund) refund.shipping = toAmount(shippingLeft(order), order.currency);
  else if (input.shipping?.amount) refund.shipping = input.shipping.amount;
  // Shopify moves exactly the money that the transactions name: none of them, none of it.
  refund.amount = sumOf(order, credit.length > 0 ? credit : money);
  if (credit.length > 0) refund.to = "storeCredit";
  return refund;
}

type CancelArgs = {
  orderId: string;
  reason: string;
  restock: boolean;
  refund?: boolean | null;
  refundMethod?: { originalPaymentMethodsRefund?: boolean; storeCreditRefund?: unknown } | null;
};

/** A whole order, or some of its lines: what lineItemsByFulfillmentOrder of one order says. */
type FulfillmentArgs = {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string;
    fulfillmentOrderLineItems?: { id: string; quantity: number }[] | null;
  }[];
};

const orderOf = (context: Context, id: string, field: string[]): Order =>
  context.shop.requireOrder(requireId(id, field, "Order"));

function fulfil(context: Context, fulfillment: FulfillmentArgs): View {
  const part = fulfillment.lineItemsByFulfillmentOrder[0];
  if (!part || fulfillment.lineItemsByFulfillmentOrder.length > 1) {
    throw new Error("dev store: fulfillmentCreate is implemented for one fulfilment order at a time");
  }
  const id = requireId(part.fulfillmentOrderId, ["fulfillment"], "FulfillmentOrder");
  const lines = part.fulfillmentOrderLineItems?.map((line) => ({
    lineId: requireId(line.id, ["fulfillment"], "FulfillmentOrderLineItem"),
    quantity: line.quantity,
  }));
  const order = context.shop.fulfilOrder(id, lines?.length ? lines : undefined);
  const made = order.fulfillments.at(-1);
  return { fulfillment: made ? fulfillmentView(context, order, made) : null };
}

function orderWithTransaction(context: Context, transactionGid: string): Order {
  const id = requireId(transactionGid, ["parentTransactionId"], "OrderTransaction");
  const order = context.shop.listOrders().find((one) => one.transactions.some((transaction) => transaction.id === id));
  if (!order) throw new Refusal("NOT_FOUND", ["parentTransactionId"], "Transaction does not exist");
  return order;
}

export const orderMutations = {
  orderCreate: ({ order }: { order: ApiOrder }, context: Context): View =>
    attempt(() => ({ order: orderView(context, context.shop.placeOrder(readOrder(context, order))) }), {
      prefix: ["order"],
    }),
  orderUpdate: (
    { input }: { input: { id: string; tags?: string[] | null; note?: string | null } },
    context: Context,
  ): View =>
    attempt(() => {
      const order = orderOf(context, input.id, ["id"]);
      context.shop.updateOrder(order.id, {
        ...(input.tags ? { tags: input.tags } : {}),
        ...(input.note === undefined ? {} : { note: input.note }),
      });
      return { order: orderView(context, order) };
    }),
  orderMarkAsPaid: ({ input }: { input: { id: string } }, context: Context): View =>
    attempt(() => {
      const order = orderOf(context, input.id, ["id"]);
      const { outstanding } = context.shop.totals(order);
      if (Number(outstanding) <= 0) throw new Refusal("INVALID", ["id"], "Order cannot be marked as paid.");
      return {
        order: orderView(context, context.shop.payOrder(order.id, [{ gateway: "manual", amount: outstanding }])),
      };
    }),
  orderCapture: ({ input }: { input: { id: string; amount: string } }, context: Context): View =>
    attempt(() => {
      const order = captureOrder(context.shop, requireId(input.id, ["id"], "Order"), input.amount);
      const made = order.transactions.at(-1);
      return { transaction: made ? transactionView(context, order, made) : null };
    }),
  orderCancel: (args: CancelArgs, context: Context): View =>
    attempt(
      () => {
        const refund =
          args.refund ??
          (args.refundMethod?.originalPaymentMethodsRefund === true ||
            args.refundMethod?.storeCreditRefund !== undefined);
        const to = args.refundMethod?.storeCreditRefund === undefined ? "original" : "storeCredit";
        context.shop.cancelOrder(requireId(args.orderId, ["orderId"], "Order"), {
          refund,
          to,
          reason: args.reason.toLowerCase(),
        });
        return { job: jobView(context, startJob(context.shop)) };
      },
      { errors: ["orderCancelUserErrors", "userErrors"] },
    ),
  orderCustomerSet: (args: { orderId: string; customerId: string }, context: Context): View =>
    attempt(() => {
      const order = orderOf(context, args.orderId, ["orderId"]);
      return {
        order: orderView(
          context,
          context.shop.attachCustomer(order.id, requireId(args.customerId, ["customerId"], "Customer")),
        ),
      };
    }),
  refundCreate: ({ input }: { input: ApiRefund }, context: Context): View =>
    attempt(
      () => {
        const order = orderOf(context, input.orderId, ["orderId"]);
        context.shop.refundOrder(order.id, readRefund(order, input));
        const made = order.refunds.at(-1);
        return { order: orderView(context, order), refund: made ? refundView(context, order, made) : null };
      },
      { prefix: ["input"] },
    ),
  transactionVoid: ({ parentTransactionId }: { parentTransactionId: string }, context: Context): View =>
    attempt(() => {
      const order = context.shop.voidOrder(orderWithTransaction(context, parentTransactionId).id);
      const made = order.transactions.findLast((one) => one.kind === "void");
      return { transaction: made ? transactionView(context, order, made) : null };
    }),
  fulfillmentCreate: ({ fulfillment }: { fulfillment: FulfillmentArgs }, context: Context): View =>
    attempt(() => fulfil(context, fulfillment)),
};
