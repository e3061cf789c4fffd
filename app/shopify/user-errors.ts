import type { UserError } from "./answers.ts";
import { ShopifyFailure } from "./transport.ts";

/** Whether Shopify says that the thing a call is about doesn't exist. */
export function isMissing(errors: readonly UserError[]): boolean {
  return errors.some(
    (error) => error.code === "NOT_FOUND" || /not exist|not found|could not find|couldn't find/i.test(error.message),
  );
}

/** Writes user errors for a log line: Shopify's words, with the field that each is about. */
export function errorText(errors: readonly UserError[]): string {
  return errors.map((error) => `${error.field?.join(".") ?? "-"}: ${error.message}`).join("; ");
}

/** Turns user errors that nobody foresaw into a failure; without errors it returns. */
export function requireNoErrors(operation: string, errors: readonly UserError[]): void {
  if (errors.length === 0) return;
  const kind = errors.some((error) => error.code === "INTERNAL_ERROR") ? "unknown" : "refused";
  throw new ShopifyFailure(kind, operation, errorText(errors));
}
