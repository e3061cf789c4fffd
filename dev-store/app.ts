/** The dev store's web server: which address is answered by which part. */
import express from "express";
import type { ErrorRequestHandler, Express } from "express";
import { customerAccountRoutes } from "./account/routes.ts";
import { adminApiRoutes, onlyApiForShopHost } from "./admin-api-routes.ts";
import { adminRoutes } from "./admin/routes.ts";
import { parseFields, readBytes } from "./body.ts";
import { cdnRoutes } from "./cdn.ts";
import { checkoutRoutes } from "./checkout/routes.ts";
import { consoleRoutes } from "./console/routes.ts";
import { filesRoutes } from "./files-routes.ts";
import { handler } from "./handler.ts";
import { isExpectedHost } from "./loopback.ts";
import { oauthRoutes } from "./oauth/routes.ts";
import type { Store } from "./store.ts";
import { accountPages } from "./storefront/account.ts";
import { appProxy } from "./storefront/app-proxy.ts";
import { cartRoutes } from "./storefront/cart-routes.ts";
import { notFound, storefrontPages } from "./storefront/pages.ts";
import { createTheme } from "./storefront/theme.ts";

/** Puts all parts behind one port. */
export function createStoreApp(store: Store): Express {
  const app = express();
  const theme = createTheme(store);
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.use((request, response, next) => {
    if (isExpectedHost(request.headers.host)) next();
    else
      response.status(421).type("text").send("The dev store answers to localhost and to its shop's own name only.\n");
  });
  app.use(readBytes);
  app.use(adminApiRoutes(store));
  app.use(oauthRoutes(store));
  app.use(onlyApiForShopHost);
  app.use(cdnRoutes(store));
  app.use(filesRoutes(store));
  app.use(store.config.proxyPath, appProxy(store, theme));
  app.use(parseFields);
  app.use(adminRoutes(store));
  app.use(consoleRoutes(store));
  app.use(cartRoutes(store));
  app.use(checkoutRoutes(store, theme));
  app.use(customerAccountRoutes(store, theme));
  app.use(accountPages(store, theme));
  app.use(storefrontPages(store, theme));
  app.use(handler((request, response) => notFound(store, theme, request, response)));
  app.use(reportError);
  return app;
}

/** What goes wrong in the box is told to its developer, on the page and in the log. */
const reportError: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(`dev store: ${request.method} ${request.path} failed: ${text}`);
  if (response.headersSent) next(error);
  else response.status(500).type("text").send(`The dev store failed:\n\n${text}\n`);
};
