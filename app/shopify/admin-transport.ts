import { GraphqlQueryError, HttpResponseError, HttpThrottlingError } from "@shopify/shopify-api";
import { z } from "zod";
import { HttpRefusal, ShopifyFailure } from "./transport.ts";
import type { GraphqlAnswer, Transport } from "./transport.ts";

/** The GraphQL client of Shopify's library for one shop, as `unauthenticated.admin` gives it. */
export type AdminClient = {
  readonly graphql: (
    query: string,
    options: { readonly variables: Record<string, unknown>; readonly signal: AbortSignal },
  ) => Promise<Response>;
};

/** After this long a request counts as lost: its outcome is looked up instead of awaited. */
const REQUEST_SECONDS_MAX = 20;

const cost = z.object({
  requestedQueryCost: z.number(),
  actualQueryCost: z.number().nullable(),
  throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }),
});
const graphqlError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});
/** The library types this part of its error as anything. */
const refusal = z.object({ code: z.number().int(), headers: z.record(z.string(), z.unknown()).optional() });
const extensions = z.object({ cost: cost.optional() }).optional();
const good = z.object({ data: z.unknown().optional(), extensions });
const bad = z.object({
  // A throttled answer has no data at all.
  data: z.unknown().optional(),
  extensions,
  errors: z.object({ graphQLErrors: z.array(graphqlError).min(1) }),
});

/**
 * A transport over Shopify's own library. `adminOf` gives the client with a valid token each time, because tokens live for an hour. The
 * library's retries stay off: it takes Retry-After for milliseconds and doesn't know THROTTLED; throttle.ts does both.
 */
export function createAdminTransport(adminOf: () => Promise<AdminClient>): Transport {
  return async (query, variables) => {
    const admin = await clientOf(adminOf);
    try {
      const signal = AbortSignal.timeout(REQUEST_SECONDS_MAX * 1000);
      const response = await admin.graphql(query, { variables, signal });
      const body = good.parse(await response.json());
      return {
        data: body.data ?? null,
        errors: [],
        ...(body.extensions ? { extensions: withCost(body.extensions) } : {}),
      };
    } catch (error) {
      return answerOf(error);
    }
  };
}

async function clientOf(adminOf: () => Promise<AdminClient>): Promise<AdminClient> {
  try {
    return await adminOf();
  } catch (error) {
    // No session, or a refresh token that has run out: nothing was sent.
    throw new ShopifyFailure("unauthorized", "token", "the shop has to open Laurel again", { cause: error });
  }
}

/** Turns what the library throws into an answer with errors, or into the refusal that it stands for. */
function answerOf(error: unknown): GraphqlAnswer {
  if (error instanceof GraphqlQueryError) {
    const body = bad.safeParse(error.body);
    if (!body.success) throw error;
    const { data, errors } = body.data;
    return {
      data: data ?? null,
      errors: errors.graphQLErrors.map(({ message, path, extensions: details }) => ({
        message,
        ...(path ? { path } : {}),
        ...(details ? { extensions: details } : {}),
      })),
      ...(body.data.extensions ? { extensions: withCost(body.data.extensions) } : {}),
    };
  }
  if (error instanceof HttpThrottlingError) throw new HttpRefusal(429, error.response.retryAfter ?? null);
  if (!(error instanceof HttpResponseError)) throw error;
  const response = refusal.parse(error.response);
  throw new HttpRefusal(response.code, retryAfter(response.headers));
}

function withCost(given: z.infer<typeof extensions>): NonNullable<GraphqlAnswer["extensions"]> {
  return given?.cost ? { cost: given.cost } : {};
}

function retryAfter(headers: Record<string, unknown> | undefined): number | null {
  const value = headers?.["Retry-After"];
  const seconds = Number(Array.isArray(value) ? value[0] : value);
  return Number.isFinite(seconds) ? seconds : null;
}
