import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import compression from "compression";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtAssets } from "./assets.ts";

// What would be broken: a browser that gets bytes that it can't read, or a file of the build that it asks for again and again.

const SCRIPT = `console.log("${"laurel ".repeat(500)}");`;
const folder = mkdtempSync(join(tmpdir(), "laurel-assets-"));
const app = express().use(compression()).use(builtAssetsOf(folder));
const server = app.listen(0, "127.0.0.1");

function builtAssetsOf(root: string) {
  mkdirSync(join(root, "assets"));
  writeFileSync(join(root, "assets/page-1a2b.js"), SCRIPT);
  writeFileSync(join(root, "assets/page-1a2b.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(join(root, "assets/small-3c4d.js"), "1;");
  return builtAssets(root);
}

beforeAll(async () => {
  if (!server.listening) await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Asks as a browser would, but leaves the bytes as they come. */
async function ask(path: string, encodings: string, more: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, path, headers: { "accept-encoding": encodings, ...more } }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) };
}

describe("files of the build", () => {
  test("are sent as the build has compressed them, to be kept for ever", async () => {
    const { status, headers, body } = await ask("/assets/page-1a2b.js", "gzip, deflate, br");
    expect(status).toBe(200);
    expect(headers["content-encoding"]).toBe("br");
    expect(headers["content-type"]).toMatch(/^(text|application)\/javascript/);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(headers["vary"]).toContain("Accept-Encoding");
    expect(brotliDecompressSync(body).toString()).toBe(SCRIPT);
  });

  test.each([
    ["gzip", "/assets/page-1a2b.js", "gzip"],
    ["identity", "/assets/page-1a2b.js", undefined],
    ["br;q=0, gzip", "/assets/page-1a2b.js", "gzip"],
    ["br", "/assets/small-3c4d.js", undefined],
  ])("whoever reads %s gets %s as %s", async (encodings, path, expected) => {
    const { status, headers } = await ask(path, encodings);
    expect([status, headers["content-encoding"]]).toEqual([200, expected]);
    expect(headers["cache-control"]).toContain("immutable");
  });

  test("what is not there is said so, whatever is read", async () => {
    const { status, headers } = await ask("/assets/gone-9z.js", "br");
    expect([status, headers["content-encoding"]]).toEqual([404, undefined]);
  });

  test("what a browser has already is not sent again", async () => {
    const first = await ask("/assets/page-1a2b.js", "br");
    const again = await ask("/assets/page-1a2b.js", "br", { "if-none-match": first.headers.etag ?? "" });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });
});
