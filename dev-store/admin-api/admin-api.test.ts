import { beforeEach, describe, expect, test } from "vitest";
import { lineId, openTestShop, type TestShop } from "../shop/testing/shop.ts";
import { AdminApi, OWNER_TOKEN } from "./admin-api.ts";
import type { ThrottleOptions } from "./throttle.ts";

let store: TestShop;
let api: AdminApi;

beforeEach(() => {
  store = openTestShop();
  api = openApi(null);
});

function openApi(throttle: ThrottleOptions | null, scopes = ["write_customers", "read_orders"]): AdminApi {
  return new AdminApi({ shop: store.shop, throttle, findToken: (token) => (token === "app" ? { scopes } : null) });
}

type Answer = {
  data: Record<string, Record<string, unknown>>;
  errors: { message: string; extensions?: Record<string, unknown>; path?: unknown[] }[];
};
async function ask(query: string, variables: Record<string, unknown> = {}, token = OWNER_TOKEN): Promise<Answer> {
  const answer = await api.execute({ query, variables, token });
  return { data: (answer.data ?? {}) as Answer["data"], errors: (answer.errors ?? []) as Answer["errors"] };
}

const gid = (type: string, id: string): string => `gid://shopify/${type}/${id}`;
const placeOrder = (customerId: string | null = null): ReturnType<TestShop["shop"]["placeOrder"]> =>
  store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "100.00", quantity: 2 }] });

describe("who may ask", () => {
  test("a bad token is answered with 401, no query with 400", async () => {
    expect(await api.handle("nobody", { query: "{ shop { name } }" })).toMatchObject({
      status: 401,
      body: { errors: expect.stringContaining("Invalid API key") as string },
    });
    expect((await api.handle("app", {})).status).toBe(400);
    expect((await api.handle("app", { query: "{ shop { name } }" })).body.data).toEqual({
      shop: { name: "Tea House" },
    });
    await expect(ask("{ shop { name } }", {}, "nobody")).rejects.toThrow("Invalid API key");
  });

  test("an app may do what its scopes allow, and is told which one it lacks", async () => {
    const create =
      'mutation { customerCreate(input: { firstName: "Ada" }) { customer { id } userErrors { message } } }';
    expect((await ask(create, {}, "app")).errors).toEqual([]);
    const cancel =
      "mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: false) { job { id } orderCancelUserErrors { message } } }";
    const { errors } = await ask(cancel, { id: gid("Order", placeOrder().id) }, "app");
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining("write_orders") as string,
      extensions: { code: "ACCESS_DENIED" },
    });
    expect((await ask("{ discountNodes(first: 1) { nodes { id } } }", {}, "app")).errors[0]?.message).toContain(
      "read_discounts",
    );
  });
});

describe("what is wrong is told as Shopify tells it", () => {
  test("an unknown field, a missing variable, a bad date, a bad id", async () => {
    expect((await ask("{ shop { colour } }")).errors[0]?.extensions?.code).toBe("undefinedField");
    const query = "query($id: ID!) { customer(id: $id) { id } }";
    expect((await ask(query)).errors[0]?.extensions?.code).toBe("INVALID_VARIABLE");
    expect((await ask(query, { id: "7" })).errors[0]?.message).toBe("Invalid global id '7'");
    expect((await ask(query, { id: gid("Customer", "7") })).data.customer).toBeNull();
    const discount =
      "mutation($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) { userErrors { message } } }";
    expect((await ask(discount, { d: { startsAt: "tomorrow" } })).errors[0]?.message).toContain("startsAt");
  });

  test("what the dev store hasn't got fails by its name", async () => {
    expect(
      (await ask("{ translatableResources(first: 1, resourceType: PRODUCT) { nodes { resourceId } } }")).errors[0]
        ?.message,
    ).toBe("dev store: QueryRoot.translatableResources is not implemented");
    placeOrder();
    const { errors } = await ask("{ orders(first: 1) { nodes { id statusPageUrl } } }");
    expect(errors[0]).toMatchObject({
      message: "dev store: Order.statusPageUrl is not implemented",
      path: ["orders", "nodes", 0, "statusPageUrl"],
    });
    expect((await ask('{ customers(first: 1, query: "shoe_size:41") { nodes { id } } }')).errors[0]?.message).toContain(
      "shoe_size",
    );
  });

  test.each<{
    name: string;
    query: string;
    payload: string;
    variables?: (id: { customer: string; order: string }) => Record<string, unknown>;
    errors: unknown[];
  }>([
    {
      name: "customerCreate with a taken address",
      query:
        'mutation { customerCreate(input: { email: "ADA@example.com" }) { customer { id } userErrors { field message } } }',
      payload: "customerCreate",
      errors: [{ field: ["email"], message: "Email has already been taken" }],
    },
    {
      name: "customerDelete with orders",
      query:
        "mutation($customer: ID!) { customerDelete(input: { id: $customer }) { deletedCustomerId userErrors { field message } } }",
      payload: "customerDelete",
      variables: ({ customer }) => ({ customer }),
      errors: [{ field: ["id"], message: "Customer can't be deleted because they have associated orders" }],
    },
    {
      name: "tagsAdd on nobody",
      query:
        'mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: ["x"]) { node { id } userErrors { field message } } }',
      payload: "tagsAdd",
      errors: [{ field: ["id"], message: "Customer does not exist" }],
    },
    {
      name: "refundCreate of too many",
      query: "mutation($i: RefundInput!) { refundCreate(input: $i) { refund { id } userErrors { field message } } }",
      payload: "refundCreate",
      variables: ({ order }) => ({
        i: {
          orderId: order,
          refundLineItems: [
            { lineItemId: gid("LineItem", lineId(store.shop, order.split("/").at(-1) ?? "")), quantity: 3 },
          ],
        },
      }),
      errors: [
        {
          field: ["input", "refundLineItems", "0", "quantity"],
          message: "Quantity cannot refund more items than were purchased",
        },
      ],
    },
    {
      name: "discountCodeBasicCreate without anything",
      query:
        "mutation { discountCodeBasicCreate(basicCodeDiscount: {}) { codeDiscountNode { id } userErrors { field message code } } }",
      payload: "discountCodeBasicCreate",
      errors: [{ field: ["basicCodeDiscount", "title"], message: "Title can't be blank", code: "BLANK" }],
    },
    {
      name: "discountCodeDeactivate of nothing",
      query:
        'mutation { discountCodeDeactivate(id: "gid://shopify/DiscountCodeNode/1") { codeDiscountNode { id } userErrors { field message code } } }',
      payload: "discountCodeDeactivate",
      errors: [{ field: ["id"], message: "Discount does not exist", code: "INVALID" }],
    },
    {
      name: "metafieldsSet with bad JSON",
      query:
        "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { id } userErrors { field message code elementIndex } } }",
      payload: "metafieldsSet",
      variables: ({ customer }) => ({
        m: [
          { ownerId: customer, key: "ok", type: "json", value: "1" },
          { ownerId: customer, key: "bad", type: "json", value: "{" },
        ],
      }),
      errors: [
        {
          field: ["metafields", "1", "value"],
          message: "Value is invalid JSON.",
          code: "INVALID_VALUE",
          elementIndex: 1,
        },
      ],
    },
    {
      name: "storeCreditAccountCredit in another currency",
      query:
        "mutation($customer: ID!) { storeCreditAccountCredit(id: $customer, creditInput: { creditAmount: { amount: 1, currencyCode: EUR } }) { storeCreditAccountTransaction { amount { amount } } userErrors { field code } } }",
      payload: "storeCreditAccountCredit",
      variables: ({ customer }) => ({ customer }),
      errors: [{ field: ["creditInput", "creditAmount", "currencyCode"], code: "MISMATCHING_CURRENCY" }],
    },
    {
      name: "segmentCreate without a name",
      query:
        'mutation { segmentCreate(name: "", query: "number_of_orders > 1") { segment { id } userErrors { field message } } }',
      payload: "segmentCreate",
      errors: [{ field: ["name"], message: "Name can't be blank" }],
    },
    {
      name: "orderMarkAsPaid of a paid order",
      query:
        "mutation($order: ID!) { orderMarkAsPaid(input: { id: $order }) { order { id } userErrors { field message } } }",
      payload: "orderMarkAsPaid",
      variables: ({ order }) => ({ order }),
      errors: [{ field: ["id"], message: "Order cannot be marked as paid." }],
    },
    {
      name: "orderCreate without lines",
      query: "mutation { orderCreate(order: { lineItems: [] }) { order { id } userErrors { field message code } } }",
      payload: "orderCreate",
      errors: [{ field: ["order", "lineItems"], message: "Line items can't be blank", code: "INVALID" }],
    },
  ])("userErrors of $name", async ({ query, payload, variables, errors: expected }) => {
    const ada = store.shop.createCustomer({ email: "ada@example.com" });
    const ids = { customer: gid("Customer", ada.id), order: gid("Order", placeOrder(ada.id).id) };
    const { data, errors } = await ask(query, variables?.(ids) ?? {});
    expect(errors).toEqual([]);
    const { userErrors, ...rest } = data[payload] ?? {};
    expect(userErrors).toEqual(expected);
    expect(Object.values(rest)).toEqual([null]);
  });
});

describe("lists", () => {
  test("pages neither skip nor repeat when the list grows in between", async () => {
    for (const name of ["A", "B", "C"]) store.shop.createCustomer({ firstName: name });
    const query =
      "query($after: String) { customers(first: 2, after: $after) { nodes { firstName } pageInfo { hasNextPage endCursor } } }";
    type Page = { nodes: { firstName: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    const first = (await ask(query)).data.customers as unknown as Page;
    store.shop.createCustomer({ firstName: "D" });
    const second = (await ask(query, { after: first.pageInfo.endCursor })).data.customers as unknown as Page;
    expect([...first.nodes, ...second.nodes].map((node) => node.firstName)).toEqual(["A", "B", "C", "D"]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  test("a page must have a size, of 250 at most, and a cursor must be one", async () => {
    expect((await ask("{ customers { nodes { id } } }")).errors[0]?.message).toContain("first or last");
    expect((await ask("{ customers(first: 251) { nodes { id } } }")).errors[0]?.message).toContain("250");
    expect((await ask('{ customers(first: 1, after: "x") { nodes { id } } }')).errors[0]?.message).toContain("cursor");
  });

  test.each([
    { query: "ada", found: ["Ada"] },
    { query: "lovelace", found: ["Ada"] },
    { query: "email:BO@example.com", found: ["Bo"] },
    { query: "tag:gold", found: ["Ada"] },
    { query: "tag_not:gold", found: ["Bo", "Cy"] },
    { query: "tag:gold OR first_name:B*", found: ["Ada", "Bo"] },
    { query: "-tag:gold AND (first_name:Bo OR first_name:Cy) -first_name:Cy", found: ["Bo"] },
    { query: "updated_at:>'2026-01-05T09:30:00Z'", found: ["Cy"] },
    { query: "updated_at:<=2026-01-05T09:00:00Z", found: ["Ada", "Bo"] },
    { query: "customer_date:2026-01-05", found: ["Ada", "Bo", "Cy"] },
    { query: "orders_count:>=1", found: [] },
  ])("customers(query: $query)", async ({ query, found }) => {
    store.shop.createCustomer({ firstName: "Ada", lastName: "Lovelace", email: "ada@example.com", tags: ["gold"] });
    store.shop.createCustomer({ firstName: "Bo", email: "bo@example.com" });
    store.wait(3_600_000);
    store.shop.createCustomer({ firstName: "Cy" });
    const { data, errors } = await ask(
      "query($q: String) { customers(first: 10, query: $q) { nodes { firstName } } }",
      { q: query },
    );
    expect(errors).toEqual([]);
    expect((data.customers?.nodes as { firstName: string }[]).map((node) => node.firstName)).toEqual(found);
  });

  test("orders by customer, status and time, newest change first", async () => {
    const ada = store.shop.createCustomer({ firstName: "Ada" });
    const first = placeOrder(ada.id);
    store.wait(60_000);
    const second = placeOrder(ada.id);
    placeOrder();
    store.wait(60_000);
    store.shop.refundOrder(first.id, { amount: "200.00" });
    const names = async (query: string): Promise<string[]> => {
      const text =
        "query($q: String) { orders(first: 10, query: $q, sortKey: UPDATED_AT, reverse: true) { nodes { name } } }";
      return ((await ask(text, { q: query })).data.orders?.nodes as { name: string }[]).map((node) => node.name);
    };
    expect(await names(`customer_id:${ada.id}`)).toEqual([first.name, second.name]);
    expect(await names("financial_status:refunded")).toEqual([first.name]);
    expect(await names("updated_at:>=2026-01-05T09:02:00Z")).toEqual([first.name]);
    expect(await names(`name:${second.name}`)).toEqual([second.name]);
  });
});

describe("answers", () => {
  test("$app stands for the app's own namespace", async () => {
    const ada = store.shop.createCustomer({ firstName: "Ada" });
    const set =
      "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { namespace } userErrors { message } } }";
    const written = await ask(
      set,
      { m: [{ ownerId: gid("Customer", ada.id), key: "loyalty", type: "json", value: '{"balance":5}' }] },
      "app",
    );
    expect(written.data.metafieldsSet?.metafields).toEqual([{ namespace: "app--1" }]);
    const read =
      '{ customers(first: 1) { nodes { a: metafield(namespace: "$app", key: "loyalty") { jsonValue } b: metafield(key: "loyalty") { value } c: metafield(namespace: "custom", key: "loyalty") { value } } } }';
    expect((await ask(read)).data.customers?.nodes).toEqual([
      { a: { jsonValue: { balance: 5 } }, b: { value: '{"balance":5}' }, c: null },
    ]);
  });

  test("an order as it stands after an edit and a refund", async () => {
    const order = store.shop.placeOrder({
      lines: [{ product: "tea", price: "100.00", quantity: 3, discount: "30.00" }],
      shipping: "49.00",
      orderDiscount: "9.00",
    });
    const line = lineId(store.shop, order.id);
    store.shop.editOrder(order.id, { set: [{ lineId: line, quantity: 2 }] });
    store.shop.refundOrder(order.id, { lines: [{ lineId: line, quantity: 1 }], shipping: "49.00" });
    const query = `{ orders(first: 1) { nodes { displayFinancialStatus paymentGatewayNames currentSubtotalPriceSet { shopMoney { amount currencyCode } }
      lineItems(first: 5) { nodes { quantity currentQuantity originalUnitPriceSet { shopMoney { amount } } discountedTotalSet { shopMoney { amount } }
        discountAllocations { allocatedAmountSet { shopMoney { amount } } discountApplication { __typename index } } product { vendor tags collections(first: 5) { nodes { handle } } } } }
      transactions(first: 5) { kind status gateway amountSet { shopMoney { amount } } }
      refunds { refundLineItems(first: 5) { nodes { quantity subtotalSet { shopMoney { amount } } } } refundShippingLines(first: 5) { nodes { subtotalAmountSet { shopMoney { amount } } } } orderAdjustments(first: 5) { nodes { id } } } } } }`;
    const { data, errors } = await ask(query);
    expect(errors).toEqual([]);
    expect((data.orders?.nodes as unknown[])[0]).toEqual({
      displayFinancialStatus: "PARTIALLY_REFUNDED",
      paymentGatewayNames: ["shopify_payments"],
      currentSubtotalPriceSet: { shopMoney: { amount: "87.0", currencyCode: "NOK" } },
      lineItems: {
        nodes: [
          {
            quantity: 3,
            currentQuantity: 1,
            originalUnitPriceSet: { shopMoney: { amount: "100.0" } },
            discountedTotalSet: { shopMoney: { amount: "270.0" } },
            discountAllocations: [
              {
                allocatedAmountSet: { shopMoney: { amount: "30.0" } },
                discountApplication: { __typename: "ManualDiscountApplication", index: 0 },
              },
              {
                allocatedAmountSet: { shopMoney: { amount: "9.0" } },
                discountApplication: { __typename: "ManualDiscountApplication", index: 1 },
              },
            ],
            product: { vendor: "house", tags: [], collections: { nodes: [] } },
          },
        ],
      },
      transactions: [
        { kind: "SALE", status: "SUCCESS", gateway: "shopify_payments", amountSet: { shopMoney: { amount: "310.0" } } },
        {
          kind: "REFUND",
          status: "SUCCESS",
          gateway: "shopify_payments",
          amountSet: { shopMoney: { amount: "136.0" } },
        },
      ],
      refunds: [
        {
          refundLineItems: { nodes: [{ quantity: 1, subtotalSet: { shopMoney: { amount: "87.0" } } }] },
          refundShippingLines: { nodes: [{ subtotalAmountSet: { shopMoney: { amount: "49.0" } } }] },
          orderAdjustments: { nodes: [] },
        },
      ],
    });
  });
});
