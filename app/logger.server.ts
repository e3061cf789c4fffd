import pino from "pino";
import { env } from "./env.server.ts";

/** Query parameters that let a reader act as somebody else, or say who somebody is. */
const SENSITIVE_PARAMETERS =
  /\b(id_token|hmac|signature|session|access_token|refresh_token|code|state|logged_in_customer_id|email|phone)=[^&\s"']+/gi;
const DATABASE_PASSWORD = /(postgres(?:ql)?:\/\/[^:@/\s]*):[^@\s]*@/gi;
const EMAIL_ADDRESS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

const SENSITIVE_KEYS = [
  "accessToken",
  "refreshToken",
  "access_token",
  "refresh_token",
  "authorization",
  "cookie",
  "password",
  "secret",
  "hmac",
  "signature",
  "email",
  "phone",
  "firstName",
  "lastName",
  "first_name",
  "last_name",
  "body",
  "payload",
];

/** Removes secrets and personal data from a sentence that somebody else wrote, such as an error's message. */
export function scrub(text: string): string {
  return text
    .replace(SENSITIVE_PARAMETERS, "$1=[removed]")
    .replace(DATABASE_PASSWORD, "$1:[removed]@")
    .replace(EMAIL_ADDRESS, "[removed]");
}

/** What is logged of an error: never its `detail`, `response` or `headers`, which hold rows, bodies and tokens. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === "string" ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** A logger that writes to `destination`; the app's own one writes to standard output. */
export function createLogger(level: string, destination?: pino.DestinationStream): pino.Logger {
  const paths = SENSITIVE_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options: pino.LoggerOptions = {
    level,
    base: null,
    redact: { paths, censor: "[removed]" },
    serializers: { err: describeError, error: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Standard output, in pieces of some lines: nobody's answer waits for whoever reads the log. A process that ends writes what is left, one
 * that is killed loses the last moment.
 */
const output = pino.destination({ sync: false, minLength: 4_096, periodicFlush: 250 });

export const logger = createLogger(env.LOG_LEVEL, output);
