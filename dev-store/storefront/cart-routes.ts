/** The cart's addresses: Shopify's Ajax API and the plain forms. */
import { Router } from "express";
import type { Request, Response } from "express";
import { fieldsOf, handler, localPath, wantsJson } from "../handler.ts";
import { textOf } from "../html.ts";
import type { Visitor } from "../pages-state.ts";
import type { Store } from "../store.ts";
import { addToCart, CartError, cartJson, changeLine, emptyCart, setCodes } from "./cart.ts";
import { requireVisitor } from "./visitor.ts";

/** Everything below /cart but the page itself, and /discount. */
export function cartRoutes(store: Store): Router {
  const router = Router();
  const change = (run: (visitor: Visitor, fields: Record<string, unknown>) => unknown) =>
    handler((request, response) => answer(store, request, response, run));

  router.get(
    "/cart.js",
    handler((request, response) => {
      response.json(cartJson(store, requireVisitor(store, request, response)));
    }),
  );
  router.get(
    "/cart.json",
    handler((request, response) => {
      response.json(cartJson(store, requireVisitor(store, request, response)));
    }),
  );
  router.post(
    ["/cart/add.js", "/cart/add"],
    change((visitor, fields) => add(store, visitor, fields)),
  );
  router.post(
    ["/cart/change.js", "/cart/change"],
    change((visitor, fields) => changeLine(visitor, fields, fields.quantity)),
  );
  router.post(
    ["/cart/update.js", "/cart/update"],
    change((visitor, fields) => update(store, visitor, fields)),
  );
  router.post(
    ["/cart/clear.js", "/cart/clear"],
    change((visitor) => emptyCart(visitor)),
  );
  router.post(
    "/cart",
    handler((request, response) => {
      const visitor = requireVisitor(store, request, response);
      const fields = fieldsOf(request);
      update(store, visitor, fields);
      store.pagesChanged();
      response.redirect(303, "checkout" in fields ? "/checkout" : "/cart");
    }),
  );
  router.get(
    "/discount/:code",
    handler((request, response) => {
      const visitor = requireVisitor(store, request, response);
      setCodes(visitor, [...visitor.codes, ...String(request.params.code).split(",")]);
      store.pagesChanged();
      response.redirect(302, localPath(request.query.redirect, "/"));
    }),
  );
  return router;
}

/** Runs a change; an Ajax call gets JSON, a form is sent on. A refusal is a Cart Error in Shopify's words. */
function answer(
  store: Store,
  request: Request,
  response: Response,
  run: (visitor: Visitor, fields: Record<string, unknown>) => unknown,
): void {
  const visitor = requireVisitor(store, request, response);
  const fields = fieldsOf(request);
  const isAjax = request.path.endsWith(".js") || wantsJson(request);
  try {
    const result = run(visitor, fields);
    store.pagesChanged();
    if (!isAjax) response.redirect(303, localPath(fields.return_to, "/cart"));
    else response.json(result ?? cartJson(store, visitor));
  } catch (error) {
    if (!(error instanceof CartError)) throw error;
    response.status(error.status).json({ status: error.status, message: "Cart Error", description: error.message });
  }
}

/** One product by id and quantity, or several as items; answers the added lines as Shopify does. */
function add(store: Store, visitor: Visitor, fields: Record<string, unknown>): unknown {
  const several = Array.isArray(fields.items) ? (fields.items as Record<string, unknown>[]) : null;
  const added = (several ?? [fields]).map((item) => addToCart(store, visitor, item.id, item.quantity));
  const items = cartJson(store, visitor).items as { variant_id: number }[];
  const lines = added.map((line) => items.find((item) => String(item.variant_id) === line.variantId));
  return several ? { items: lines } : lines[0];
}

/** Quantities by variant or in the lines' order, the note, and the codes (`discount`: a list separated by commas). */
function update(store: Store, visitor: Visitor, fields: Record<string, unknown>): void {
  const { updates, note, discount } = fields;
  if (Array.isArray(updates)) {
    // Backwards, because a line that goes to 0 moves the ones after it.
    for (let line = updates.length; line >= 1; line -= 1) changeLine(visitor, { line }, updates[line - 1]);
  } else if (typeof updates === "object" && updates !== null) {
    for (const [id, quantity] of Object.entries(updates)) {
      const known = visitor.lines.some((line) => line.variantId === id.split(":")[0]);
      if (known) changeLine(visitor, { id }, quantity);
      else if (Number(quantity) > 0) addToCart(store, visitor, id, quantity);
    }
  }
  if (note !== undefined) visitor.note = textOf(note).slice(0, 5000);
  if (discount !== undefined) setCodes(visitor, textOf(discount).split(","));
  if (fields.add_discount !== undefined)
    setCodes(visitor, [...visitor.codes, ...textOf(fields.add_discount).split(",")]);
  if (fields.remove_discount !== undefined)
    setCodes(
      visitor,
      visitor.codes.filter((code) => code !== fields.remove_discount),
    );
}
