/** The app proxy: what a browser asks below /apps/<subpath> reaches the app signed, with the customer's id that Shopify knows. */
import { createHmac } from "node:crypto";
import type { Request, RequestHandler, Response as Answer } from "express";
import { bytesOf } from "../body.ts";
import { handler } from "../handler.ts";
import type { Visitor } from "../pages-state.ts";
import type { Store } from "../store.ts";
import type { Theme } from "./theme.ts";
import { customerOf, requireVisitor } from "./visitor.ts";

/** Shopify's own parameters; a browser's copies of them are dropped. */
const OWN = new Set(["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"]);
/** Shopify asks under a name of its own, whoever looks at the shop. */
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
/** Longer than an answer takes on a machine that stands still for a while: what is lost here is no finding. */
const WAIT_MS = 60_000;

/** The signature of an app proxy request: repeated parameters joined by commas, sorted, run together, HMAC-SHA256 in hex. */
export function signProxy(parameters: [string, string][], secret: string): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) values.set(name, [...(values.get(name) ?? []), value]);
  const message = [...values]
    .map(([name, all]) => `${name}=${all.join(",")}`)
    .toSorted()
    .join("");
  return createHmac("sha256", secret).update(message).digest("hex");
}

/** Answers below the proxy's path, for any method. Needs the body's bytes. */
export function appProxy(store: Store, theme: Theme): RequestHandler {
  return handler(async (request, response) => {
    const visitor = requireVisitor(store, request, response);
    let answer: Response;
    try {
      answer = await ask(store, visitor, request);
    } catch {
      response.status(502).type("text").send("The app does not answer. Try again in a moment.\n");
      return;
    }
    await passOn(store, theme, visitor, request, response, answer);
  });
}

function ask(store: Store, visitor: Visitor, request: Request): Promise<Response> {
  const { config } = store;
  const asked = new URL(request.originalUrl, config.storeUrl);
  const parameters = [...asked.searchParams].filter(([name]) => !OWN.has(name));
  parameters.push(
    ["shop", config.domain],
    ["logged_in_customer_id", customerOf(store, visitor)?.id ?? ""],
    ["path_prefix", config.proxyPath],
    ["timestamp", String(Math.floor(Date.now() / 1000))],
  );
  const target = new URL(`${config.proxyTarget}${asked.pathname.slice(config.proxyPath.length)}`, config.gatewayUrl);
  for (const [name, value] of parameters) target.searchParams.append(name, value);
  target.searchParams.append("signature", signProxy(parameters, config.apiSecret));
  const headers: Record<string, string> = {
    "user-agent": AGENT,
    "x-forwarded-host": config.domain,
    "accept-language": visitor.language,
  };
  for (const name of ["content-type", "accept", "x-requested-with"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  const bytes = bytesOf(request);
  const body = ["GET", "HEAD"].includes(request.method) || !bytes ? undefined : new Uint8Array(bytes);
  return fetch(target, {
    method: request.method,
    headers,
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(WAIT_MS),
  });
}

/** Redirects go to the browser, Liquid is rendered within the theme, everything else is passed on as it is. Cookies are not. */
async function passOn(
  store: Store,
  theme: Theme,
  visitor: Visitor,
  request: Request,
  response: Answer,
  answer: Response,
): Promise<void> {
  const type = answer.headers.get("content-type") ?? "text/html; charset=utf-8";
  const location = answer.headers.get("location");
  response.status(answer.status).set("cache-control", "no-store");
  if (location) response.set("location", location.replace(`https://${store.config.domain}`, ""));
  const disposition = answer.headers.get("content-disposition");
  if (disposition) response.set("content-disposition", disposition);
  if (/^application\/liquid\b/.test(type)) {
    response.type("html").send(await theme.renderLiquid(visitor, await answer.text(), request.path));
    return;
  }
  response.set("content-type", type).send(Buffer.from(await answer.arrayBuffer()));
}
