import { takeTurn } from "../commands/take-turn.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { gatewayOf } from "../shopify.server.ts";
import { createAbilities } from "./abilities.server.ts";
import type { AccountTools, Question } from "./answer-account.ts";
import type { ProxyTools } from "./answer-proxy.ts";
import { limitCodes } from "./limit-codes.ts";
import { createLimits } from "./limits.ts";
import { createSignatures } from "./signatures.ts";
import { createStatementLinks, type StatementLinkTools } from "./statement-link.ts";

/** One count for both doors: whoever is stopped at the storefront does not go on in the account. */
const limits = createLimits();
const abilities = limitCodes(createAbilities(db, gatewayOf), ({ shopId, customerId }, now) =>
  takeTurn(db, { shopId, customerId, now }),
);

const { isSigned, readToken } = createSignatures({
  apiKey: env.SHOPIFY_API_KEY,
  secret: env.SHOPIFY_API_SECRET,
  url: env.SHOPIFY_APP_URL,
});

export const proxyTools: ProxyTools = { abilities, limits, isSigned };
export const accountTools: AccountTools = { abilities, limits, readToken };

const links = createStatementLinks(env.TOKEN_ENCRYPTION_KEY);

export const statementLinkTools: StatementLinkTools = { abilities, limits, links };

/** Where a browser downloads the shopper's statement, for some minutes. */
export const readStatementLink: Question = async (_abilities, { domain, customerId }, now) => ({
  ok: true,
  body: { path: `/statement/${links.sign({ shop: domain, customerId }, now)}` },
  location: "",
});
