import "@shopify/shopify-app-remix/adapters/node";
import { InvalidHmacError, InvalidJwtError, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { API_VERSION } from "../shopify/api-version.ts";

/** What a customer account extension's session token says; Shopify signs it with the app's secret. */
export type AccountClaims = { dest?: unknown; sub?: unknown };

export type Signatures = {
  /** The claims of the token in a request's `authorization`; null unless Shopify signed it, for this app and for now. */
  readToken: (authorization: string | null) => Promise<AccountClaims | null>;
  /** Whether Shopify's app proxy signed this query just now. */
  isSigned: (parameters: URLSearchParams) => Promise<boolean>;
};

const BEARER = /^Bearer\s+(\S+)$/i;

/**
 * Asks Shopify's library what Shopify signed with the app's secret. It is asked for the two checks alone: its doors for whole requests refuse by the
 * browser's name before they look at a token, and read the shop's session from the database, for an Admin API that no shopper's request needs.
 */
export function createSignatures(app: { apiKey: string; secret: string; url: string }): Signatures {
  const library = shopifyApi({
    apiKey: app.apiKey,
    apiSecretKey: app.secret,
    hostName: new URL(app.url).host,
    apiVersion: API_VERSION,
    isEmbeddedApp: true,
    // What it says of a token that it refuses holds the token.
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
  return {
    readToken: async (authorization) => {
      const token = BEARER.exec(authorization ?? "")?.[1];
      if (token === undefined) return null;
      const claims = await library.session.decodeSessionToken(token).catch(nullIf(InvalidJwtError));
      // The library believes a token without an end, which is none of Shopify's: whoever found it could use it for ever.
      return typeof claims?.exp === "number" ? claims : null;
    },
    isSigned: async (parameters) =>
      (await library.utils.validateHmac(parameters, { signator: "appProxy" }).catch(nullIf(InvalidHmacError))) === true,
  };
}

/** The library throws where a signature is missing or wrong; whatever else it throws is an error of ours. */
function nullIf(refusal: new (...arguments_: never[]) => Error): (error: unknown) => null {
  return (error) => {
    if (error instanceof refusal) return null;
    throw error;
  };
}
