import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";

const complete = {
  NODE_ENV: "production",
  DATABASE_URL: "postgresql://laurel@127.0.0.1:5432/laurel",
  SHOPIFY_API_KEY: "0123456789abcdef",
  SHOPIFY_API_SECRET: "a-secret-that-nobody-may-read",
  SHOPIFY_APP_URL: "https://laurel.example.com/",
  TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
};

function problemsOf(change: Record<string, string | undefined>): string {
  try {
    readEnvironment({ ...complete, ...change });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

describe("a merchant who forgot a setting is told which one and what to do, before anything starts", () => {
  test("a complete environment is read, with the scopes of shopify.app.toml", () => {
    const env = readEnvironment(complete);
    expect(env).toMatchObject({ SHOPIFY_APP_URL: "https://laurel.example.com", PORT: 3000, LOG_LEVEL: "info" });
    expect(env.SCOPES).toContain("write_discounts");
    expect(env.TOKEN_ENCRYPTION_KEY).toHaveLength(32);
  });

  test(".env.example works as it is", () => {
    const example = parseEnv(readFileSync(new URL("../.env.example", import.meta.url), "utf8"));
    const env = readEnvironment({ ...example, DATABASE_URL: complete.DATABASE_URL });
    expect(env.NODE_ENV).toBe("production");
  });

  const cases: { change: Record<string, string | undefined>; told: RegExp }[] = [
    { change: { DATABASE_URL: undefined }, told: /DATABASE_URL is missing: set it to a PostgreSQL address/ },
    { change: { DATABASE_URL: "mysql://x" }, told: /DATABASE_URL must begin with postgresql/ },
    { change: { SHOPIFY_API_KEY: "" }, told: /SHOPIFY_API_KEY is missing: copy the client id/ },
    { change: { SHOPIFY_API_SECRET: undefined }, told: /SHOPIFY_API_SECRET is missing/ },
    { change: { SHOPIFY_API_SECRET: "short" }, told: /SHOPIFY_API_SECRET is shorter than 16 characters/ },
    { change: { SHOPIFY_APP_URL: "http://laurel.example.com" }, told: /SHOPIFY_APP_URL must begin with https/ },
    { change: { SHOPIFY_APP_URL: "http://localhost:4001" }, told: /SHOPIFY_APP_URL must begin with https/ },
    { change: { SHOPIFY_APP_URL: "laurel" }, told: /SHOPIFY_APP_URL must be the app's public address/ },
    { change: { TOKEN_ENCRYPTION_KEY: "c2hvcnQ=" }, told: /TOKEN_ENCRYPTION_KEY must be 32 bytes in base64/ },
    { change: { SMTP_URL: "mail.example.com", MAIL_FROM: "a@b.no" }, told: /SMTP_URL must be like smtp/ },
    { change: { SMTP_URL: "smtp://mail.example.com" }, told: /MAIL_FROM is missing: set it to the address/ },
    { change: { MAIL_FROM: "loyalty@example.com" }, told: /SMTP_URL is missing/ },
    { change: { SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "Us <a@b.no>" }, told: /MAIL_FROM must be one e-mail/ },
    { change: { PORT: "http" }, told: /PORT must be a port number/ },
    { change: { LOG_LEVEL: "loud" }, told: /LOG_LEVEL must be one of/ },
  ];
  test.each(cases)("$change", ({ change, told }) => {
    expect(problemsOf(change)).toMatch(told);
  });

  test("everything that is wrong is told at once, and no secret with it", () => {
    const told = problemsOf({ SHOPIFY_API_SECRET: "tiny-secret", SHOPIFY_APP_URL: undefined });
    expect(told.split("\n")).toHaveLength(3);
    expect(told).not.toContain("tiny-secret");
  });

  test("the demo may serve its own machine without TLS, and no other", () => {
    const demo = { ALLOW_LOOPBACK_APP_URL: "1" };
    expect(problemsOf({ ...demo, SHOPIFY_APP_URL: "http://localhost:4001" })).toBe("");
    expect(problemsOf({ ...demo, SHOPIFY_APP_URL: "http://10.0.0.7:4001" })).toMatch(/must begin with https/);
    expect(problemsOf({ NODE_ENV: "development", SHOPIFY_APP_URL: "http://localhost:4001" })).toBe("");
  });
});
