import type { Shopper, ShopperAbilities } from "./abilities.ts";
import type { Action } from "./actions.ts";
import { answerDone, answerRefusal, answerRefused, type Asked, askedOf } from "./answers.ts";
import type { Limits } from "./limits.ts";
import { type ProxyIdentity, readProxyQuery } from "./proxy-query.ts";
import { readFields } from "./read-fields.ts";
import type { RefusalReason } from "./refusals.ts";
import { returnPath } from "./return-path.ts";
import type { Signatures } from "./signatures.ts";
import { statementFormat, statementResponse } from "./statement.ts";

export type ProxyTools = {
  abilities: ShopperAbilities;
  limits: Limits;
  isSigned: Signatures["isSigned"];
};

/**
 * Answers one request that came through the app proxy. Who asks is read from the signed query alone: shop and customer; the
 * body only says what is wanted. Nothing is looked up before the signature has been checked.
 */
export async function answerProxy(request: Request, action: Action, tools: ProxyTools, now: Date): Promise<Response> {
  const identity = await identify(request, tools);
  if (identity === null) return refused(request, "forged");
  if (request.method !== "POST") return refused(request, "methodNotAllowed", { allow: "POST" });
  const read = await readFields(request);
  if (!read.ok) return refused(request, read.reason);
  const asked = askedOf(request, read.fields, returnPath(read.fields["return"], "/"));
  const admitted = await admit(identity, asked, tools);
  if (admitted instanceof Response) return admitted;
  const result = await action(tools.abilities, admitted, read.fields, now);
  return result.ok ? answerDone(asked, result.body, result.location) : answerRefusal(asked, result);
}

/** Answers GET /proxy/statement: a file of the shopper's points, for whoever Shopify says is signed in and nobody else. */
export async function answerStatement(request: Request, tools: ProxyTools, now: Date): Promise<Response> {
  const url = new URL(request.url);
  const identity = await identify(request, tools);
  if (identity === null) return refused(request, "forged");
  if (request.method !== "GET") return refused(request, "methodNotAllowed", { allow: "GET" });
  const locale = url.searchParams.get("locale");
  const asked = askedOf(request, locale === null ? {} : { locale }, "/account");
  const format = statementFormat(url);
  if (format === null) return answerRefused(asked, "malformed");
  const admitted = await admit(identity, asked, tools);
  return admitted instanceof Response
    ? admitted
    : statementResponse(await tools.abilities.statement(admitted), format, now);
}

/** Who asks, by Shopify's signature alone; null for a request that Shopify did not sign. */
export async function identify(request: Request, tools: ProxyTools): Promise<ProxyIdentity | null> {
  const url = new URL(request.url);
  const identity = readProxyQuery(url);
  return identity !== null && (await tools.isSigned(url.searchParams)) ? identity : null;
}

/** Lets a shopper in who is signed in, asks not too often, and whose shop has Laurel; else the refusal. */
export async function admit(identity: ProxyIdentity, asked: Asked, tools: ProxyTools): Promise<Shopper | Response> {
  if (identity.customerId === null) return answerRefused(asked, "signedOut");
  const allowance = await tools.limits.take(identity.shop, identity.customerId);
  if (!allowance.ok) return answerRefused(asked, "tooManyRequests", { "retry-after": String(allowance.seconds) });
  return (await tools.abilities.findShopper(identity.shop, identity.customerId)) ?? answerRefused(asked, "unknownShop");
}

/** A refusal before the form was read: nothing of it is used, not even its language. */
export function refused(request: Request, reason: RefusalReason, headers: Record<string, string> = {}): Response {
  return answerRefused(askedOf(request, {}, "/"), reason, headers);
}
