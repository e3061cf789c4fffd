import { type Refused, refuse } from "./refusals.ts";

/** Our forms send a few hundred bytes. */
const BODY_LIMIT_BYTES = 4096;
const FIELD_LIMIT = 12;

export type Fields = Record<string, string>;

/** Reads a form or a JSON object of plain values; every field may occur once. */
export async function readFields(request: Request): Promise<{ ok: true; fields: Fields } | Refused> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded" && type !== "application/json") return refuse("unsupportedType");
  const text = await readText(request);
  if (text === null) return refuse("tooLarge");
  const pairs = type === "application/json" ? jsonPairs(text) : [...new URLSearchParams(text)];
  if (pairs === null || pairs.length > FIELD_LIMIT) return refuse("malformed");
  const fields: Fields = Object.create(null) as Fields;
  for (const [name, value] of pairs) {
    if (name in fields) return refuse("malformed");
    fields[name] = value;
  }
  return { ok: true, fields };
}

/** The body as text, or null as soon as it is longer than any of our forms. */
async function readText(request: Request): Promise<string | null> {
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Strings, whole numbers and booleans of a flat object, as a form would have sent them; null for anything else. */
function jsonPairs(text: string): [string, string][] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const pairs: [string, string][] = [];
  for (const [name, field] of Object.entries(value)) {
    if (typeof field !== "string" && !Number.isSafeInteger(field)) return null;
    pairs.push([name, String(field)]);
  }
  return pairs;
}
