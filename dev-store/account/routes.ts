/** /customer-account: new customer accounts, with a place for a profile block and for a full page of the app's extensions. */
import { Router } from "express";
import type { Request, Response } from "express";
import { browserScript } from "../browser-script.ts";
import { fieldsOf, handler } from "../handler.ts";
import { textOf } from "../html.ts";
import { extensionToken } from "../oauth/session-token.ts";
import type { Visitor } from "../pages-state.ts";
import type { Customer } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { gid, orderDrop } from "../storefront/drops.ts";
import { notFound, sendPage } from "../storefront/pages.ts";
import type { Theme } from "../storefront/theme.ts";
import { customerOf, findLanguage, requireVisitor } from "../storefront/visitor.ts";
import { queryCustomer } from "./customer-api.ts";
import { bundleExtension, framesFor, listAccountExtensions, readWords } from "./extensions.ts";
import type { UiExtension } from "./extensions.ts";
import { frameDocument } from "./frame-document.ts";

const PAGE_TARGET = "customer-account.page.render";
const PROFILE_TARGET = "customer-account.profile.block.render";
const ORDER_TARGET = "customer-account.order-status.block.render";

/** Everything below /customer-account. */
export function customerAccountRoutes(store: Store, theme: Theme): Router {
  const router = Router();
  const all = () => listAccountExtensions(store.config.extensionsDir);
  const find = (request: Request) => all().find((one) => one.id === request.params.handle) ?? null;
  const asCustomer = (run: (request: Request, response: Response, customer: Customer) => Promise<void>) =>
    handler((request, response) => {
      const customer = customerOf(store, requireVisitor(store, request, response));
      if (customer) return run(request, response, customer);
      response.status(401).json({ errors: "Nobody is signed in." });
    });

  router.get(
    "/customer-account",
    handler((request, response) => accountPage(store, theme, request, response, null, all())),
  );
  router.get(
    "/customer-account/pages/:handle",
    handler((request, response) => accountPage(store, theme, request, response, find(request), all())),
  );
  router.get(
    "/customer-account/orders/:id",
    handler((request, response) => orderPage(store, theme, request, response)),
  );
  // The frame has no origin of its own, so that an extension's requests are cross-origin as they are at Shopify.
  router.get(
    "/customer-account/frames/:handle",
    handler((request, response) => {
      const extension = find(request);
      const visitor = requireVisitor(store, request, response);
      if (!extension) response.status(404).type("text").send("The app has no such extension.\n");
      else response.type("html").send(frameDocument(extension, readerOf(store, visitor, request)));
    }),
  );
  for (const name of ["account", "frame"])
    router.get(
      `/customer-account/scripts/${name}.js`,
      handler(async (_request, response) => {
        response.type("text/javascript").send(await browserScript(`account/browser/${name}.ts`));
      }),
    );
  router.get(
    "/customer-account/extensions/:handle.js",
    handler(async (request, response) => {
      const extension = find(request);
      if (!extension) response.status(404).type("text").send("The app has no such extension.\n");
      else response.type("text/javascript").send(await bundleExtension(extension, store.config));
    }),
  );
  router.get(
    "/customer-account/session-token",
    handler(async (request, response) => {
      // On the page that thanks nobody need be signed in: the token then names the shop alone.
      const customer = customerOf(store, requireVisitor(store, request, response));
      const token = await extensionToken(store.config, customer ? gid("Customer", customer.id) : null);
      response.set("cache-control", "no-store").json({ token });
    }),
  );
  router.post(
    "/customer-account/api/graphql",
    asCustomer(async (request, response, customer) => {
      const { query, variables } = fieldsOf(request);
      response.json(
        await queryCustomer(store, customer, {
          query: textOf(query),
          variables: variables as Record<string, unknown> | undefined,
        }),
      );
    }),
  );
  return router;
}

async function accountPage(
  store: Store,
  theme: Theme,
  request: Request,
  response: Response,
  extension: UiExtension | null,
  all: UiExtension[],
): Promise<void> {
  const visitor = requireVisitor(store, request, response);
  if (!customerOf(store, visitor)) {
    response.redirect(302, `/account/login?return_to=${encodeURIComponent(request.path)}`);
    return;
  }
  const pages = all
    .filter((one) => one.target === PAGE_TARGET)
    .map((one) => ({ handle: one.id, title: titleOf(one, visitor), isCurrent: one.id === extension?.id }));
  const frames = framesFor(store.config.extensionsDir, extension ? PAGE_TARGET : PROFILE_TARGET);
  const shown = frames.filter(({ id }) => extension === null || id === extension.id);
  const data = { account_pages: pages, account_frames: shown, account_profile: extension === null };
  const title = theme.translate(visitor, "new_account.title");
  await sendPage(store, theme, request, response, {
    template: "customer-account",
    type: "customers/account",
    title,
    data,
  });
}

/** The page of one of the customer's own orders, as new customer accounts have it. */
async function orderPage(store: Store, theme: Theme, request: Request, response: Response): Promise<void> {
  const customer = customerOf(store, requireVisitor(store, request, response));
  const order = customer ? store.shop.listOrders(customer.id).find((one) => one.id === request.params.id) : null;
  if (!order) return notFound(store, theme, request, response);
  const frames = framesFor(store.config.extensionsDir, ORDER_TARGET, order.id);
  const data = { order: orderDrop(store, order), account_frames: frames };
  const title = order.name;
  await sendPage(store, theme, request, response, { template: "order", type: "customers/order", title, data });
}

function readerOf(store: Store, visitor: Visitor, request: Request) {
  const language = findLanguage(visitor.language) ?? "en";
  return { language, theme: store.pages.theme, order: textOf(request.query.order) || null };
}

/** An extension's page is named by the word `title`, else by its name. */
function titleOf(extension: UiExtension, visitor: Visitor): string {
  const words = readWords(extension, visitor.language) as Record<string, unknown>;
  return textOf(words.title) || textOf(words.name) || extension.handle;
}
