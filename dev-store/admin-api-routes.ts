/** The Admin API over HTTP, for the app (Host *.myshopify.com) and for the owner's own token on localhost. */
import { randomUUID } from "node:crypto";
import { Router } from "express";
import type { RequestHandler } from "express";
import { parseFields } from "./body.ts";
import { handler } from "./handler.ts";
import { hostName, SHOPIFY_HOST } from "./loopback.ts";
import { ADMIN_API_VERSION } from "./store.ts";
import type { Store } from "./store.ts";

/** POST /admin/api/<version>/graphql.json. */
export function adminApiRoutes(store: Store): Router {
  const router = Router();
  router.post(
    "/admin/api/:version/graphql.json",
    parseFields,
    handler(async (request, response) => {
      const { version } = request.params;
      if (version !== ADMIN_API_VERSION) {
        response.status(404).json({ errors: `The dev store speaks ${ADMIN_API_VERSION}, not ${String(version)}` });
        return;
      }
      if (store.faults.tooManyRequests > 0) {
        store.faults.tooManyRequests -= 1;
        response.status(429).set("retry-after", "2").json({ errors: "Too Many Requests" });
        return;
      }
      const token = request.headers["x-shopify-access-token"];
      const { status, body } = await store.api.handle(typeof token === "string" ? token : "", request.body);
      response.set({ "x-request-id": randomUUID(), "x-shopify-api-version": version }).status(status).json(body);
    }),
  );
  return router;
}

/** Under the shop's own name there is the API and nothing else; pages are on localhost. */
export const onlyApiForShopHost: RequestHandler = (request, response, next) => {
  const isShop = SHOPIFY_HOST.test(hostName(request.headers.host));
  if (isShop)
    response.status(404).json({ errors: "Not Found", message: "The pages of the dev store are on localhost." });
  else next();
};
