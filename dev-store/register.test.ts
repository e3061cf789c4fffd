/** The preload must never act in production or send a merchant's requests anywhere but to this machine. */
import { execFile } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

type Seen = { host: string | undefined; url: string | undefined; proto: unknown; body: string };
const seen: Seen[] = [];
const store = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    seen.push({
      host: request.headers.host,
      url: request.url,
      proto: request.headers["x-forwarded-proto"],
      body: Buffer.concat(chunks).toString(),
    });
    response.end("from the store");
  });
});
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => store.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => store.close(resolve)));

/** Runs a line of JavaScript in a process with the preload. */
function run(code: string, env: Record<string, string>): Promise<{ status: number; output: string }> {
  const preload = join(import.meta.dirname, "register.ts");
  const environment = { PATH: process.env.PATH ?? "", NO_COLOR: "1", DATA_DIR: "/nonexistent", ...env };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", preload, "--input-type=module", "-e", code],
      { env: environment as unknown as NodeJS.ProcessEnv },
      (error, stdout, stderr) => resolve({ status: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

const CALL = `const r = await fetch("https://demo.myshopify.com/admin/x?a=1", { method: "POST", body: "hello" }); console.log(await r.text());`;

describe("the app's preload", () => {
  test("sends Shopify's hosts to the store with their Host header, and nothing else", async () => {
    const result = await run(CALL, { DEV_STORE_URL: address });
    expect(result).toEqual({ status: 0, output: "from the store\n" });
    expect(seen).toEqual([{ host: "demo.myshopify.com", url: "/admin/x?a=1", proto: "https", body: "hello" }]);
    const other = await run(`await fetch("${address}/other")`, { DEV_STORE_URL: "http://localhost:1" });
    expect(other.status).toBe(0);
    expect(seen[1]?.host).toBe(new URL(address).host);
  });

  test("refuses production, unless the demo says that it runs a production build", async () => {
    const refused = await run("0", { DEV_STORE_URL: address, NODE_ENV: "production" });
    expect(refused.status).toBe(1);
    expect(refused.output).toContain("refuses NODE_ENV=production");
    const demo = { DEV_STORE_URL: address, NODE_ENV: "production", DEV_STORE_ALLOW_PRODUCTION_BUILD: "1" };
    expect((await run(CALL, demo)).output).toBe("from the store\n");
  });

  test.each(["http://example.com:4000", "https://localhost:4000", "http://10.0.0.2", "nonsense"])(
    "refuses %s, naming the variable",
    async (elsewhere) => {
      const result = await run("0", { DEV_STORE_URL: elsewhere });
      expect(result.status).toBe(1);
      expect(result.output).toContain("DEV_STORE_URL");
    },
  );

  test("does nothing at all without DEV_STORE_URL", async () => {
    const result = await run("console.log(Date.prototype.constructor === Date)", { NODE_ENV: "production" });
    expect(result).toEqual({ status: 0, output: "true\n" });
  });
});
