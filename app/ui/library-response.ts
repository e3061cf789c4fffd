import { isRouteErrorResponse } from "@remix-run/react";

/**
 * Whether a route's error is a page of Shopify's library: those are whole documents with a script (the bounce page,
 * the way out of the iframe), while our own refusals carry no text.
 */
export function isLibraryPage(error: unknown): boolean {
  return isRouteErrorResponse(error) && typeof error.data === "string" && error.data.includes("<script");
}
