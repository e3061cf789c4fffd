/** JSON.parse as it is in the engine: the reviver also gets the text that a number was written as. TypeScript's types don't know it yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/**
 * Parses JSON without losing digits: a whole number beyond 2^53 (some of Shopify's ids are that long) becomes the decimal string it was
 * written as. All other values are as JSON.parse gives them. Throws a SyntaxError for text that isn't JSON.
 */
export function parseJsonKeepingDigits(text: string): unknown {
  return (JSON.parse as ParseWithSource)(text, (_key, value, context) => {
    if (typeof value !== "number" || Number.isSafeInteger(value) || context.source === undefined) return value;
    return /^-?[0-9]+$/.test(context.source) ? context.source : value;
  });
}
