/** Pieces that many answers of the API are made of. */
import { GraphQLError, type GraphQLResolveInfo } from "graphql";
import { parseGid } from "../shop/gid.ts";
import { Refusal } from "../shop/refusal.ts";
import type { Shop } from "../shop/shop.ts";
import type { Amount, Id } from "../shop/types.ts";

/** Who asks: the owner by their own token, or an app. */
export type Actor = { kind: "owner" | "app"; appId: string; scopes: string[]; token: string };

/** What every resolver knows. */
export type Context = {
  shop: Shop;
  actor: Actor;
  app: { id: string; title: string; handle: string; apiKey: string };
  baseUrl: string;
  /** Takes the app out of the shop. */
  uninstallApp: () => void;
  /** Set for bulk operations, whose lists have no pages. */
  unpaged?: boolean;
};

/** An object whose fields answer a type of the schema: plain values, or functions of the field's arguments. */
export type View = Record<string, unknown>;
export type Resolver = (args: never, context: Context, info: GraphQLResolveInfo) => unknown;

/** "49.90" → "49.9", "100.00" → "100.0": how Shopify's GraphQL writes decimals. */
export function decimal(amount: Amount): string {
  const [whole = "0", part = ""] = amount.split(".");
  return `${whole}.${part.replace(/0+$/, "") || "0"}`;
}

export function moneyV2(amount: Amount, currency: string): View {
  return { amount: decimal(amount), currencyCode: currency };
}

export function moneyBag(amount: Amount, currency: string): View {
  return { shopMoney: moneyV2(amount, currency), presentmentMoney: moneyV2(amount, currency) };
}

export function count(number: number): View {
  return { count: number, precision: "EXACT" };
}

/** The number of a gid of one of the given types; anything that is no gid at all is refused as Shopify refuses it. */
export function readId(value: string, ...types: string[]): Id | null {
  const parsed = parseGid(value);
  if (!parsed) throw new GraphQLError(`Invalid global id '${value}'`, { extensions: { code: "INVALID_GLOBAL_ID" } });
  return types.includes(parsed.type) ? parsed.id : null;
}

/** As readId, for inputs: another type of thing is not found. */
export function requireId(value: string, field: string[], ...types: string[]): Id {
  const id = readId(value, ...types);
  if (id === null) throw new Refusal("NOT_FOUND", field, `${types[0] ?? "Resource"} does not exist`);
  return id;
}

/** A namespace as it is stored: `$app` is the app's own, and what is left out is `$app` too. */
export function storedNamespace(context: Context, namespace: string | null | undefined): string {
  const name = namespace ?? "$app";
  if (!name.startsWith("$app")) return name;
  return `app--${context.app.id}${name.slice("$app".length).replace(":", "--")}`;
}

/** Marks a payload of which only the errors matter: every other field of it is null. */
export const REFUSED = Symbol("refused");

/** Runs a mutation; what the shop refuses becomes the payload's userErrors, where `prefix` says which argument the field lies in. */
export function attempt(
  run: () => View,
  options: { prefix?: string[]; errors?: string[]; element?: boolean } = {},
): View {
  const keys = options.errors ?? ["userErrors"];
  try {
    const payload = run();
    for (const key of keys) payload[key] ??= [];
    return payload;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const field = error.field === null ? null : [...(options.prefix ?? []), ...error.field];
    const entry: View = { field, message: error.message, code: error.code, extraInfo: null };
    if (options.element) entry.elementIndex = Number(error.field?.[1] ?? 0);
    const payload: View = { [REFUSED]: true };
    for (const key of keys) payload[key] = [entry];
    return payload;
  }
}
