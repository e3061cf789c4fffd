import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { ShopperAbilities } from "./abilities.ts";
import { answerRefused, askedOf } from "./answers.ts";
import type { Limits } from "./limits.ts";
import { statementFormat, statementResponse } from "./statement.ts";

const KEY_BYTES = 32;
/** Long enough to choose a format and click, too short to be worth anything in a browser's history. */
const LIFE_MS = 10 * 60_000;

/** Whose statement a link opens: a customer as Shopify's signature named them. */
export type StatementTicket = { shop: string; customerId: string };

/**
 * Links to a member's own statement, for pages whose requests carry a session token: a browser that downloads a file sends none. Whoever has
 * the link has the file, until it ends.
 */
export type StatementLinks = {
  sign: (ticket: StatementTicket, now: Date) => string;
  /** The ticket that `sign` wrote, while it lasts; null for anything else. */
  open: (token: string, now: Date) => StatementTicket | null;
};

/** Keys are made from the environment's TOKEN_ENCRYPTION_KEY, as those of mails are. */
export function createStatementLinks(secret: Buffer): StatementLinks {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "laurel statement links", KEY_BYTES));
  const signatureOf = (text: string): Buffer => createHmac("sha256", key).update(text).digest();
  return {
    sign: ({ shop, customerId }, now) => {
      const text = [customerId, String(now.getTime() + LIFE_MS), shop].join(".");
      return `${text}.${signatureOf(text).toString("base64url")}`;
    },
    open: (token, now) => {
      const [, text = "", customerId = "", ends = "", shop = "", signature = ""] =
        /^(([1-9]\d{0,17})\.(\d{1,16})\.([a-z0-9-]+\.myshopify\.com))\.([\w-]{43})$/.exec(token) ?? [];
      const given = Buffer.from(signature, "base64url");
      const right = signatureOf(text);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      return Number(ends) > now.getTime() ? { shop, customerId } : null;
    },
  };
}

export type StatementLinkTools = { abilities: ShopperAbilities; limits: Limits; links: StatementLinks };

/** Answers GET /statement/<token>: the file, for whoever has a link that has not ended. */
export async function answerStatementLink(
  request: Request,
  token: string,
  tools: StatementLinkTools,
  now: Date,
): Promise<Response> {
  const url = new URL(request.url);
  const locale = url.searchParams.get("locale");
  const asked = askedOf(request, locale === null ? {} : { locale }, "");
  if (request.method !== "GET") return answerRefused(asked, "methodNotAllowed", { allow: "GET" });
  const ticket = tools.links.open(token, now);
  if (ticket === null) return answerRefused(asked, "linkEnded");
  const format = statementFormat(url);
  if (format === null) return answerRefused(asked, "malformed");
  const allowance = await tools.limits.take(ticket.shop, ticket.customerId);
  if (!allowance.ok) return answerRefused(asked, "tooManyRequests", { "retry-after": String(allowance.seconds) });
  const shopper = await tools.abilities.findShopper(ticket.shop, ticket.customerId);
  if (shopper === null) return answerRefused(asked, "unknownShop");
  const statement = await tools.abilities.statement(shopper);
  return statementResponse(statement, format, now);
}
