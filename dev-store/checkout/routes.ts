/** The checkout: contact, delivery, codes, payment, and the page that thanks. */
import { Router } from "express";
import type { Request, Response } from "express";
import { framesFor } from "../account/extensions.ts";
import { fieldsOf, handler, wantsJson } from "../handler.ts";
import { textOf } from "../html.ts";
import type { Visitor } from "../pages-state.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Customer, Order, Quote } from "../shop/types.ts";
import type { Store } from "../store.ts";
import { emptyCart, quoteCart, setCodes } from "../storefront/cart.ts";
import { orderDrop } from "../storefront/drops.ts";
import type { Drop } from "../storefront/drops.ts";
import { toCents } from "../storefront/liquid/money.ts";
import { notFound, sendPage } from "../storefront/pages.ts";
import type { Theme } from "../storefront/theme.ts";
import { customerOf, requireVisitor } from "../storefront/visitor.ts";
import { findPaymentMethod, findShippingMethod, PAYMENT_METHODS, planPayment, SHIPPING } from "./payment.ts";
import type { PaymentMethod, ShippingMethod } from "./payment.ts";

/** What the shopper has filled in so far. */
type Choices = {
  email: string;
  firstName: string;
  lastName: string;
  shipping: ShippingMethod;
  payment: PaymentMethod;
  giftCardCode: string;
};

type Placed = { ok: true; order: Order } | { ok: false; errors: string[] };

/** /checkout and the page after it. */
export function checkoutRoutes(store: Store, theme: Theme): Router {
  const router = Router();
  router.get(
    "/checkout",
    handler(async (request, response) => {
      const visitor = requireVisitor(store, request, response);
      if (visitor.lines.length === 0) {
        response.redirect(302, "/cart");
        return;
      }
      await checkoutPage(store, theme, request, response, []);
    }),
  );
  router.post(
    "/checkout",
    handler((request, response) => submit(store, theme, request, response)),
  );
  router.get(
    "/checkout/thank-you/:id",
    handler(async (request, response) => {
      const visitor = requireVisitor(store, request, response);
      const order = store.shop.state.orders[String(request.params.id)];
      if (!order || !visitor.orders.includes(order.id)) return notFound(store, theme, request, response);
      const frames = framesFor(store.config.extensionsDir, "purchase.thank-you.block.render", order.id);
      const data = { order: orderDrop(store, order), email: order.email, account_frames: frames };
      const title = theme.translate(visitor, "checkout.thanks");
      await sendPage(store, theme, request, response, { template: "thank-you", type: "checkout", title, data });
    }),
  );
  return router;
}

function choicesOf(store: Store, visitor: Visitor, request: Request): Choices {
  const fields = fieldsOf(request);
  const customer = customerOf(store, visitor);
  return {
    email: textOf(fields.email ?? customer?.email).trim(),
    firstName: textOf(fields.first_name ?? customer?.firstName).trim(),
    lastName: textOf(fields.last_name ?? customer?.lastName).trim(),
    shipping: findShippingMethod(fields.shipping) ?? "standard",
    payment: findPaymentMethod(fields.payment) ?? "card",
    giftCardCode: textOf(fields.gift_card).trim(),
  };
}

/** The buttons of the page: apply or remove a code, count again, place the order. */
async function submit(store: Store, theme: Theme, request: Request, response: Response): Promise<void> {
  const visitor = requireVisitor(store, request, response);
  const fields = fieldsOf(request);
  const intent = textOf(fields.intent) || "place";
  const before = visitor.codes;
  if (fields.code) setCodes(visitor, [...visitor.codes, ...textOf(fields.code).split(",")]);
  if (intent.startsWith("remove:"))
    setCodes(
      visitor,
      visitor.codes.filter((code) => code !== intent.slice("remove:".length)),
    );
  if (visitor.codes.join() !== before.join()) store.pagesChanged();
  if (intent !== "place") return checkoutPage(store, theme, request, response, []);
  const placed = place(store, theme, visitor, choicesOf(store, visitor, request));
  if (!placed.ok) return checkoutPage(store, theme, request, response, placed.errors);
  if (wantsJson(request)) {
    response.json({ ok: true, order: placed.order.id, name: placed.order.name });
    return;
  }
  response.redirect(303, `/checkout/thank-you/${placed.order.id}`);
}

/** Codes that do not apply are dropped with a sentence before the order is placed, never silently after. */
function place(store: Store, theme: Theme, visitor: Visitor, choices: Choices): Placed {
  const say = (key: string, values: Record<string, unknown> = {}) =>
    theme.translate(visitor, `checkout.errors.${key}`, values);
  if (visitor.lines.length === 0) return { ok: false, errors: [say("empty")] };
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(choices.email)) return { ok: false, errors: [say("email")] };
  const known = customerOf(store, visitor) ?? store.shop.findCustomerByEmail(choices.email);
  const quote = quoteFor(store, visitor, choices, known);
  const refused = quote.codes.filter((verdict) => !verdict.applied);
  if (refused.length > 0) {
    setCodes(
      visitor,
      quote.codes.filter((verdict) => verdict.applied).map((verdict) => verdict.code),
    );
    return { ok: false, errors: refused.map((verdict) => sentenceFor(theme, visitor, verdict)) };
  }
  const plan = planPayment(store, quote, {
    method: choices.payment,
    giftCardCode: choices.giftCardCode,
    customerId: known?.id ?? null,
  });
  if (!plan.ok) return { ok: false, errors: [say(plan.reason)] };
  try {
    const customer = known ?? store.shop.createCustomer(newCustomer(choices, visitor));
    const order = store.shop.placeOrder({
      ...quoteInput(store, visitor, choices, quote, customer),
      email: choices.email,
      payments: plan.payments,
      status: plan.status,
      sourceName: "web",
      note: visitor.note || null,
    });
    emptyCart(visitor);
    visitor.orders = [order.id, ...visitor.orders].slice(0, 50);
    store.pagesChanged();
    return { ok: true, order };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, errors: [error.message] };
    throw error;
  }
}

/** Whoever buys becomes a customer without an account, as at Shopify. */
const newCustomer = (choices: Choices, visitor: Visitor) => ({
  email: choices.email,
  firstName: choices.firstName || null,
  lastName: choices.lastName || null,
  locale: visitor.language,
  state: "DISABLED" as const,
});

const needsShipping = (quote: Quote) => quote.lines.some((line) => !line.giftCard);

/** Gift cards are sent by mail, so a cart of nothing else ships for nothing. */
function quoteInput(store: Store, visitor: Visitor, choices: Choices, quote: Quote, customer: Customer | null) {
  const shipping = needsShipping(quote)
    ? { shipping: SHIPPING[choices.shipping], shippingTitle: titles[choices.shipping] }
    : {};
  return {
    customerId: customer?.id ?? null,
    lines: visitor.lines,
    codes: visitor.codes,
    taxRate: store.pages.taxRate,
    ...shipping,
  };
}

/** As they stand in orders and mails, whatever the shopper's language. */
const titles: Record<ShippingMethod, string> = { standard: "Standard", express: "Express", pickup: "Pickup in store" };

function quoteFor(store: Store, visitor: Visitor, choices: Choices, customer: Customer | null): Quote {
  return store.shop.quote(quoteInput(store, visitor, choices, quoteCart(store, visitor), customer));
}

function sentenceFor(theme: Theme, visitor: Visitor, verdict: Quote["codes"][number]): string {
  return theme.translate(visitor, `codes.${verdict.reason ?? "notFound"}`, { code: verdict.code });
}

async function checkoutPage(
  store: Store,
  theme: Theme,
  request: Request,
  response: Response,
  errors: string[],
): Promise<void> {
  const visitor = requireVisitor(store, request, response);
  const choices = choicesOf(store, visitor, request);
  const customer = customerOf(store, visitor) ?? (choices.email ? store.shop.findCustomerByEmail(choices.email) : null);
  const quote = quoteFor(store, visitor, choices, customer);
  const said = [...errors];
  // A code that was just typed in and does not apply is told and let go; the shopper can type another one.
  for (const verdict of quote.codes.filter((one) => !one.applied)) said.push(sentenceFor(theme, visitor, verdict));
  setCodes(
    visitor,
    quote.codes.filter((verdict) => verdict.applied).map((verdict) => verdict.code),
  );
  const status = said.length > 0 ? 422 : 200;
  if (wantsJson(request)) {
    response.status(status).json({ ok: said.length === 0, errors: said, total: quote.total, codes: quote.codes });
    return;
  }
  const data = { ...pageData(store, quote, choices), errors: said };
  const title = theme.translate(visitor, "checkout.title");
  await sendPage(store, theme, request, response, { template: "checkout", type: "checkout", title, data });
}

function pageData(store: Store, quote: Quote, choices: Choices): Drop {
  const cents = (amount: string) => toCents(amount, quote.currency);
  return {
    choices,
    payment_methods: PAYMENT_METHODS,
    shipping_methods: needsShipping(quote)
      ? Object.entries(SHIPPING).map(([id, price]) => ({ id, price: cents(price) }))
      : [],
    lines: quote.lines.map((line) => ({
      title: line.title,
      variant_title: line.variantTitle === "Default Title" ? null : line.variantTitle,
      quantity: line.quantity,
      original: cents(line.original),
      final: cents(line.final),
      image: store.shop.state.products[line.productId]?.image ? `/cdn/products/${line.handle}.svg` : null,
    })),
    codes: quote.codes
      .filter((verdict) => verdict.applied)
      .map((verdict) => ({ code: verdict.code, amount: cents(verdict.amount) })),
    subtotal: cents(quote.subtotal),
    shipping: cents(quote.shipping),
    shipping_discounts: cents(quote.shippingDiscounts),
    tax: cents(quote.tax),
    taxes_included: quote.taxesIncluded,
    total: cents(quote.total),
  };
}
