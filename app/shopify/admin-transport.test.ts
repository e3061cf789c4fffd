import {
  GraphqlQueryError,
  HttpInternalError,
  HttpRequestError,
  HttpResponseError,
  HttpThrottlingError,
} from "@shopify/shopify-api";
import { describe, expect, it } from "vitest";
import { createAdminTransport } from "./admin-transport.ts";
import type { AdminClient } from "./admin-transport.ts";

// The library throws for everything but a plain answer: what was refused, what must wait and what is unknown must stay apart.

const COST = {
  requestedQueryCost: 10,
  actualQueryCost: null,
  throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 3, restoreRate: 100 },
};

/** The library's client stands for the network here: it answers or throws what the library really throws. */
function transportOf(graphql: AdminClient["graphql"]): ReturnType<typeof createAdminTransport> {
  return createAdminTransport(() => Promise.resolve({ graphql }));
}

const failing = (error: Error): ReturnType<typeof createAdminTransport> => transportOf(() => Promise.reject(error));

describe("the transport over Shopify's library", () => {
  it("passes query and variables on, and answers with data and cost", async () => {
    const transport = transportOf((query, { variables }) =>
      Promise.resolve(
        new Response(JSON.stringify({ data: { query, variables }, extensions: { cost: COST }, headers: {} })),
      ),
    );
    expect(await transport("query Q { shop { id } }", { n: 1 })).toEqual({
      data: { query: "query Q { shop { id } }", variables: { n: 1 } },
      errors: [],
      extensions: { cost: COST },
    });
  });

  it("gives THROTTLED and other errors of an answer as errors, with what they cost", async () => {
    const body = {
      errors: { message: "GraphQL", graphQLErrors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] },
      extensions: { cost: COST },
    };
    const error = new GraphqlQueryError({ message: "Throttled", response: {}, body });
    expect(await failing(error)("query", {})).toEqual({
      data: null,
      errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
      extensions: { cost: COST },
    });
  });

  const http = { message: "no", statusText: "", body: {} };
  it.each<[Error, object]>([
    [
      new HttpThrottlingError({ ...http, code: 429, retryAfter: 2, headers: {} }),
      { status: 429, retryAfterSeconds: 2 },
    ],
    [
      new HttpInternalError({ ...http, code: 503, headers: { "Retry-After": ["7"] } }),
      { status: 503, retryAfterSeconds: 7 },
    ],
    [new HttpInternalError({ ...http, code: 500, headers: {} }), { status: 500, retryAfterSeconds: null }],
    [new HttpResponseError({ ...http, code: 401, headers: {} }), { status: 401, retryAfterSeconds: null }],
  ])("gives %s as the refusal of its status", async (error, refusal) => {
    await expect(failing(error)("query", {})).rejects.toMatchObject({ name: "HttpRefusal", ...refusal });
  });

  it("leaves a lost connection what it is", async () => {
    await expect(failing(new HttpRequestError("socket hang up"))("query", {})).rejects.toThrow("socket hang up");
  });

  it("says that the shop has to be opened again when there is no token", async () => {
    const transport = createAdminTransport(() => Promise.reject(new Error("Could not find a session")));
    await expect(transport("query", {})).rejects.toMatchObject({ kind: "unauthorized" });
  });
});
