import { setTimeout as sleep } from "node:timers/promises";
import { askAsOwner } from "../../scripts/demo/store-client.ts";
import type { RunningStore } from "../../scripts/demo/store.ts";
import { PATIENCE_MS } from "../setup/patience.ts";

/** The shop's owner, with nothing but Shopify's Admin API. */
export type Store = Pick<RunningStore, "storeUrl">;
export type UserError = { field: string[] | null; message: string };

const noErrors = (what: string, errors: UserError[]): void => {
  if (errors.length > 0) throw new Error(`${what} was refused: ${JSON.stringify(errors)}`);
};

export async function createCustomer(store: Store, input: object): Promise<string> {
  type Answer = { customerCreate: { customer: { id: string } | null; userErrors: UserError[] } };
  const query = `mutation ($input: CustomerInput!) {
    customerCreate(input: $input) { customer { id } userErrors { field message } } }`;
  const { customerCreate } = await askAsOwner<Answer>(store, query, { input });
  noErrors("customerCreate", customerCreate.userErrors);
  if (!customerCreate.customer) throw new Error("customerCreate answered no customer");
  return customerCreate.customer.id;
}

export type LineInput = { title: string; price: string; quantity: number };
export type OwnersOrder = { id: string; name: string; lines: { id: string; title: string }[]; sale: string | null };

/** An order that has been paid in full, by default with Vipps. */
export async function createPaidOrder(
  store: Store,
  order: { customerId: string; lines: LineInput[]; gateway?: string; total: string; test?: boolean },
): Promise<OwnersOrder> {
  const money = (amount: string) => ({ shopMoney: { amount, currencyCode: "NOK" } });
  const input = {
    currency: "NOK",
    customer: { toAssociate: { id: order.customerId } },
    lineItems: order.lines.map(({ title, price, quantity }) => ({ title, quantity, priceSet: money(price) })),
    // What costs nothing is paid without a payment.
    transactions: /^0(\.0*)?$/.test(order.total)
      ? []
      : [
          {
            kind: "SALE",
            status: "SUCCESS",
            gateway: order.gateway ?? "vipps",
            amountSet: money(order.total),
            test: order.test ?? false,
          },
        ],
    test: order.test ?? false,
  };
  type Line = { id: string; title: string };
  type Created = { id: string; name: string; lineItems: { nodes: Line[] }; transactions: { id: string }[] };
  type Answer = { orderCreate: { order: Created | null; userErrors: UserError[] } };
  const query = `mutation ($order: OrderCreateOrderInput!) {
    orderCreate(order: $order) {
      order { id name lineItems(first: 250) { nodes { id title } } transactions { id } }
      userErrors { field message } } }`;
  const { orderCreate } = await askAsOwner<Answer>(store, query, { order: input });
  noErrors("orderCreate", orderCreate.userErrors);
  const created = orderCreate.order;
  if (!created) throw new Error("orderCreate answered no order");
  return {
    id: created.id,
    name: created.name,
    lines: created.lineItems.nodes,
    sale: created.transactions[0]?.id ?? null,
  };
}

/** Gives back one line's money by the way it was paid. */
export async function refundLine(
  store: Store,
  refund: { order: OwnersOrder; line: number; quantity: number; amount: string; gateway?: string },
): Promise<void> {
  const line = refund.order.lines[refund.line];
  const input = {
    orderId: refund.order.id,
    refundLineItems: [{ lineItemId: line?.id, quantity: refund.quantity, restockType: "NO_RESTOCK" }],
    transactions: [
      {
        orderId: refund.order.id,
        parentId: refund.order.sale,
        kind: "REFUND",
        gateway: refund.gateway ?? "vipps",
        amount: refund.amount,
      },
    ],
  };
  type Answer = { refundCreate: { refund: { id: string } | null; userErrors: UserError[] } };
  const query = `mutation ($input: RefundInput!) {
    refundCreate(input: $input) @idempotent(key: "${crypto.randomUUID()}") { refund { id } userErrors { field message } } }`;
  const { refundCreate } = await askAsOwner<Answer>(store, query, { input });
  noErrors("refundCreate", refundCreate.userErrors);
}

export type Loyalty = {
  participates: boolean;
  balance: number;
  worth: string | null;
  tier: string | null;
  codes: { id: string; code: string }[];
  history: { kind: string; points: number; label: string }[];
};
export type CustomerState = { tags: string[]; loyalty: Loyalty | null };

/** What Shopify knows of a customer's loyalty: the metafield that the storefront reads, and the tags. */
export async function readCustomer(store: Store, id: string): Promise<CustomerState> {
  type Answer = {
    customer: {
      tags: string[];
      metafields: { nodes: { namespace: string; key: string; jsonValue: unknown }[] };
    } | null;
  };
  const query = `query ($id: ID!) {
    customer(id: $id) { tags metafields(first: 20) { nodes { namespace key jsonValue } } } }`;
  const { customer } = await askAsOwner<Answer>(store, query, { id });
  if (!customer) throw new Error(`There is no customer ${id}`);
  const field = customer.metafields.nodes.find(
    ({ namespace, key }) => namespace.startsWith("app--") && key === "loyalty",
  );
  return { tags: customer.tags, loyalty: (field?.jsonValue ?? null) as Loyalty | null };
}

/** Asks until the answer is as wanted; fails with the last answer when patience has come to its end. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${PATIENCE_MS} ms; last: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}
