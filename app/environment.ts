import { readFileSync } from "node:fs";
import { z } from "zod";
import { isMailAddress } from "./domain/mail.ts";

const SECRET_CHARACTERS = 16;
const KEY_BYTES = 32;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const port = z.coerce.number({ error: "must be a port number" }).int().min(1).max(65_535);
const flag = z.enum(["0", "1"], { error: 'must be "1" or "0"' }).transform((value) => value === "1");

/** Every variable that Laurel reads; the sentence says what to do when one is missing. */
const schema = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  DATABASE_URL: z
    .string({ error: "is missing: set it to a PostgreSQL address (npm start and npm run demo set it themselves)" })
    .regex(/^postgres(ql)?:\/\//, { error: "must begin with postgresql://" }),
  SHOPIFY_API_KEY: z
    .string({ error: "is missing: copy the client id from your app's page in the Dev Dashboard" })
    .min(1, { error: "is empty: copy the client id from your app's page in the Dev Dashboard" }),
  SHOPIFY_API_SECRET: z
    .string({ error: "is missing: copy the client secret from your app's page in the Dev Dashboard" })
    .min(SECRET_CHARACTERS, {
      error: `is shorter than ${String(SECRET_CHARACTERS)} characters: copy the whole client secret from the Dev Dashboard`,
    }),
  SHOPIFY_APP_URL: z
    .url({ protocol: /^https?$/, error: "must be the app's public address, such as https://laurel.example.com" })
    .transform((address) => address.replace(/\/+$/, "")),
  /** The demo runs the production build on this machine without TLS, and says so. */
  ALLOW_LOOPBACK_APP_URL: flag.default(false),
  SCOPES: z.string({ error: "is missing, and shopify.app.toml has no scopes: set one of them" }).transform((list) =>
    list
      .split(",")
      .map((scope) => scope.trim())
      .filter(Boolean),
  ),
  TOKEN_ENCRYPTION_KEY: z
    .string({ error: `is missing: make one with "openssl rand -base64 ${String(KEY_BYTES)}" and keep it safe` })
    .transform((text) => Buffer.from(text, "base64"))
    .refine((key) => key.length === KEY_BYTES, {
      error: `must be ${String(KEY_BYTES)} bytes in base64: make one with "openssl rand -base64 ${String(KEY_BYTES)}"`,
    }),
  /** Mails to members; without it none are sent. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s/]+/, { error: "must be like smtp://user:password@mail.example.com:587 or smtps://…" })
    .optional(),
  MAIL_FROM: z
    .string()
    .refine(isMailAddress, { error: "must be one e-mail address, such as loyalty@example.com" })
    .optional(),
  PORT: port.default(3000),
  HOST: z.string().default("0.0.0.0"),
  DATA_DIR: z.string().min(1).default(".data"),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      error: "must be one of trace, debug, info, warn, error, fatal, silent",
    })
    .default("info"),
  DATABASE_CONNECTIONS: z.coerce.number({ error: "must be a number" }).int().min(2).max(500).default(10),
});

export type Environment = z.infer<typeof schema>;
export type EnvironmentSource = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used; the message names each variable and what to do. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/**
 * Reads and checks the environment. Empty variables count as missing, because that is what `FOO=` in a `.env` means.
 * Throws an EnvironmentError that lists everything that is wrong at once, without any value that could be a secret.
 */
export function readEnvironment(source: EnvironmentSource, scopesFile = "shopify.app.toml"): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse({
    ...given,
    PORT: given["PORT"] ?? given["APP_PORT"],
    SCOPES: given["SCOPES"] ?? readScopes(scopesFile),
  });
  const problems = parsed.success
    ? [...addressProblems(parsed.data), ...mailProblems(parsed.data)]
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  if (!parsed.success || problems.length > 0) {
    throw new EnvironmentError(`The environment is not complete.\n${problems.map((line) => `  - ${line}`).join("\n")}`);
  }
  return parsed.data;
}

/** Shopify frames and calls only https addresses; plain http in production would carry tokens in the clear. */
function addressProblems(environment: Environment): string[] {
  const address = new URL(environment.SHOPIFY_APP_URL);
  if (address.protocol === "https:" || environment.NODE_ENV !== "production") return [];
  if (LOOPBACK.has(address.hostname) && environment.ALLOW_LOOPBACK_APP_URL) return [];
  return ["SHOPIFY_APP_URL must begin with https:// in production: put a TLS proxy in front and use its address"];
}

/** A mail needs a server and a sender: one without the other is a slip that would only show when the first mail is due. */
function mailProblems({ SMTP_URL, MAIL_FROM }: Environment): string[] {
  if ((SMTP_URL === undefined) === (MAIL_FROM === undefined)) return [];
  return SMTP_URL === undefined
    ? ["SMTP_URL is missing: MAIL_FROM alone sends no mails"]
    : ["MAIL_FROM is missing: set it to the address that mails come from"];
}

/** The scopes that shopify.app.toml asks for, so that they stand in one place only. */
function readScopes(path: string): string | undefined {
  try {
    return /^scopes\s*=\s*"([^"]*)"/m.exec(readFileSync(path, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
