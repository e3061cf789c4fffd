/** Who looks at the storefront: one cookie, as on any shop; cart, language and sign-in hang on it. */
import type { Request, Response } from "express";
import { addVisitor, LANGUAGES } from "../pages-state.ts";
import type { Language, Visitor } from "../pages-state.ts";
import type { Customer } from "../shop/types.ts";
import type { Store } from "../store.ts";

const COOKIE = "visitor";

/** The cookies of a request by name. */
export function readCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0) cookies[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  return cookies;
}

/** The visitor of a request, or null for a browser that was never here. */
export function findVisitor(store: Store, request: Request): Visitor | null {
  const token = readCookies(request.headers.cookie)[COOKIE];
  return token && Object.hasOwn(store.pages.visitors, token) ? (store.pages.visitors[token] ?? null) : null;
}

/** The visitor of a request; a new one gets a cookie. */
export function requireVisitor(store: Store, request: Request, response: Response): Visitor {
  const visitor = findVisitor(store, request) ?? welcome(store, request, response);
  visitor.seenAt = Date.now();
  return visitor;
}

function welcome(store: Store, request: Request, response: Response): Visitor {
  const wanted = request.acceptsLanguages("en", "nb", "no");
  const visitor = addVisitor(store.pages, wanted === "nb" || wanted === "no" ? "nb" : "en");
  response.cookie(COOKIE, visitor.token, { httpOnly: true, sameSite: "lax", path: "/" });
  store.pagesChanged();
  return visitor;
}

/** The customer who is signed in; somebody who was deleted meanwhile is signed out. */
export function customerOf(store: Store, visitor: Visitor | null): Customer | null {
  if (!visitor?.customerId) return null;
  const { customers, mergedCustomers } = store.shop.state;
  return customers[mergedCustomers[visitor.customerId] ?? visitor.customerId] ?? null;
}

/** A language of the storefront, or null. */
export function findLanguage(value: unknown): Language | null {
  return LANGUAGES.find((language) => language === value) ?? null;
}
