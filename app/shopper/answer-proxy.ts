import type { ShopperAbilities } from "./abilities.ts";
import type { Action } from "./actions.ts";
import { answerDone, answerRefused, askedOf } from "./answers.ts";
import type { Limits } from "./limits.ts";
import { readProxyQuery } from "./proxy-query.ts";
import { readFields } from "./read-fields.ts";
import type { RefusalReason } from "./refusals.ts";
import { returnPath } from "./return-path.ts";

export type ProxyTools = {
  abilities: ShopperAbilities;
  limits: Limits;
  /** Checks Shopify's signature; throws a Response if it is not Shopify's. */
  verify: (request: Request) => Promise<unknown>;
};

/**
 * Answers one request that came through the app proxy. Who asks is read from the signed query alone: shop and customer; the
 * body only says what is wanted. Nothing is looked up before the signature has been checked.
 */
export async function answerProxy(request: Request, action: Action, tools: ProxyTools, now: Date): Promise<Response> {
  const identity = readProxyQuery(new URL(request.url));
  if (identity === null || !(await isSigned(request, tools))) return refused(request, "forged");
  if (request.method !== "POST") return refused(request, "methodNotAllowed", { allow: "POST" });
  const read = await readFields(request);
  if (!read.ok) return refused(request, read.reason);
  const asked = askedOf(request, read.fields, returnPath(read.fields["return"], "/"));
  if (identity.customerId === null) return answerRefused(asked, "signedOut");
  const allowance = await tools.limits.take(identity.shop, identity.customerId);
  if (!allowance.ok) return answerRefused(asked, "tooManyRequests", { "retry-after": String(allowance.seconds) });
  const shop = await tools.abilities.findShop(identity.shop);
  if (shop === null) return answerRefused(asked, "unknownShop");
  const result = await action(tools.abilities, { ...shop, customerId: identity.customerId }, read.fields, now);
  return result.ok ? answerDone(asked, result.body, result.location) : answerRefused(asked, result.reason);
}

async function isSigned(request: Request, tools: ProxyTools): Promise<boolean> {
  try {
    await tools.verify(request);
    return true;
  } catch (error) {
    if (error instanceof Response) return false;
    throw error;
  }
}

/** A refusal before the form was read: nothing of it is used, not even its language. */
export function refused(request: Request, reason: RefusalReason, headers: Record<string, string> = {}): Response {
  return answerRefused(askedOf(request, {}, "/"), reason, headers);
}
