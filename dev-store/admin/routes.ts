/** The owner's side: overview, products and discounts, and everything else below /admin. */
import { Router } from "express";
import type { Request } from "express";
import { handler } from "../handler.ts";
import type { Discount } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { money, saidOf } from "../ui/answers.ts";
import { html, ownerPage, table } from "../ui/page.ts";
import type { Html } from "../ui/page.ts";
import { blockRoutes } from "./blocks.ts";
import { customerPages } from "./customers.ts";
import { embeddedRoutes } from "./embedded.ts";
import { missingPage } from "./missing.ts";
import { newestFirst, ORDER_COLUMNS, orderPages, orderRows } from "./orders.ts";

const MOST_ROWS = 100;

/** Every page of the owner. */
export function adminRoutes(store: Store): Router {
  const router = Router();
  const page = (path: string, title: string, body: () => Html) =>
    router.get(
      path,
      handler((request: Request, response) => {
        response
          .type("html")
          .send(ownerPage(store, { title, path: request.path, body: body(), said: saidOf(request) }));
      }),
    );
  router.use(embeddedRoutes(store));
  page("/admin", "Overview", () => overview(store));
  page("/admin/products", "Products", () => products(store));
  page("/admin/discounts", "Discounts", () => discounts(store));
  router.use(orderPages(store));
  router.use(customerPages(store));
  router.use(blockRoutes(store));
  // Where Shopify's deep links to the theme editor lead.
  router.get(
    "/admin/themes/*",
    handler((request, response) => {
      response.redirect(302, `/_dev/theme${new URL(request.originalUrl, store.config.storeUrl).search}`);
    }),
  );
  router.use(
    "/admin",
    handler((request, response) => missingPage(store, request, response)),
  );
  return router;
}

function overview(store: Store): Html {
  const orders = newestFirst(store.shop.listOrders());
  const figure = (name: string, value: number) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<h1>${store.shop.state.info.name}</h1>
    <p>
      A pretend store on this machine. It behaves as a Shopify store does, so that Laurel can be tried:
      <a href="/admin/apps/${store.config.appHandle}/app">open Laurel</a>, <a href="/">look at the shop</a>, or move the
      clock in the <a href="/_dev">console</a>.
    </p>
    <dl class="figures">
      ${figure("Orders", orders.length)}${figure("Customers", store.shop.listCustomers().length)}${figure("Products", store.shop.listProducts().length)}${figure("Discounts", store.shop.listDiscounts().length)}
    </dl>
    <section class="card">
      <h2>Newest orders</h2>
      ${table("Newest orders", ORDER_COLUMNS, orderRows(store, orders.slice(0, 8)))}
    </section>`;
}

function products(store: Store): Html {
  const rows = store.shop
    .listProducts()
    .map((product) => [
      html`<a href="/products/${product.handle}">${product.title}</a>`,
      html`${product.vendor}`,
      html`${product.tags.join(", ")}`,
      html`<span class="number">${product.variants.map((variant) => money(store, variant.price)).join(" / ")}</span>`,
      html`<span class="state">${product.status.toLowerCase()}</span>`,
    ]);
  return html`<h1>Products</h1>
    ${table("Products", ["Product", "Vendor", "Tags", "Price", "State"], rows)}`;
}

function discounts(store: Store): Html {
  const newest = store.shop.listDiscounts().toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const rows = newest
    .slice(0, MOST_ROWS)
    .map((discount) => [
      html`${discount.title}`,
      html`<span class="state">${store.shop.discountStatus(discount).toLowerCase()}</span>`,
      html`${codesOf(discount)}`,
      html`<span class="number">${discount.codes.reduce((sum, code) => sum + code.uses, 0)}</span>`,
      html`${discount.context.kind === "all" ? "everybody" : discount.context.kind}`,
      html`${discount.endsAt ? discount.endsAt.slice(0, 10) : "no end"}`,
    ]);
  return html`<h1>Discounts</h1>
    ${table("Discounts", ["Title", "State", "Codes", "Used", "For", "Until"], rows)}`;
}

/** A pool of codes is told by its number. */
function codesOf(discount: Discount): string {
  const [first, ...more] = discount.codes;
  if (!first) return "automatic";
  return more.length === 0 ? first.code : `${first.code} and ${more.length} more`;
}
