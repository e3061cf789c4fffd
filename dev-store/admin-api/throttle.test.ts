import { describe, expect, test } from "vitest";
import { openTestShop } from "../shop/testing/shop.ts";
import { AdminApi, OWNER_TOKEN, type AdminAnswer } from "./admin-api.ts";
import { Throttle } from "./throttle.ts";

describe("the bucket", () => {
  test("fills by its rate, never above its rim, never by a clock that runs backwards", () => {
    let now = 0;
    const throttle = new Throttle({ restoreRate: 100, maximumAvailable: 1000, milliseconds: () => now });
    throttle.charge(900);
    expect([throttle.admits(100), throttle.admits(101)]).toEqual([true, false]);
    now = 5000;
    expect(throttle.status().currentlyAvailable).toBe(600);
    now = 0;
    expect(throttle.status().currentlyAvailable).toBe(600);
    now = 60_000;
    expect(throttle.status()).toEqual({ maximumAvailable: 1000, currentlyAvailable: 1000, restoreRate: 100 });
  });
});

describe("requests", () => {
  const open = (): {
    ask: (query: string, variables?: Record<string, unknown>) => Promise<AdminAnswer>;
    wait: (ms: number) => void;
    api: AdminApi;
    customer: string;
  } => {
    let now = 0;
    const { shop } = openTestShop();
    const customer = `gid://shopify/Customer/${shop.createCustomer({ firstName: "Ada" }).id}`;
    const api = new AdminApi({ shop, throttle: { restoreRate: 10, maximumAvailable: 25, milliseconds: () => now } });
    return {
      api,
      customer,
      ask: (query, variables) => api.execute({ query, variables, token: OWNER_TOKEN }),
      wait: (ms) => (now += ms),
    };
  };
  const TAG =
    "mutation($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { message } } }";

  test("a mutation costs 10; the third in a row of 25 points is throttled, changes nothing, and goes through after waiting", async () => {
    const { ask, wait, customer } = open();
    const add = (tag: string): Promise<AdminAnswer> => ask(TAG, { id: customer, tags: [tag] });
    expect((await add("a")).extensions?.cost).toMatchObject({
      requestedQueryCost: 10,
      actualQueryCost: 10,
      throttleStatus: { currentlyAvailable: 15 },
    });
    await add("b");
    const third = await add("c");
    expect(third.errors).toMatchObject([{ message: "Throttled", extensions: { code: "THROTTLED" } }]);
    expect(third.extensions?.cost).toMatchObject({
      actualQueryCost: null,
      throttleStatus: { currentlyAvailable: 5, restoreRate: 10 },
    });
    const tags = async (): Promise<unknown> =>
      (await ask("query($id: ID!) { customer(id: $id) { tags } }", { id: customer })).data?.customer;
    expect(await tags()).toEqual({ tags: ["a", "b"] });
    wait(1000);
    expect((await add("c")).errors).toBeUndefined();
  });

  test("metafieldsSet costs 1 more for each owner", async () => {
    const { ask, customer } = open();
    const m = ["a1", "b1"].map((key) => ({ ownerId: customer, key, type: "json", value: "1" }));
    const answer = await ask(
      "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { message } } }",
      { m },
    );
    expect(answer.extensions?.cost.requestedQueryCost).toBe(11);
  });

  test("the owner's scripts don't empty the app's bucket, and the console can", async () => {
    const { api, ask, customer } = open();
    await ask(TAG, { id: customer, tags: ["a"] });
    expect(api.configureThrottle({}).currentlyAvailable).toBe(25);
    expect(api.configureThrottle({ empty: true }).currentlyAvailable).toBe(0);
    expect(api.configureThrottle({ restoreRate: 100 })).toMatchObject({ maximumAvailable: 2000, restoreRate: 100 });
  });
});
