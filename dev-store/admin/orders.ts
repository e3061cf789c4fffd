/** The owner's list of orders and an order's page. */
import { Router } from "express";
import type { Request } from "express";
import { handler } from "../handler.ts";
import { textOf } from "../html.ts";
import type { Customer, Order } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { money, plainWord, saidOf, when } from "../ui/answers.ts";
import { field, html, ownerPage, table } from "../ui/page.ts";
import type { Html } from "../ui/page.ts";
import { missingPage } from "./missing.ts";
import { orderActions, orderForms } from "./order-forms.ts";

const MOST_ROWS = 50;

/** A customer as lists name them. */
export function nameOf(customer: Customer | null): string {
  if (!customer) return "Guest";
  return (
    [customer.firstName, customer.lastName].filter(Boolean).join(" ") || (customer.email ?? `Customer ${customer.id}`)
  );
}

/** Newest first. */
export const newestFirst = (orders: Order[]) =>
  orders.toSorted((a, b) => b.processedAt.localeCompare(a.processedAt) || b.number - a.number);

/** The rows of a table of orders. */
export function orderRows(store: Store, orders: Order[]): Html[][] {
  return orders.map((order) => {
    const totals = store.shop.totals(order);
    const customer = order.customerId ? (store.shop.state.customers[order.customerId] ?? null) : null;
    const status = order.cancelledAt ? "cancelled" : plainWord(totals.fulfillmentStatus);
    return [
      html`<a href="/admin/orders/${order.id}">${order.name}</a>`,
      html`${when(store, order.processedAt)}`,
      customer ? html`<a href="/admin/customers/${customer.id}">${nameOf(customer)}</a>` : html`Guest`,
      html`<span class="state">${plainWord(totals.financialStatus)}</span>`,
      html`<span class="state">${status}</span>`,
      html`<span class="number">${money(store, totals.total)}</span>`,
    ];
  });
}

export const ORDER_COLUMNS = ["Order", "Placed", "Customer", "Payment", "Delivery", "Total"];

/** /admin/orders and below. */
export function orderPages(store: Store): Router {
  const router = Router();
  router.get(
    "/admin/orders",
    handler((request, response) => {
      response.type("html").send(listPage(store, request));
    }),
  );
  router.get(
    "/admin/orders/:id",
    handler((request, response) => {
      const order = store.shop.state.orders[String(request.params.id)];
      if (!order) {
        missingPage(store, request, response);
        return;
      }
      response.type("html").send(orderPage(store, request, order));
    }),
  );
  router.use(orderActions(store));
  return router;
}

function listPage(store: Store, request: Request): string {
  const query = textOf(request.query.query).trim().toLowerCase();
  const found = newestFirst(store.shop.listOrders()).filter((order) => {
    const customer = order.customerId ? (store.shop.state.customers[order.customerId] ?? null) : null;
    return [order.name, order.email ?? "", nameOf(customer)].join(" ").toLowerCase().includes(query);
  });
  const body = html`<h1>Orders</h1>
    <form class="action action--row" role="search">
      ${field("Search orders", "query", { type: "search", value: query })}<button type="submit">Search</button>
    </form>
    <p class="muted">${found.length} orders${found.length > MOST_ROWS ? `, the newest ${MOST_ROWS} are shown` : ""}</p>
    ${table("Orders", ORDER_COLUMNS, orderRows(store, found.slice(0, MOST_ROWS)))}`;
  return ownerPage(store, { title: "Orders", path: request.path, body, said: saidOf(request) });
}

function orderPage(store: Store, request: Request, order: Order): string {
  const totals = store.shop.totals(order);
  const customer = order.customerId ? (store.shop.state.customers[order.customerId] ?? null) : null;
  const body = html`<p><a href="/admin/orders">All orders</a></p>
    <h1>Order ${order.name}</h1>
    <p>
      <span class="state">${plainWord(totals.financialStatus)}</span>
      <span class="state">${order.cancelledAt ? "cancelled" : plainWord(totals.fulfillmentStatus)}</span>
      <span class="muted"
        >${when(store, order.processedAt)},
        ${customer ? html`<a href="/admin/customers/${customer.id}">${nameOf(customer)}</a>` : `a guest (${order.email ?? "no email"})`}</span
      >
    </p>
    <section class="card">
      <h2>Items</h2>
      ${linesTable(store, order)}
    </section>
    <div class="columns">
      <section class="card">
        <h2>Sums</h2>
        ${sums(store, order)}
      </section>
      <section class="card">
        <h2>Payments</h2>
        ${transactions(store, order)}
      </section>
    </div>
    ${orderForms(store, order)}`;
  return ownerPage(store, { title: order.name, path: "/admin/orders", body, said: saidOf(request) });
}

function linesTable(store: Store, order: Order): Html {
  const rows = order.lines.map((line) => [
    html`${line.title}${line.variantTitle ? html` <span class="muted">${line.variantTitle}</span>` : ""}`,
    html`${line.vendor}`,
    html`<span class="number">${money(store, line.price)}</span>`,
    html`${line.currentQuantity === line.quantity ? String(line.quantity) : `${line.currentQuantity} of ${line.quantity}`}`,
    html`${line.discountAllocations.map((part) => html`<span class="number">−${money(store, part.amount)}</span> `)}`,
  ]);
  return table("Items", ["Product", "Vendor", "Price", "Quantity", "Discounts"], rows);
}

function sums(store: Store, order: Order): Html {
  const totals = store.shop.totals(order);
  const rows: [string, string][] = [
    ["Subtotal after discounts", totals.subtotal],
    ["Discounts", totals.discounts],
    ["Shipping", totals.shipping],
    ["Tax", totals.tax],
    ["Total as placed", totals.total],
    ["Total now", totals.currentTotal],
    ["Received", totals.received],
    ["Refunded", totals.refunded],
    ["Outstanding", totals.outstanding],
  ];
  const codes = order.discountCodes.map(
    (code) => html`<p>Discount code <strong>${code.code}</strong>: ${money(store, code.amount)}</p>`,
  );
  return html`${codes}${table(
    "Sums",
    ["Sum", "Amount"],
    rows.map(([name, amount]) => [html`${name}`, html`<span class="number">${money(store, amount)}</span>`]),
  )}`;
}

function transactions(store: Store, order: Order): Html {
  const rows = order.transactions.map((one) => [
    html`${one.kind}`,
    html`${one.gateway}`,
    html`<span class="state">${one.status}</span>`,
    html`<span class="number">${money(store, one.amount)}</span>`,
  ]);
  return table("Payments", ["What", "By", "State", "Amount"], rows);
}
