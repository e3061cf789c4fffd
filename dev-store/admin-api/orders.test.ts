import { beforeEach, expect, test } from "vitest";
import { openTestShop, type TestShop } from "../shop/testing/shop.ts";
import { AdminApi, OWNER_TOKEN } from "./admin-api.ts";

/** The owner's way through the life of an order, by the API alone, as a script outside would take it. */
let store: TestShop;
let api: AdminApi;

beforeEach(() => {
  store = openTestShop();
  api = new AdminApi({ shop: store.shop, throttle: null });
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const answer = await api.execute({ query, variables, token: OWNER_TOKEN });
  expect(answer.errors).toBeUndefined();
  const [payload] = Object.values(answer.data ?? {}) as (T & { userErrors?: unknown[] })[];
  expect(payload?.userErrors ?? []).toEqual([]);
  return payload as T;
}

type WithOrder = { order: { id: string; displayFinancialStatus: string; customer: { id: string } | null } };
const ORDER = "order { id displayFinancialStatus customer { id } }";
const create = (order: Record<string, unknown>): Promise<WithOrder> =>
  ask(
    `mutation($order: OrderCreateOrderInput!) { orderCreate(order: $order) { ${ORDER} userErrors { field message } } }`,
    { order },
  );
const nok = (amount: string): unknown => ({ shopMoney: { amount, currencyCode: "NOK" } });
const LINES = [{ title: "Tea", quantity: 2, priceSet: nok("100") }];
const sale = (amount: string, gateway = "vipps"): unknown => ({
  amountSet: nok(amount),
  gateway,
  kind: "SALE",
  status: "SUCCESS",
});

test("an order with its customer, two payments and a code that is counted as used", async () => {
  const ada = store.shop.createCustomer({ email: "ada@example.com" });
  const discount = store.shop.createDiscount({
    title: "X",
    code: "LRL1",
    value: { kind: "amount", amount: "50.00", eachItem: false },
  });
  const { order } = await create({
    customer: { toAssociate: { id: `gid://shopify/Customer/${ada.id}` } },
    lineItems: LINES,
    discountCode: { itemFixedDiscountCode: { code: "lrl1", amountSet: nok("50.00") } },
    transactions: [sale("100"), sale("50", "gift_card")],
  });
  expect(order).toMatchObject({ displayFinancialStatus: "PAID", customer: { id: `gid://shopify/Customer/${ada.id}` } });
  expect(discount.codes[0]?.uses).toBe(1);
  expect(store.topics()).toContain("orders/paid");
});

test("a customer who is made with the order, once", async () => {
  const toUpsert = { email: "new@example.com", firstName: "Ny" };
  const first = await create({ customer: { toUpsert }, lineItems: LINES, transactions: [sale("200")] });
  const second = await create({ customer: { toUpsert }, lineItems: LINES, transactions: [sale("200")] });
  expect(first.order.customer).toEqual(second.order.customer);
});

test("pending, marked as paid, sent, edited, refunded, cancelled", async () => {
  const { order } = await create({ lineItems: LINES, financialStatus: "PENDING" });
  expect(order.displayFinancialStatus).toBe("PENDING");
  const paid = await ask<WithOrder>(
    `mutation($id: ID!) { orderMarkAsPaid(input: { id: $id }) { ${ORDER} userErrors { message } } }`,
    { id: order.id },
  );
  expect(paid.order.displayFinancialStatus).toBe("PAID");

  const fulfillmentOrderId = order.id.replace("Order", "FulfillmentOrder");
  await ask(
    "mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id status } userErrors { message } } }",
    {
      f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }] },
    },
  );

  type Calculated = { calculatedOrder: { id: string; lineItems: { nodes: { id: string; quantity: number }[] } } };
  const CALCULATED = "calculatedOrder { id lineItems(first: 5) { nodes { id quantity } } } userErrors { message }";
  const { calculatedOrder } = await ask<Calculated>(
    `mutation($id: ID!) { orderEditBegin(id: $id) { ${CALCULATED} } }`,
    { id: order.id },
  );
  const set = await ask<Calculated>(
    `mutation($id: ID!, $line: ID!) { orderEditSetQuantity(id: $id, lineItemId: $line, quantity: 1) { ${CALCULATED} } }`,
    { id: calculatedOrder.id, line: calculatedOrder.lineItems.nodes[0]?.id },
  );
  expect(set.calculatedOrder.lineItems.nodes[0]?.quantity).toBe(1);
  const variant = store.shop.createProduct({ title: "Cup", variants: [{ price: "80.00" }] }).variants[0]?.id ?? "";
  await ask(
    `mutation($id: ID!, $v: ID!) { orderEditAddVariant(id: $id, variantId: $v, quantity: 1) { ${CALCULATED} } }`,
    {
      id: calculatedOrder.id,
      v: `gid://shopify/ProductVariant/${variant}`,
    },
  );
  await ask(`mutation($id: ID!) { orderEditCommit(id: $id) { ${ORDER} userErrors { message } } }`, {
    id: calculatedOrder.id,
  });
  const number = order.id.split("/").at(-1) ?? "";
  expect(store.shop.totals(store.shop.requireOrder(number))).toMatchObject({
    currentTotal: "180.00",
    outstanding: "-20.00",
  });

  const [line] = store.shop.requireOrder(number).lines;
  const refunded = await ask<WithOrder & { refund: { totalRefundedSet: unknown } }>(
    `mutation($i: RefundInput!) { refundCreate(input: $i) { refund { totalRefundedSet { shopMoney { amount } } } ${ORDER} userErrors { message } } }`,
    {
      i: {
        orderId: order.id,
        refundLineItems: [
          { lineItemId: `gid://shopify/LineItem/${line?.id ?? ""}`, quantity: 1, restockType: "NO_RESTOCK" },
        ],
        transactions: [{ orderId: order.id, amount: "100.00", gateway: "manual", kind: "REFUND" }],
      },
    },
  );
  expect(refunded).toMatchObject({
    refund: { totalRefundedSet: { shopMoney: { amount: "100.0" } } },
    order: { displayFinancialStatus: "PARTIALLY_REFUNDED" },
  });
  const cancel =
    "mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true, refundMethod: { originalPaymentMethodsRefund: true }) { job { id } orderCancelUserErrors { message } userErrors { message } } }";
  await ask(cancel, { id: order.id });
  expect(store.shop.totals(store.shop.requireOrder(number))).toMatchObject({
    net: "0.00",
    financialStatus: "REFUNDED",
  });
});

test("an authorization is void by its transaction", async () => {
  const { order } = await create({
    lineItems: LINES,
    transactions: [{ amountSet: nok("200"), kind: "AUTHORIZATION", status: "SUCCESS", gateway: "vipps" }],
  });
  expect(order.displayFinancialStatus).toBe("AUTHORIZED");
  const transaction = store.shop.requireOrder(order.id.split("/").at(-1) ?? "").transactions[0]?.id ?? "";
  await ask(
    "mutation($id: ID!) { transactionVoid(parentTransactionId: $id) { transaction { kind } userErrors { message } } }",
    {
      id: `gid://shopify/OrderTransaction/${transaction}`,
    },
  );
  expect(store.shop.totals(store.shop.listOrders()[0] as never)).toMatchObject({ financialStatus: "VOIDED" });
});

test("two customers become one", async () => {
  const [one, two] = ["ada@example.com", "bo@example.com"].map((email) => store.shop.createCustomer({ email }).id);
  const merged = await ask<{ resultingCustomerId: string; job: { done: boolean } }>(
    "mutation($a: ID!, $b: ID!) { customerMerge(customerOneId: $a, customerTwoId: $b) { resultingCustomerId job { id done } userErrors { message } } }",
    { a: `gid://shopify/Customer/${one ?? ""}`, b: `gid://shopify/Customer/${two ?? ""}` },
  );
  expect(merged.resultingCustomerId).toBe(`gid://shopify/Customer/${one ?? ""}`);
  expect(store.shop.listCustomers()).toHaveLength(1);
});
