/** What the owner can do with an order: the forms, and what each of them does. */
import { Router } from "express";
import type { Request } from "express";
import { textOf } from "../html.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Order, OrderLine, RefundInput } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { amountOf, formHandler, wholeNumber } from "../ui/answers.ts";
import { actionForm, field, html } from "../ui/page.ts";
import type { Html } from "../ui/page.ts";

/** Forms for what is still possible with the order. */
export function orderForms(store: Store, order: Order): Html {
  const totals = store.shop.totals(order);
  const to = (action: string) => `/admin/orders/${order.id}/${action}`;
  const isOpen = order.cancelledAt === null;
  const kept = order.lines.filter((line) => line.currentQuantity > 0);
  const canRefund = kept.length > 0 && !/^0(\.0*)?$/.test(totals.received);
  return html`<div class="columns">
    ${
      isOpen && totals.fulfillmentStatus !== "FULFILLED"
        ? html`<section class="card">
            <h2>Delivery</h2>
            ${actionForm(to("fulfil"), "Fulfil all items")}
          </section>`
        : null
    }
    ${isOpen && ["PENDING", "PARTIALLY_PAID", "AUTHORIZED"].includes(totals.financialStatus) ? paymentForms(to, totals.financialStatus) : null}
    ${canRefund ? refundForm(to("refund"), kept) : null} ${isOpen ? editForm(store, to("edit"), order.lines) : null}
    ${isOpen ? cancelForm(to("cancel")) : null}
    ${
      order.customerId === null
        ? html`<section class="card">
            <h2>Customer</h2>
            ${actionForm(to("attach"), "Attach customer", field("Email of the customer", "email", { type: "email", required: true }))}
          </section>`
        : null
    }
  </div>`;
}

function paymentForms(to: (action: string) => string, status: string): Html {
  return html`<section class="card">
    <h2>Payment</h2>
    ${status === "AUTHORIZED" ? actionForm(to("capture"), "Capture payment") : actionForm(to("pay"), "Mark as paid")}
    ${actionForm(to("void"), "Void payment")}
  </section>`;
}

function refundForm(action: string, lines: OrderLine[]): Html {
  const inputs = lines.map((line) =>
    field(`Refund quantity of ${line.title} (of ${line.currentQuantity})`, `quantity[${line.id}]`, {
      type: "number",
      min: 0,
      max: line.currentQuantity,
      value: 0,
    }),
  );
  const rest = html`${field("Refund shipping", "shipping", { inputmode: "decimal" })}
    ${field("Refund amount typed by hand", "amount", { inputmode: "decimal" })}
    <label class="field"
      ><span>Give the money back to</span
      ><select name="to">
        <option value="original">Original payment</option>
        <option value="storeCredit">Store credit</option>
      </select></label
    >`;
  return html`<section class="card">
    <h2>Refund</h2>
    ${actionForm(action, "Refund", html`${inputs}${rest}`)}
  </section>`;
}

function editForm(store: Store, action: string, lines: OrderLine[]): Html {
  const inputs = lines.map((line) =>
    field(`New quantity of ${line.title}`, `set[${line.id}]`, { type: "number", min: 0, value: line.currentQuantity }),
  );
  const variants = store.shop
    .listProducts()
    .flatMap((product) => product.variants.map((variant) => ({ product, variant })));
  const add = html`<label class="field"
      ><span>Add a product</span
      ><select name="add">
        <option value="">Nothing</option>
        ${variants.map(({ product, variant }) => html`<option value="${variant.id}">${product.title}${product.variants.length > 1 ? ` – ${variant.title}` : ""}</option>`)}
      </select></label
    >${field("Quantity to add", "add_quantity", { type: "number", min: 1, value: 1 })}`;
  return html`<section class="card">
    <h2>Edit</h2>
    ${actionForm(action, "Save edit", html`${inputs}${add}`)}
  </section>`;
}

function cancelForm(action: string): Html {
  const fields = html`<label class="field"
    ><input type="checkbox" name="refund" value="1" checked /> Refund what was paid</label
  >`;
  return html`<section class="card">
    <h2>Cancel</h2>
    ${actionForm(action, "Cancel order", fields)}
  </section>`;
}

/** The addresses that the forms post to. */
export function orderActions(store: Store): Router {
  const router = Router();
  const back = (request: Request) => `/admin/orders/${String(request.params.id)}`;
  const action = (name: string, run: (id: string, fields: Record<string, unknown>) => string) =>
    router.post(
      `/admin/orders/:id/${name}`,
      formHandler(back, (request, fields) => run(String(request.params.id), fields)),
    );
  const { shop } = store;
  action("fulfil", (id) => {
    shop.fulfilOrder(id);
    return "Everything is fulfilled.";
  });
  action("pay", (id) => {
    shop.payOrder(id);
    return "The order is marked as paid.";
  });
  action("capture", (id) => {
    shop.captureOrder(id);
    return "The payment is captured.";
  });
  action("void", (id) => {
    shop.voidOrder(id);
    return "The payment is voided.";
  });
  action("refund", (id, fields) => {
    shop.refundOrder(id, refundInput(store, fields));
    return "The refund is made.";
  });
  action("edit", (id, fields) => edit(store, id, fields));
  action("cancel", (id, fields) => {
    shop.cancelOrder(id, { refund: fields.refund === "1", reason: "customer" });
    return "The order is cancelled.";
  });
  action("attach", (id, fields) => {
    const customer = shop.findCustomerByEmail(textOf(fields.email).trim());
    if (!customer) throw new Refusal("NOT_FOUND", ["email"], "No customer has this email.");
    shop.attachCustomer(id, customer.id);
    return "The order belongs to the customer now.";
  });
  return router;
}

const numbersOf = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

function refundInput(store: Store, fields: Record<string, unknown>): RefundInput {
  const lines = numbersOf(fields.quantity)
    .map(([lineId, text]) => ({ lineId, quantity: wholeNumber(text, "Quantity") ?? 0 }))
    .filter((line) => line.quantity > 0);
  const [shipping, amount] = [amountOf(store, fields.shipping), amountOf(store, fields.amount)];
  if (lines.length === 0 && shipping === null && amount === null)
    throw new Refusal("BLANK", ["quantity"], "Choose a quantity, shipping or an amount to refund.");
  return {
    lines,
    ...(shipping === null ? {} : { shipping }),
    ...(amount === null ? {} : { amount }),
    to: fields.to === "storeCredit" ? "storeCredit" : "original",
  };
}

function edit(store: Store, id: string, fields: Record<string, unknown>): string {
  const order = store.shop.requireOrder(id);
  const set = numbersOf(fields.set)
    .map(([lineId, text]) => ({ lineId, quantity: wholeNumber(text, "Quantity") }))
    .flatMap(({ lineId, quantity }) => (quantity === null ? [] : [{ lineId, quantity }]))
    .filter(({ lineId, quantity }) => order.lines.find((line) => line.id === lineId)?.currentQuantity !== quantity);
  const variantId = textOf(fields.add);
  const add = variantId ? [{ variantId, quantity: wholeNumber(fields.add_quantity, "Quantity to add") ?? 1 }] : [];
  if (set.length === 0 && add.length === 0) throw new Refusal("BLANK", ["set"], "Nothing was changed.");
  store.shop.editOrder(id, { set, add });
  return "The order is edited.";
}
