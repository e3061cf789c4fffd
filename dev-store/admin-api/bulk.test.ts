import { expect, test } from "vitest";
import { openTestShop } from "../shop/testing/shop.ts";
import { AdminApi, OWNER_TOKEN } from "./admin-api.ts";

const RUN =
  "mutation($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id status } userErrors { field message code } } }";
const GET = "query($id: ID!) { bulkOperation(id: $id) { status objectCount rootObjectCount url } }";
type Run = { bulkOperation: { id: string; status: string } | null; userErrors: { code: string; message: string }[] };

test("everything at once, as lines that name their parent, told when it is done", async () => {
  const { shop, wait, topics } = openTestShop({ jobMilliseconds: 3000 });
  const api = new AdminApi({ shop, throttle: null, baseUrl: "http://localhost:4000" });
  const ask = async <T>(query: string, variables: Record<string, unknown>): Promise<T> => {
    const answer = await api.execute({ query, variables, token: OWNER_TOKEN });
    expect(answer.errors).toBeUndefined();
    return Object.values(answer.data ?? {})[0] as T;
  };
  // More than a page of customers, one of whom has two orders.
  const ids = Array.from({ length: 260 }, (_, index) => shop.createCustomer({ firstName: `C${index}` }).id);
  for (let count = 0; count < 2; count += 1)
    shop.placeOrder({ customerId: ids[0] ?? "", lines: [{ product: "tea", price: "10.00" }] });
  const started = await ask<Run>(RUN, {
    q: "{ customers { edges { node { id firstName orders { edges { node { id name } } } } } } }",
  });
  expect(started.bulkOperation?.status).toBe("RUNNING");
  const id = started.bulkOperation?.id ?? "";
  expect(await ask(GET, { id })).toMatchObject({ status: "RUNNING", url: null });
  topics();
  wait(3000);
  const key = id.split("/").at(-1) ?? "";
  expect(await ask(GET, { id })).toEqual({
    status: "COMPLETED",
    objectCount: "262",
    rootObjectCount: "260",
    url: `http://localhost:4000/bulk/${key}.jsonl`,
  });
  expect(topics()).toEqual(["bulk_operations/finish"]);
  const lines = (shop.state.bulkOperations[key]?.lines ?? "")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.slice(0, 3)).toEqual([
    { id: `gid://shopify/Customer/${ids[0] ?? ""}`, firstName: "C0" },
    {
      id: expect.stringContaining("Order") as string,
      name: "#1001",
      __parentId: `gid://shopify/Customer/${ids[0] ?? ""}`,
    },
    {
      id: expect.stringContaining("Order") as string,
      name: "#1002",
      __parentId: `gid://shopify/Customer/${ids[0] ?? ""}`,
    },
  ]);
});

test.each([
  { name: "not GraphQL", query: "{" },
  { name: "an unknown field", query: "{ customers { edges { node { shoeSize } } } }" },
  { name: "no connection", query: "{ shop { name } }" },
  { name: "a mutation", query: 'mutation { segmentDelete(id: "gid://shopify/Segment/1") { deletedSegmentId } }' },
])("refused: $name", async ({ query }) => {
  const { shop } = openTestShop();
  const api = new AdminApi({ shop, throttle: null });
  const answer = await api.execute({ query: RUN, variables: { q: query }, token: OWNER_TOKEN });
  expect((answer.data?.bulkOperationRunQuery as Run).userErrors[0]?.code).toBe("INVALID");
  expect(shop.state.bulkOperations).toEqual({});
});
