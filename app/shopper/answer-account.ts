import type { Shopper, ShopperAbilities } from "./abilities.ts";
import type { Action, Done } from "./actions.ts";
import { answerDone, answerRefusal, answerRefused, askedOf, type Asked } from "./answers.ts";
import type { Limits } from "./limits.ts";
import { type Fields, readFields } from "./read-fields.ts";
import { type Refused, refuse } from "./refusals.ts";
import type { Signatures } from "./signatures.ts";
import type { ShopperLanguage } from "./words.ts";

export type AccountTools = {
  abilities: ShopperAbilities;
  limits: Limits;
  readToken: Signatures["readToken"];
};

/** Extensions run in a worker whose origin is opaque: no other origin could be named, and no cookie is ever sent. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-max-age": "7200",
};
/** Shopify's domains are written with or without a scheme in `dest`. */
const SHOP = /^(?:https:\/\/)?([a-z0-9][a-z0-9-]{0,62}\.myshopify\.com)$/;
const CUSTOMER = /^gid:\/\/shopify\/Customer\/([1-9][0-9]{0,17})$/;

/** What an extension may ask: a question is asked with GET and reads no body. */
export type Deed = { method: "POST"; act: Action } | { method: "GET"; read: Question };
export type Question = (
  abilities: ShopperAbilities,
  shopper: Shopper,
  now: Date,
  asked: { url: URL; language: ShopperLanguage },
) => Promise<Done | Refused>;

/** Answers one request of a customer account extension. Who asks is read from the token alone; the body says what is wanted. */
export async function answerAccount(request: Request, deed: Deed, tools: AccountTools, now: Date): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
  const response = await answer(request, deed, tools, now);
  for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
  return response;
}

async function answer(request: Request, deed: Deed, tools: AccountTools, now: Date): Promise<Response> {
  const plain: Asked = { ...askedOf(request, {}, ""), json: true };
  const identity = await identify(request, tools);
  if (!identity.ok) return answerRefused(plain, identity.reason);
  if (request.method !== deed.method) return answerRefused(plain, "methodNotAllowed", { allow: deed.method });
  const url = new URL(request.url);
  const locale = url.searchParams.get("locale");
  const named: Fields = locale === null ? {} : { locale };
  const read = deed.method === "POST" ? await readFields(request) : { ok: true as const, fields: named };
  if (!read.ok) return answerRefused(plain, read.reason);
  const asked: Asked = { ...askedOf(request, read.fields, ""), json: true };
  const allowance = await tools.limits.take(identity.shop, identity.customerId);
  if (!allowance.ok) return answerRefused(asked, "tooManyRequests", { "retry-after": String(allowance.seconds) });
  const shopper = await tools.abilities.findShopper(identity.shop, identity.customerId);
  if (shopper === null) return answerRefused(asked, "unknownShop");
  const result =
    deed.method === "POST"
      ? await deed.act(tools.abilities, shopper, read.fields, now)
      : await deed.read(tools.abilities, shopper, now, { url, language: asked.language });
  return result.ok ? answerDone(asked, result.body, "") : answerRefusal(asked, result);
}

/**
 * Shop and customer of a token that Shopify signed for this app. Only what the two names look like is checked here.
 */
async function identify(
  request: Request,
  { readToken }: AccountTools,
): Promise<{ ok: true; shop: string; customerId: string } | Refused> {
  const claims = await readToken(request.headers.get("authorization"));
  const shop = typeof claims?.dest === "string" ? SHOP.exec(claims.dest)?.[1] : undefined;
  if (claims === null || shop === undefined) return refuse("badToken");
  if (claims.sub === undefined) return refuse("signedOut");
  const customerId = typeof claims.sub === "string" ? CUSTOMER.exec(claims.sub)?.[1] : undefined;
  return customerId === undefined ? refuse("badToken") : { ok: true, shop, customerId };
}

/** The program as shoppers see it: what the extensions offer for points. */
export const readProgramForShopper: Question = async (abilities, shopper, now) => ({
  ok: true,
  body: { program: await abilities.program(shopper, now) },
  location: "",
});
