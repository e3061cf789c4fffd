import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nodeEnvironment, parseRoles } from "./start.ts";

const SERVER = fileURLToPath(new URL("../server.ts", import.meta.url));

const complete = {
  NODE_ENV: "production",
  DATABASE_URL: "postgresql://laurel:hidden-password@127.0.0.1:9/laurel",
  SHOPIFY_API_KEY: "0123456789abcdef",
  SHOPIFY_API_SECRET: "a-secret-that-nobody-may-read",
  SHOPIFY_APP_URL: "https://laurel.example.com",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
};

async function boot(change: Record<string, string | undefined>): Promise<{ code: number | null; words: string }> {
  const env = { PATH: process.env["PATH"], ...complete, ...change };
  const child = spawn(process.execPath, [SERVER], { env: env as unknown as NodeJS.ProcessEnv });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (words += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, words };
}

describe("a production start that cannot work is refused with what to do", () => {
  test("a short secret and an address without TLS are told together", async () => {
    const { code, words } = await boot({ SHOPIFY_API_SECRET: "short", SHOPIFY_APP_URL: "http://laurel.example.com" });
    expect(code).toBe(1);
    expect(words).toMatch(/SHOPIFY_API_SECRET is shorter than 16 characters/);
    expect(words).toMatch(/See \.env\.example/);
    expect(words).not.toMatch(/at .*\.ts:\d+/);
  });

  test("a database that does not answer is told with its address and without its password", async () => {
    const { code, words } = await boot({});
    expect(code).toBe(1);
    expect(words).toMatch(/The database laurel at 127\.0\.0\.1:9 cannot be reached .*: check DATABASE_URL\./);
    expect(words).not.toContain("hidden-password");
  });
});

describe("one process can do everything or one thing", () => {
  test.each([
    { args: [], roles: { web: true, worker: true, dev: false } },
    { args: ["--web"], roles: { web: true, worker: false, dev: false } },
    { args: ["--worker"], roles: { web: false, worker: true, dev: false } },
    { args: ["--web", "--worker"], roles: { web: true, worker: true, dev: false } },
  ])("$args", ({ args, roles }) => {
    expect(parseRoles(args)).toEqual(roles);
  });

  test("an unknown flag is refused by its name", () => {
    expect(() => parseRoles(["--webb"])).toThrow(/--webb/);
  });

  test("whoever sets nothing gets production, because React is slow otherwise", () => {
    expect(nodeEnvironment({}, parseRoles([]))).toBe("production");
    expect(nodeEnvironment({}, parseRoles(["--dev"]))).toBe("development");
  });
});
