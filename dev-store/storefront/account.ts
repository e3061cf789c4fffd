/** Classic customer accounts: sign in with an e-mail address alone, create an account, the account's pages. */
import { Router } from "express";
import type { Request, Response } from "express";
import { fieldsOf, handler, localPath, wantsJson } from "../handler.ts";
import { textOf } from "../html.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Customer } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { orderDrop } from "./drops.ts";
import { notFound, sendPage } from "./pages.ts";
import type { Theme } from "./theme.ts";
import { customerOf, requireVisitor } from "./visitor.ts";

/** A field of a form as Shopify names it (`customer[email]`) or plainly (`email`). */
function field(fields: Record<string, unknown>, name: string): string {
  const nested = fields.customer as Record<string, unknown> | undefined;
  return textOf(fields[name] ?? nested?.[name]).trim();
}

/** Everything below /account. */
export function accountPages(store: Store, theme: Theme): Router {
  const router = Router();
  router.get(
    "/account",
    handler(async (request, response) => {
      const visitor = requireVisitor(store, request, response);
      if (!customerOf(store, visitor)) {
        response.redirect(302, "/account/login");
        return;
      }
      const title = theme.translate(visitor, "account.title");
      await sendPage(store, theme, request, response, { template: "account", type: "customers/account", title });
    }),
  );
  router.get(
    "/account/orders/:id",
    handler(async (request, response) => {
      const customer = customerOf(store, requireVisitor(store, request, response));
      const order = customer ? store.shop.listOrders(customer.id).find((one) => one.id === request.params.id) : null;
      if (!order) return notFound(store, theme, request, response);
      const data = { order: orderDrop(store, order) };
      await sendPage(store, theme, request, response, {
        template: "order",
        type: "customers/order",
        title: order.name,
        data,
      });
    }),
  );
  router.get(
    ["/account/login", "/account/register"],
    handler((request, response) => loginPage(store, theme, request, response)),
  );
  router.post(
    "/account/login",
    handler((request, response) => login(store, theme, request, response)),
  );
  router.post(
    "/account",
    handler((request, response) => register(store, theme, request, response)),
  );
  const logout = handler((request, response) => {
    requireVisitor(store, request, response).customerId = null;
    store.pagesChanged();
    response.redirect(303, "/");
  });
  router.get("/account/logout", logout);
  router.post("/account/logout", logout);
  return router;
}

async function loginPage(store: Store, theme: Theme, request: Request, response: Response): Promise<void> {
  const visitor = requireVisitor(store, request, response);
  if (customerOf(store, visitor)) {
    response.redirect(302, "/account");
    return;
  }
  const data = { return_to: localPath(request.query.return_to ?? request.query.return_url, "/account") };
  const title = theme.translate(visitor, "login.title");
  await sendPage(store, theme, request, response, { template: "login", type: "customers/login", title, data });
}

/** The box has no passwords: whoever knows the address is the customer. An unknown address creates nobody. */
async function login(store: Store, theme: Theme, request: Request, response: Response): Promise<void> {
  const fields = fieldsOf(request);
  const email = field(fields, "email");
  const customer = email ? store.shop.findCustomerByEmail(email) : null;
  if (customer) {
    enter(store, request, response, customer);
    return;
  }
  const sentence = theme.translate(requireVisitor(store, request, response), email ? "login.unknown" : "login.blank", {
    email,
  });
  await refuse(store, theme, request, response, "customer_login", sentence);
}

async function register(store: Store, theme: Theme, request: Request, response: Response): Promise<void> {
  const fields = fieldsOf(request);
  const visitor = requireVisitor(store, request, response);
  try {
    const customer = store.shop.createCustomer({
      email: field(fields, "email"),
      firstName: field(fields, "first_name") || null,
      lastName: field(fields, "last_name") || null,
      locale: visitor.language,
      state: "ENABLED",
      verifiedEmail: true,
    });
    enter(store, request, response, customer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const key = error.code === "TAKEN" ? "login.taken" : "login.invalid";
    await refuse(store, theme, request, response, "create_customer", theme.translate(visitor, key));
  }
}

function enter(store: Store, request: Request, response: Response, customer: Customer): void {
  const visitor = requireVisitor(store, request, response);
  visitor.customerId = customer.id;
  store.pagesChanged();
  if (wantsJson(request)) response.json({ ok: true, customer: customer.id });
  else response.redirect(303, localPath(fieldsOf(request).return_to, "/account"));
}

async function refuse(
  store: Store,
  theme: Theme,
  request: Request,
  response: Response,
  form: string,
  sentence: string,
): Promise<void> {
  if (wantsJson(request)) return void response.status(422).json({ ok: false, message: sentence });
  const title = theme.translate(requireVisitor(store, request, response), "login.title");
  const forms = { [form]: { errors: [sentence], email: field(fieldsOf(request), "email") } };
  const data = { return_to: localPath(fieldsOf(request).return_to, "/account") };
  await sendPage(store, theme, request, response, { template: "login", type: "customers/login", title, forms, data });
}
