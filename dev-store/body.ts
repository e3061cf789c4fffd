/** Reads a request's body once: the bytes for whoever passes them on, and its fields for the pages. */
import express from "express";
import type { Request, RequestHandler } from "express";
import { handler } from "./handler.ts";

/** Larger than the largest webhook or upload of the box. */
const LARGEST_BODY = "20mb";

/** Leaves the bytes in `request.body`; a request without a body has none. */
export const readBytes: RequestHandler = express.raw({ type: () => true, limit: LARGEST_BODY });

/** The bytes of a request that went through `readBytes`. */
export function bytesOf(request: Request): Buffer | null {
  return Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : null;
}

/** Turns bytes into fields: JSON, form or multipart form; brackets in a form's names nest, as Shopify's forms do. */
export const parseFields: RequestHandler = (request, response, next) => {
  const bytes = bytesOf(request);
  if (!bytes) {
    request.body = Buffer.isBuffer(request.body) ? {} : ((request.body as unknown) ?? {});
    next();
    return;
  }
  handler(async () => {
    const type = request.headers["content-type"] ?? "";
    try {
      if (/\bjson\b/.test(type)) request.body = JSON.parse(bytes.toString("utf8")) as unknown;
      else if (/form/.test(type)) request.body = await parseForm(bytes, type);
      else request.body = {};
    } catch {
      response.status(400).json({ errors: "The body is not what its content type says." });
      return;
    }
    next();
  })(request, response, next);
};

async function parseForm(bytes: Buffer, type: string): Promise<Record<string, unknown>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const pairs: [string, string][] = [];
  for (const [name, value] of form.entries()) if (typeof value === "string") pairs.push([name, value]);
  return nestFields(pairs);
}

/** `a` is a value, `a[]` a list, `a[b]` an object; deeper brackets stay part of the key. A repeated plain name keeps its last value. */
export function nestFields(pairs: Iterable<[string, string]>): Record<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    const match = /^([^[\]]+)\[(.*)\]$/.exec(name);
    const [outer, inner] = [match?.[1] ?? name, match?.[2]];
    const before = fields.get(outer);
    if (inner === undefined) fields.set(outer, value);
    else if (inner === "") fields.set(outer, [...(Array.isArray(before) ? (before as unknown[]) : []), value]);
    else fields.set(outer, { ...(typeof before === "object" && !Array.isArray(before) ? before : {}), [inner]: value });
  }
  return Object.fromEntries(fields);
}
