/** The owner's list of customers and a customer's page. */
import { Router } from "express";
import type { Request } from "express";
import { handler } from "../handler.ts";
import { textOf } from "../html.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Customer } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { gid } from "../storefront/drops.ts";
import { amountOf, formHandler, money, saidOf, when } from "../ui/answers.ts";
import { actionForm, field, html, ownerPage, table } from "../ui/page.ts";
import type { Html } from "../ui/page.ts";
import { customerBlocks } from "./blocks.ts";
import { missingPage } from "./missing.ts";
import { nameOf, newestFirst, ORDER_COLUMNS, orderRows } from "./orders.ts";

const MOST_ROWS = 100;

/** /admin/customers and below. */
export function customerPages(store: Store): Router {
  const router = Router();
  router.get(
    "/admin/customers",
    handler((request, response) => {
      response.type("html").send(listPage(store, request));
    }),
  );
  router.get(
    "/admin/customers/:id",
    handler((request, response) => {
      const { customers, mergedCustomers } = store.shop.state;
      const id = String(request.params.id);
      const customer = customers[mergedCustomers[id] ?? id];
      if (!customer) {
        missingPage(store, request, response);
        return;
      }
      response.type("html").send(customerPage(store, request, customer));
    }),
  );
  customerActions(store, router);
  return router;
}

function listPage(store: Store, request: Request): string {
  const query = textOf(request.query.query).trim().toLowerCase();
  const all = store.shop.listCustomers().toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const found = all.filter((one) =>
    [nameOf(one), one.email ?? "", one.tags.join(" ")].join(" ").toLowerCase().includes(query),
  );
  const rows = found
    .slice(0, MOST_ROWS)
    .map((one) => [
      html`<a href="/admin/customers/${one.id}">${nameOf(one)}</a>`,
      html`${one.email ?? "no email"}`,
      html`${one.tags.map((tag) => html`<span class="state">${tag}</span> `)}`,
      html`<span class="number">${store.shop.listOrders(one.id).length}</span>`,
    ]);
  const body = html`<h1>Customers</h1>
    <form class="action action--row" role="search">
      ${field("Search customers", "query", { type: "search", value: query })}<button type="submit">Search</button>
    </form>
    <p class="muted">${found.length} customers${found.length > MOST_ROWS ? `, ${MOST_ROWS} are shown` : ""}</p>
    ${table("Customers", ["Name", "Email", "Tags", "Orders"], rows)}
    <section class="card">
      <h2>New customer</h2>
      ${actionForm("/admin/customers", "Create customer", html`${field("First name", "first_name")}${field("Last name", "last_name")}${field("Email", "email", { type: "email" })}`)}
    </section>`;
  return ownerPage(store, { title: "Customers", path: request.path, body, said: saidOf(request) });
}

function customerPage(store: Store, request: Request, customer: Customer): string {
  const orders = newestFirst(store.shop.listOrders(customer.id));
  const credit = store.shop.storeCreditOf(customer.id);
  const to = (action: string) => `/admin/customers/${customer.id}/${action}`;
  const body = html`<p><a href="/admin/customers">All customers</a></p>
    <h1>${nameOf(customer)}</h1>
    <p class="muted">
      ${customer.email ?? "no email"}${customer.phone ? `, ${customer.phone}` : ""} · customer ${customer.id} since
      ${when(store, customer.createdAt)}
    </p>
    ${customerBlocks(store, customer.id)}
    <section class="card">
      <h2>Tags</h2>
      ${tags(to, customer)}
    </section>
    <section class="card">
      <h2>Metafields</h2>
      ${metafields(store, customer)}
    </section>
    <section class="card">
      <h2>Orders</h2>
      ${table("Orders", ORDER_COLUMNS, orderRows(store, orders.slice(0, MOST_ROWS)))}
    </section>
    <div class="columns">
      <section class="card">
        <h2>Store credit</h2>
        <p>${credit ? money(store, credit.balance) : "None"}</p>
        ${actionForm(to("credit"), "Give store credit", field("Amount", "amount", { inputmode: "decimal", required: true }))}
      </section>
      <section class="card">
        <h2>Birthday</h2>
        ${actionForm(to("birthday"), "Save birthday", field("Birthday (MM-DD)", "birthday", { pattern: "\\d\\d-\\d\\d", required: true }))}
      </section>
      <section class="card">
        <h2>Merge</h2>
        ${actionForm(to("merge"), "Merge into that customer", field("Email of the customer who stays", "email", { type: "email", required: true }))}
      </section>
      <section class="card">
        <h2>Personal data</h2>
        ${actionForm(to("data-request"), "Ask apps for the data")}${actionForm(to("redact"), "Ask apps to erase the data")}
        ${actionForm(to("delete"), "Delete customer")}
      </section>
    </div>`;
  return ownerPage(store, { title: nameOf(customer), path: "/admin/customers", body, said: saidOf(request) });
}

function tags(to: (action: string) => string, customer: Customer): Html {
  const rows = customer.tags.map(
    (tag) =>
      html`<li>
        <span>${tag}</span>
        <form method="post" action="${to("untag")}">
          <input type="hidden" name="tag" value="${tag}" /><button type="submit" aria-label="Remove tag ${tag}">
            ×
          </button>
        </form>
      </li>`,
  );
  return html`<ul class="tags">
      ${rows}
    </ul>
    ${actionForm(to("tag"), "Add tag", field("New tag", "tag", { required: true }), "action--row")}`;
}

function metafields(store: Store, customer: Customer): Html {
  const all = store.shop.listMetafields(gid("Customer", customer.id));
  if (all.length === 0) return html`<p class="quiet">None yet.</p>`;
  const pretty = (type: string, value: string) =>
    type === "json" ? JSON.stringify(JSON.parse(value), null, 2) : value;
  return html`${all.map(
    (one) =>
      html`<details>
        <summary>
          <code>${one.namespace}.${one.key}</code> <span class="muted">${one.type}, ${when(store, one.updatedAt)}</span>
        </summary>
        <pre tabindex="0">${pretty(one.type, one.value)}</pre>
      </details>`,
  )}`;
}

function customerActions(store: Store, router: Router): void {
  const { shop } = store;
  const action = (name: string, run: (id: string, fields: Record<string, unknown>) => string, back?: string) =>
    router.post(
      `/admin/customers/:id/${name}`,
      formHandler(
        (request) => back ?? `/admin/customers/${String(request.params.id)}`,
        (request, fields) => run(String(request.params.id), fields),
      ),
    );
  router.post(
    "/admin/customers",
    formHandler(
      () => "/admin/customers",
      (_request, fields) => {
        const text = (name: string) => textOf(fields[name]).trim() || null;
        shop.createCustomer({ firstName: text("first_name"), lastName: text("last_name"), email: text("email") });
        return "The customer is created.";
      },
    ),
  );
  action("tag", (id, fields) => {
    shop.addTags(
      gid("Customer", id),
      textOf(fields.tag)
        .split(",")
        .map((tag) => tag.trim()),
    );
    return "The tag is added.";
  });
  action("untag", (id, fields) => {
    shop.removeTags(gid("Customer", id), [textOf(fields.tag)]);
    return "The tag is removed.";
  });
  action("credit", (id, fields) => {
    shop.creditStoreCredit(id, amountOf(store, fields.amount) ?? "0");
    return "The store credit is given.";
  });
  action("birthday", (id, fields) => {
    shop.updateCustomer(id, { birthday: textOf(fields.birthday) });
    return "The birthday is saved.";
  });
  action("merge", (id, fields) => {
    const kept = shop.findCustomerByEmail(textOf(fields.email).trim());
    if (!kept) throw new Refusal("NOT_FOUND", ["email"], "No customer has this email.");
    shop.mergeCustomers(kept.id, id);
    return `Merged into ${nameOf(kept)}.`;
  });
  action("data-request", (id) => {
    shop.requestCompliance("customers/data_request", id);
    return "Apps are asked for the data.";
  });
  action("redact", (id) => {
    shop.requestCompliance("customers/redact", id);
    return "Apps are asked to erase the data.";
  });
  action(
    "delete",
    (id) => {
      shop.deleteCustomer(id);
      return "The customer is deleted.";
    },
    "/admin/customers",
  );
}
