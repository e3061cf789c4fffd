/** The page around the embedded app, and what the App Bridge stand-in asks the store for. */
import { createHmac, randomBytes } from "node:crypto";
import { Router } from "express";
import type { Request } from "express";
import { join } from "node:path";
import { handler } from "../handler.ts";
import { textOf } from "../html.ts";
import { adminToken } from "../oauth/session-token.ts";
import type { Store, StoreConfig } from "../store.ts";
import { listBlocks } from "../storefront/blocks.ts";
import { gid, productDrop } from "../storefront/drops.ts";
import { readCookies } from "../storefront/visitor.ts";
import { html, ownerPage } from "../ui/page.ts";

/** Shopify's `host` parameter: where in its admin the app is embedded. */
export function hostParameter(config: StoreConfig): string {
  const store = config.domain.split(".")[0] ?? "";
  return Buffer.from(`admin.shopify.com/store/${store}`).toString("base64").replace(/=+$/, "");
}

/** The address that the admin loads into the frame, with the parameters that Shopify adds and signs. */
export async function embeddedAddress(
  config: StoreConfig,
  path: string,
  query: URLSearchParams,
  locale: string,
): Promise<string> {
  const address = new URL(path, config.gatewayUrl);
  for (const [name, value] of query) address.searchParams.append(name, value);
  const own: Record<string, string> = {
    embedded: "1",
    host: hostParameter(config),
    locale,
    session: randomBytes(32).toString("hex"),
    shop: config.domain,
    timestamp: String(Math.floor(Date.now() / 1000)),
    id_token: await adminToken(config),
  };
  for (const [name, value] of Object.entries(own)) address.searchParams.set(name, value);
  const message = [...address.searchParams]
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join("&");
  address.searchParams.set("hmac", createHmac("sha256", config.apiSecret).update(message).digest("hex"));
  return address.href;
}

/** The owner's language: a cookie of the outer page, English without one. */
export const ownerLanguage = (request: Request): string =>
  readCookies(request.headers.cookie).owner_language === "nb" ? "nb" : "en";

/** /admin/apps/<handle>/… and its helpers. */
export function embeddedRoutes(store: Store): Router {
  const router = Router();
  const { config } = store;
  router.get(
    "/admin/session-token",
    handler(async (_request, response) => {
      response.set("cache-control", "no-store").json({ token: await adminToken(config) });
    }),
  );
  router.get(
    "/admin/app-extensions",
    handler((_request, response) => {
      response.json(extensionsOf(store));
    }),
  );
  router.get(
    "/admin/resources",
    handler((request, response) => {
      response.json(listResources(store, textOf(request.query.type)));
    }),
  );
  router.post(
    "/admin/language",
    handler((request, response) => {
      const language = (request.body as { language?: unknown }).language === "nb" ? "nb" : "en";
      response.cookie("owner_language", language, { sameSite: "lax", path: "/" });
      response.redirect(303, `/admin/apps/${config.appHandle}/app`);
    }),
  );
  router.get(
    `/admin/apps/${config.appHandle}*`,
    handler(async (request, response) => {
      const base = `/admin/apps/${config.appHandle}`;
      const query = new URL(request.originalUrl, config.storeUrl).searchParams;
      const path = request.path.slice(base.length).replace(/\/+$/, "") || "/app";
      // Opening an app is what installs it: Shopify's managed installation grants the scopes of shopify.app.toml.
      if (!store.pages.installed) {
        store.pages.installed = true;
        store.pagesChanged();
      }
      const locale = ownerLanguage(request);
      const source = await embeddedAddress(config, path, query, locale);
      response
        .set("cache-control", "no-store")
        .type("html")
        .send(appPage(store, source, locale));
    }),
  );
  return router;
}

function appPage(store: Store, source: string, locale: string): string {
  const { config } = store;
  const path = `/admin/apps/${config.appHandle}`;
  const other = locale === "nb" ? { code: "en", name: "English" } : { code: "nb", name: "Norsk" };
  const body = html` <h1 class="sr" hidden>Laurel</h1>
    <div class="loading" id="loading" hidden></div>
    <iframe
      id="app-frame"
      name="app-iframe"
      title="Laurel"
      src="${source}"
      data-origin="${new URL(config.gatewayUrl).origin}"
      data-path="${path}"
      allow="clipboard-write"
    ></iframe>
    <div
      class="save-bar"
      id="save-bar"
      role="region"
      aria-label="Unsaved changes"
      data-leave="Leave without saving?"
      hidden
    >
      <span>Unsaved changes</span><button id="discard" type="button">Discard</button
      ><button id="save" class="primary" type="button">Save</button>
    </div>
    <div class="toast" id="toast" role="status" hidden></div>`;
  const side = html`<div id="app-nav"></div>
    <form method="post" action="/admin/language">
      <button name="language" value="${other.code}">${other.name}</button>
    </form>`;
  const head = html`<script src="/cdn/owner/outer.js" defer></script>`;
  return ownerPage(store, { title: "Laurel", path: `${path}/app`, body, side, head, bodyClass: "app-page" });
}

/** The theme extension's blocks and where they stand, as App Bridge's app.extensions() tells it. */
function extensionsOf(store: Store): unknown[] {
  const blocks = listBlocks(join(store.config.extensionsDir, "storefront"));
  const activations = blocks.map((block) => {
    const placed = store.pages.placements.filter((placement) => placement.block === block.name);
    return {
      handle: block.name,
      name: block.schema.name,
      target: block.schema.target,
      status: placed.length > 0 ? "active" : "available",
      activations: placed.map((placement) => ({
        target: placement.template,
        themeId: "gid://shopify/OnlineStoreTheme/1",
      })),
    };
  });
  return [{ handle: "storefront", type: "theme_app_extension", activations }];
}

/** What the resource picker offers: ids as gids, and the fields that apps read of a selection. */
function listResources(store: Store, type: string): unknown[] {
  const products = store.shop.listProducts();
  if (type === "collection")
    return Object.values(store.shop.state.collections).map(({ id, handle, title }) => ({
      id: gid("Collection", id),
      handle,
      title,
    }));
  if (type === "variant")
    return products.flatMap((product) =>
      product.variants.map((variant) => ({
        id: gid("ProductVariant", variant.id),
        title: product.variants.length === 1 ? product.title : `${product.title} – ${variant.title}`,
        displayName: product.variants.length === 1 ? product.title : `${product.title} - ${variant.title}`,
        price: variant.price,
        product: { id: gid("Product", product.id), title: product.title, handle: product.handle },
      })),
    );
  return products.map((product) => ({
    id: gid("Product", product.id),
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    productType: product.productType,
    tags: product.tags,
    images: [productDrop(store, product, "theme").featured_image].filter(Boolean),
    variants: product.variants.map((variant) => ({
      id: gid("ProductVariant", variant.id),
      title: variant.title,
      price: variant.price,
    })),
  }));
}
