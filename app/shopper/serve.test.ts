import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readFields } from "./read-fields.ts";
import { serve } from "./serve.ts";

// Broken if an answer were cut off, or somebody could fill the memory with a form.
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function start(answer: (request: Request) => Promise<Response>): Promise<string> {
  const handle = serve(answer);
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe("a request of a shopper", () => {
  it("arrives with method, query, headers and body, and its answer goes back with status, headers and length", async () => {
    const url = await start(async (request) => {
      const said = [request.method, new URL(request.url).search, request.headers.get("accept"), await request.text()];
      return Response.json(said, { status: 422, headers: { "retry-after": "7" } });
    });
    const response = await fetch(`${url}/proxy/x?a=1&a=%20`, { method: "POST", body: "æ", headers: { accept: "x/y" } });
    expect(await response.json()).toEqual(["POST", "?a=1&a=%20", "x/y", "æ"]);
    expect([response.status, response.headers.get("retry-after")]).toEqual([422, "7"]);
    expect(response.headers.get("content-length")).toBe("32");
  });

  it("is not read beyond what a form of ours has, and is refused on the same connection", async () => {
    const url = await start(async (request) => Response.json((await readFields(request)).ok));
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const send = async (length: number): Promise<unknown> =>
      (await fetch(url, { method: "POST", headers, body: `a=${"x".repeat(length)}` })).json();
    expect(await send(4094)).toBe(true);
    expect(await send(4095)).toBe(false);
    expect(await send(5_000_000)).toBe(false);
    expect(await send(10)).toBe(true);
  });

  it("gets a file piece by piece, and whoever leaves in the middle ends its making", async () => {
    let ended = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
      cancel: () => {
        ended = true;
      },
    });
    const url = await start(async () => new Response(endless, { headers: { "content-disposition": "attachment" } }));
    const leaving = new AbortController();
    const response = await fetch(url, { signal: leaving.signal });
    const first = await response.body?.getReader().read();
    expect(first?.value?.length).toBeGreaterThan(0);
    leaving.abort();
    await expect.poll(() => ended).toBe(true);
  });
});
