/** What Shopify serves from its CDN: the theme's and the extension's assets, product pictures, the App Bridge stand-in. */
import express, { Router } from "express";
import { join } from "node:path";
import { browserScript } from "./browser-script.ts";
import { handler } from "./handler.ts";
import type { Store } from "./store.ts";
import { EXTENSION_ASSETS, THEME_ASSETS, THEME_FOLDER } from "./storefront/theme.ts";

/** Everything below /cdn. Any origin may read it, as at Shopify. */
export function cdnRoutes(store: Store): Router {
  const router = Router();
  router.use("/cdn", (_request, response, next) => {
    response.set({ "access-control-allow-origin": "*", "x-content-type-options": "nosniff" });
    next();
  });
  router.use(THEME_ASSETS, express.static(join(THEME_FOLDER, "assets")));
  router.use(EXTENSION_ASSETS, express.static(join(store.config.extensionsDir, "storefront", "assets")));
  router.get(
    "/cdn/products/:file",
    handler((request, response) => {
      const product = store.shop.findProductByHandle(String(request.params.file).replace(/\.svg$/, ""));
      if (!product?.image) response.status(404).type("text").send("There is no such picture.\n");
      else response.type("image/svg+xml").send(product.image);
    }),
  );
  router.get(
    "/cdn/shopifycloud/app-bridge.js",
    handler(async (_request, response) => {
      response.type("text/javascript").send(await browserScript("admin/browser/app-bridge.ts"));
    }),
  );
  router.get(
    "/cdn/owner/outer.js",
    handler(async (_request, response) => {
      response.type("text/javascript").send(await browserScript("admin/browser/outer.ts"));
    }),
  );
  router.get("/cdn/owner/owner.css", (_request, response) => {
    response.sendFile(join(import.meta.dirname, "ui", "owner.css"));
  });
  return router;
}
