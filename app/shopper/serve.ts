import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

/** One byte more than the largest form of ours: whoever reads the form sees that it is too large. */
const READ_AT_MOST = 4097;
/** Only the path and the query of a request mean something here. */
const ORIGIN = "http://app";

/** Hands requests to a function from Request to Response, and nothing between them: what a shopper asks is answered before Remix looks at it. */
export function serve(
  answer: (request: Request) => Promise<Response>,
): (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const request = await requestOf(incoming);
    await send(await answer(request), outgoing);
  };
}

async function requestOf(incoming: IncomingMessage & { originalUrl?: string }): Promise<Request> {
  const { method = "GET", headers, originalUrl, url = "/" } = incoming;
  const named = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) named.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const body = method === "GET" || method === "HEAD" ? null : await beginningOf(incoming);
  return new Request(new URL(originalUrl ?? url, ORIGIN), { method, headers: named, body });
}

async function beginningOf(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed: the refusal of what is too large still goes back on the same connection.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= READ_AT_MOST) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, READ_AT_MOST));
}

/** A file is sent while it is being read; everything else is short, and says how short. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  if (response.body !== null && response.headers.has("content-disposition")) {
    outgoing.writeHead(response.status, headers);
    await pipeline(response.body as unknown as AsyncIterable<Uint8Array>, outgoing).catch(unlessTheyLeft);
    return;
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, { ...headers, "content-length": bytes.length });
  outgoing.end(bytes);
}

/** Whoever leaves in the middle of a file has made no error of ours. */
function unlessTheyLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
