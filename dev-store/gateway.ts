/**
 * Stands for tunnel and CDN in front of the app: the app's public address on this machine.
 *
 * It changes only what names Shopify's own hosts, so that the app stays as it is for Shopify: (1) App Bridge's script,
 * (2) who may frame the app, (3) redirects into the admin, (4) it passes on websockets (hot reload).
 */
import http from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { isExpectedHost } from "./loopback.ts";

const APP_BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";
const ADMIN_REDIRECT = /^https:\/\/(?:admin\.shopify\.com\/store\/([\w-]+)|([\w-]+)\.myshopify\.com\/admin)/;

export type GatewayOptions = {
  /** The app's own address, for example http://127.0.0.1:3000. */
  app: string;
  /** The dev store's address as the browser sees it. */
  store: string;
  /** Addresses of other shops in the box, by their names at Shopify. */
  others?: Readonly<Record<string, string>>;
  /** True while the console has taken the app offline. */
  isOffline?: () => boolean;
};

/** A server that forwards everything to the app with the four changes. The caller listens and closes. */
export function createGateway(options: GatewayOptions): Server {
  const server = http.createServer((request, response) => {
    if (!isExpectedHost(request.headers.host)) {
      end(response, 421, "The gateway answers to localhost only.");
      return;
    }
    if (options.isOffline?.()) {
      end(response, 503, "The app is offline: the dev store's console says so.");
      return;
    }
    forward(request, response, options);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrade(request, socket, head, options);
  });
  return server;
}

function forward(request: IncomingMessage, response: ServerResponse, options: GatewayOptions): void {
  const headers = { ...request.headers, "accept-encoding": "identity", "x-forwarded-host": request.headers.host };
  const upstream = http.request(
    new URL(request.url ?? "/", options.app),
    { method: request.method, headers },
    (answer) => {
      void relay(answer, response, options);
    },
  );
  upstream.on("error", (error) => end(response, 502, `The app does not answer: ${error.message}`));
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}

async function relay(
  answer: IncomingMessage,
  response: ServerResponse,
  { store, others }: GatewayOptions,
): Promise<void> {
  const headers = rewriteHeaders(answer.headers, store, others);
  const status = answer.statusCode ?? 502;
  if (!/text\/html|javascript/.test(answer.headers["content-type"] ?? "")) {
    response.writeHead(status, headers);
    answer.pipe(response);
    return;
  }
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer);
  } catch {
    end(response, 502, "The app broke off its answer.");
    return;
  }
  const body = Buffer.from(replaceScript(Buffer.concat(chunks).toString("utf8"), store));
  delete headers["transfer-encoding"];
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(body);
}

/** Changes 1 to 3 in an answer's headers. */
export function rewriteHeaders(
  given: IncomingHttpHeaders,
  store: string,
  others: GatewayOptions["others"] = {},
): IncomingHttpHeaders {
  const headers = { ...given };
  const policy = headers["content-security-policy"];
  if (policy)
    headers["content-security-policy"] = String(policy).replace(
      "frame-ancestors",
      ["frame-ancestors", store, ...Object.values(others)].join(" "),
    );
  if (headers.location)
    headers.location = headers.location.replace(
      ADMIN_REDIRECT,
      (_all, inAdmin?: string, byDomain?: string) => `${others[inAdmin ?? byDomain ?? ""] ?? store}/admin`,
    );
  if (typeof headers.link === "string") headers.link = replaceScript(headers.link, store);
  return headers;
}

/** Change 1: both the page and the script that hydrates it must name the same address, or React sees a difference. */
function replaceScript(text: string, store: string): string {
  return text.replaceAll(APP_BRIDGE, `${store}/cdn/shopifycloud/app-bridge.js`);
}

/** Change 4: the two sockets are joined; whichever ends first ends the other. */
function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, options: GatewayOptions): void {
  socket.on("error", () => socket.destroy());
  if (!isExpectedHost(request.headers.host) || options.isOffline?.()) return void socket.destroy();
  const upstream = http.request(new URL(request.url ?? "/", options.app), { headers: request.headers });
  upstream.on("upgrade", (answer, other, otherHead) => {
    const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
    if (otherHead.length) socket.write(otherHead);
    if (head.length) other.write(head);
    other.on("error", () => socket.destroy());
    other.on("close", () => socket.destroy());
    socket.on("close", () => other.destroy());
    other.pipe(socket).pipe(other);
  });
  upstream.on("response", () => socket.destroy());
  upstream.on("error", () => socket.destroy());
  upstream.end();
}

function end(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${sentence}\n`);
}
