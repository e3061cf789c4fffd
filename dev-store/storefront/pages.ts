/** The storefront's pages: home, products, collections, cart, pages of text. */
import { Router } from "express";
import type { Request, Response } from "express";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf, handler, localPath } from "../handler.ts";
import type { Store } from "../store.ts";
import { collectionDrop, productDrop } from "./drops.ts";
import type { Drop } from "./drops.ts";
import { THEME_FOLDER } from "./theme.ts";
import type { Page, Theme } from "./theme.ts";
import { findLanguage, requireVisitor } from "./visitor.ts";

type Handle = (store: Store, theme: Theme, request: Request, response: Response) => Promise<void>;

/** Sends a page of the theme to the browser that asked. */
export async function sendPage(
  store: Store,
  theme: Theme,
  request: Request,
  response: Response,
  page: Omit<Page, "path">,
  status = 200,
): Promise<void> {
  const visitor = requireVisitor(store, request, response);
  const html = await theme.renderPage(visitor, { ...page, path: request.path });
  response.status(status).type("html").send(html);
}

/** Home, products, collections, cart page, text pages and the language switch. */
export function storefrontPages(store: Store, theme: Theme): Router {
  const router = Router();
  const page = (run: Handle) => handler((request, response) => run(store, theme, request, response));
  router.get("/", page(homePage));
  router.get(
    "/collections",
    handler((_request, response) => {
      response.redirect(302, "/collections/all");
    }),
  );
  router.get("/collections/:handle", page(collectionPage));
  router.get("/products/:handle", page(productPage));
  router.get("/cart", page(cartPage));
  router.get("/pages/:handle", page(textPage));
  router.post(
    "/localization",
    handler((request, response) => {
      const visitor = requireVisitor(store, request, response);
      const fields = fieldsOf(request);
      visitor.language = findLanguage(fields.language_code ?? fields.locale_code) ?? visitor.language;
      store.pagesChanged();
      response.redirect(303, localPath(fields.return_to, "/"));
    }),
  );
  return router;
}

/** The theme's own page for an address that nothing answers. */
export const notFound: Handle = (store, theme, request, response) =>
  sendPage(store, theme, request, response, { template: "404", type: "404", title: "404" }, 404);

const homePage: Handle = async (store, theme, request, response) => {
  const products = activeProducts(store).map((one) => productDrop(store, one, "theme"));
  const data = { products, collections: collectionsOf(store) };
  const title = store.shop.state.info.name;
  await sendPage(store, theme, request, response, { template: "index", type: "index", title, data });
};

const collectionPage: Handle = async (store, theme, request, response) => {
  const handle = String(request.params.handle);
  const collection = findCollection(store, handle, titleOf(store, theme, request, response, "collections.all"));
  if (!collection) return notFound(store, theme, request, response);
  const data = { collection, collections: collectionsOf(store) };
  const title = String(collection.title);
  await sendPage(store, theme, request, response, { template: "collection", type: "collection", title, data });
};

/** A product's page, or with `.js` its data. */
const productPage: Handle = async (store, theme, request, response) => {
  const product = store.shop.findProductByHandle(String(request.params.handle).replace(/\.(js|json)$/, ""));
  if (product?.status !== "ACTIVE") return notFound(store, theme, request, response);
  const drop = productDrop(store, product, "theme");
  if (/\.(js|json)$/.test(request.path)) {
    response.json(drop);
    return;
  }
  const variants = drop.variants as Drop[];
  const chosen = variants.find((one) => String(one.id) === request.query.variant) ?? variants[0];
  const shares = (ids: string[]) => ids.some((id) => product.collections.includes(id));
  const more = activeProducts(store).filter((one) => one.id !== product.id && shares(one.collections));
  const data = { product: drop, chosen, more: more.slice(0, 4).map((one) => productDrop(store, one, "theme")) };
  await sendPage(store, theme, request, response, { template: "product", type: "product", title: product.title, data });
};

const cartPage: Handle = async (store, theme, request, response) => {
  const title = titleOf(store, theme, request, response, "cart.title");
  await sendPage(store, theme, request, response, { template: "cart", type: "cart", title });
};

const textPage: Handle = async (store, theme, request, response) => {
  const handle = String(request.params.handle);
  const template = `page.${handle}`;
  if (!/^[\w-]+$/.test(handle) || !existsSync(join(THEME_FOLDER, "templates", `${template}.liquid`)))
    return notFound(store, theme, request, response);
  const title = titleOf(store, theme, request, response, `pages.${handle}.title`);
  await sendPage(store, theme, request, response, { template, type: "page", title });
};

function titleOf(store: Store, theme: Theme, request: Request, response: Response, key: string): string {
  return theme.translate(requireVisitor(store, request, response), key);
}

const activeProducts = (store: Store) => store.shop.listProducts().filter((product) => product.status === "ACTIVE");

const collectionsOf = (store: Store) =>
  Object.values(store.shop.state.collections).map((collection) => collectionDrop(store, collection, "theme"));

/** A collection by its handle; "all" is Shopify's own with everything. */
function findCollection(store: Store, handle: string, allTitle: string): Drop | null {
  const found = Object.values(store.shop.state.collections).find((collection) => collection.handle === handle);
  if (found) return collectionDrop(store, found, "theme");
  if (handle !== "all") return null;
  const products = activeProducts(store).map((product) => productDrop(store, product, "theme"));
  const url = "/collections/all";
  return { handle, title: allTitle, description: "", url, products, products_count: products.length };
}
