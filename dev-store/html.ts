/** Text from outside, and text made safe for HTML, for pages that the dev store writes itself. */

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Escapes what would end a text or an attribute. */
export function escapeHtml(value: unknown): string {
  return textOf(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A value from outside (a form, JSON, Liquid) as text; what has no text of its own is empty. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ? String(value) : "";
}

/** Attributes from pairs; null, undefined and false leave one out, true writes its name alone. */
export function attributes(values: Record<string, unknown>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`))
    .join("");
}
