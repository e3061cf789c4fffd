/**
 * The lowest level of the gateway: one GraphQL request to one shop's Admin API. Production makes a transport from Shopify's own library
 * (admin-transport.server.ts); tests and the scenario runner make one from the dev store's executor. Nothing above knows which.
 */

/** One error of a GraphQL answer, as the Admin API gives it. */
export type GraphqlError = {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
};

/** What an answer says about the shop's leaky bucket. */
export type ThrottleStatus = {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
};

/** The cost that Shopify reports with each answer. */
export type QueryCost = {
  readonly requestedQueryCost: number;
  readonly actualQueryCost: number | null;
  readonly throttleStatus: ThrottleStatus;
};

/** An answer of the Admin API; `errors` is empty when all went well. */
export type GraphqlAnswer = {
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
  readonly extensions?: { readonly cost?: QueryCost };
};

/**
 * Sends one request and answers with what came back. Throws an HttpRefusal when Shopify answered with another status than 200, and any
 * other error when it isn't known whether the request arrived.
 */
export type Transport = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<GraphqlAnswer>;

/** Shopify answered, but not with 200. */
export class HttpRefusal extends Error {
  readonly status: number;
  /** Seconds that Shopify asked us to wait, where it said so. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, retryAfterSeconds: number | null) {
    super(`Shopify answered with HTTP status ${status}.`);
    this.name = "HttpRefusal";
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Why a call could not be completed.
 * - `busy`: the shop's budget was used up for longer than we are willing to wait; a job tries again later.
 * - `unauthorized`: the token is gone (uninstalled, or unused for 90 days); the shop has to be opened again.
 * - `refused`: Shopify understood and refused (a wrong field, no access); trying again won't help.
 * - `unknown`: no answer, a 5xx or an answer that makes no sense: the change may or may not have happened.
 */
export type ShopifyFailureKind = "busy" | "unauthorized" | "refused" | "unknown";

/** A call to Shopify that could not be completed; `kind` says what can be done about it. */
export class ShopifyFailure extends Error {
  readonly kind: ShopifyFailureKind;
  readonly operation: string;

  constructor(kind: ShopifyFailureKind, operation: string, message: string, options?: { cause?: unknown }) {
    super(`${operation}: ${message}`, options);
    this.name = "ShopifyFailure";
    this.kind = kind;
    this.operation = operation;
  }
}
