/**
 * How a patch changes a program: objects are merged deeply, lists and plain values are replaced, and an object whose `kind`
 * changes is replaced whole, because the keys of one kind mean nothing to another.
 */
export function mergePatch(base: unknown, patch: unknown): unknown {
  if (!isObject(base) || !isObject(patch)) return patch;
  if ("kind" in patch && patch["kind"] !== base["kind"]) return patch;
  // fromEntries defines own keys, so that a key such as "__proto__" in a document stays a plain unknown key.
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    merged.set(key, Object.hasOwn(base, key) ? mergePatch(base[key], value) : value);
  }
  return Object.fromEntries(merged);
}

/** Whether a JSON value is an object (not a list, not null). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
