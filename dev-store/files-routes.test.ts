import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDevStore, type DevStore } from "./start.ts";

/** The owner's Admin API and the shop's files over real HTTP. */
const dataDir = mkdtempSync(join(tmpdir(), "dev-store-files-"));
let devStore: DevStore;

beforeAll(async () => {
  devStore = await startDevStore({
    dataDir,
    apiKey: "files-test",
    apiSecret: "files-test-secret",
    appUrl: "http://127.0.0.1:9",
    storePort: 0,
    gatewayPort: 0,
    smtpPort: 0,
    empty: true,
  });
});
afterAll(async () => {
  await devStore.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function ask(
  query: string,
  variables: Record<string, unknown>,
): Promise<Record<string, Record<string, unknown>>> {
  const response = await fetch(`${devStore.storeUrl}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": "dev-store-owner" },
    body: JSON.stringify({ query, variables }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: Record<string, Record<string, unknown>> }).data;
}

test("a file is uploaded in two steps and served as what it is", async () => {
  const staged = await ask(
    "mutation($i: [StagedUploadInput!]!) { stagedUploadsCreate(input: $i) { stagedTargets { url resourceUrl } userErrors { message } } }",
    { i: [{ filename: "../card 1.png", mimeType: "image/png", resource: "IMAGE" }] },
  );
  const [target] = staged.stagedUploadsCreate?.stagedTargets as { url: string; resourceUrl: string }[];
  const bytes = Buffer.from([137, 80, 78, 71, 0, 255]);
  expect(
    (await fetch(target?.url ?? "", { method: "PUT", body: bytes, headers: { "content-type": "image/png" } })).status,
  ).toBe(200);
  const made = await ask(
    "mutation($f: [FileCreateInput!]!) { fileCreate(files: $f) { files { fileStatus ... on MediaImage { image { url } } } userErrors { message } } }",
    {
      f: [{ originalSource: target?.resourceUrl, alt: "A card" }],
    },
  );
  const [file] = made.fileCreate?.files as { fileStatus: string; image: { url: string } }[];
  const served = await fetch(file?.image.url ?? "");
  expect([served.headers.get("content-type"), Buffer.from(await served.arrayBuffer())]).toEqual(["image/png", bytes]);
});

test.each([
  "/uploads/1/..%2f..%2fshop.json",
  "/uploads/x/card.png",
  "/uploads/1/missing.png",
  "/bulk/1.jsonl",
  "/bulk/__proto__.jsonl",
])("%s is not there", async (path) => {
  expect((await fetch(devStore.storeUrl + path)).status).toBe(404);
});

test("a bulk operation's file is at the address that it names", async () => {
  await ask('mutation { customerCreate(input: { firstName: "Ada" }) { customer { id } userErrors { message } } }', {});
  const { bulkOperationRunQuery } = await ask(
    "mutation($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id } userErrors { message } } }",
    { q: "{ customers { nodes { id firstName } } }" },
  );
  const { id } = bulkOperationRunQuery?.bulkOperation as { id: string };
  const read = async (): Promise<string | null> =>
    (await ask("query($id: ID!) { bulkOperation(id: $id) { url } }", { id })).bulkOperation?.url as string | null;
  await expect.poll(read).not.toBeNull();
  const lines = await (await fetch((await read()) ?? "")).text();
  expect(JSON.parse(lines)).toMatchObject({ firstName: "Ada" });
});
