import type { Id } from "./types.ts";

/** Shopify's global id of something, for example gid("Order", "42"). */
export function gid(type: string, id: Id): string {
  return `gid://shopify/${type}/${id}`;
}

/** Type and number of a gid; null for anything else. */
export function parseGid(value: string): { type: string; id: Id } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(value);
  return match ? { type: match[1] ?? "", id: match[2] ?? "" } : null;
}

/** The number of a gid of the given type; null where it is of another type or no gid at all. */
export function idOf(value: string, type: string): Id | null {
  const parsed = parseGid(value);
  return parsed?.type === type ? parsed.id : null;
}
