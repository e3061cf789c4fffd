import { createHash } from "node:crypto";
import { parseGid } from "./gid.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { drop, nextId } from "./state.ts";
import type { Metafield } from "./types.ts";

export type MetafieldInput = {
  ownerId: string;
  namespace: string;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
};

const MOST_BYTES = 65_536;
const MOST_JSON_BYTES = 131_072;

/** Changes with every write; what compareDigest is compared with. */
export function digestOf(metafield: Metafield): string {
  return createHash("sha256").update(`${metafield.revision}:${metafield.type}:${metafield.value}`).digest("hex");
}

const CHECKS: Record<string, (value: string) => string | null> = {
  json: (value) => (isJson(value) ? null : "Value is invalid JSON."),
  number_integer: (value) => (/^-?\d{1,19}$/.test(value) ? null : "Value must be an integer."),
  number_decimal: (value) => (/^-?\d+(\.\d+)?$/.test(value) ? null : "Value must be a decimal."),
  boolean: (value) => (/^(true|false)$/.test(value) ? null : "Value must be true or false."),
  date: (value) =>
    /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
      ? null
      : 'Value must be in "YYYY-MM-DD" format.',
  date_time: (value) => (Number.isNaN(Date.parse(value)) ? 'Value must be in "YYYY-MM-DDTHH:MM:SS" format.' : null),
  single_line_text_field: (value) => (/[\r\n]/.test(value) ? "Value must be a single line text string." : null),
  multi_line_text_field: () => null,
  rich_text_field: (value) => (isJson(value) ? null : "Value is invalid JSON."),
  file_reference: (value) => (parseGid(value) ? null : "Value must be a valid file reference."),
};

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function checkMetafield(
  shop: Shop,
  input: MetafieldInput,
  index: number,
): { type: string; existing: Metafield | null } {
  const field = (name: string): string[] => ["metafields", String(index), name];
  if (!shop.exists(input.ownerId)) throw new Refusal("INVALID", field("ownerId"), "Owner does not exist.");
  if (!input.key.trim()) throw new Refusal("BLANK", field("key"), "Key can't be blank.");
  if (!/^[\w-]{2,64}$/.test(input.key))
    throw new Refusal("INVALID", field("key"), "Key must be 2 to 64 letters, digits, - or _.");
  const existing = shop.findMetafield(input.ownerId, input.namespace, input.key);
  const ownerType = (parseGid(input.ownerId)?.type ?? "").toUpperCase();
  const definition = Object.values(shop.state.metafieldDefinitions).find(
    (one) => one.namespace === input.namespace && one.key === input.key && one.ownerType === ownerType,
  );
  const type = input.type ?? definition?.type ?? existing?.type;
  if (!type) throw new Refusal("BLANK", field("type"), "Type can't be blank.");
  if (definition && definition.type !== type) {
    throw new Refusal("INVALID_TYPE", field("type"), `Type must be ${definition.type} as the definition says.`);
  }
  if (existing && existing.type !== type) throw new Refusal("INVALID_TYPE", field("type"), "Type can't be changed.");
  const check = CHECKS[type.replace(/^list\./, "")];
  if (!check) throw new Refusal("INVALID_TYPE", field("type"), `The dev store has no metafield type ${type}.`);
  if (input.value === "") throw new Refusal("BLANK", field("value"), "Value can't be blank.");
  const problem = type.startsWith("list.")
    ? isJson(input.value)
      ? null
      : "Value must be an array."
    : check(input.value);
  if (problem) throw new Refusal("INVALID_VALUE", field("value"), problem);
  const most = type === "json" ? MOST_JSON_BYTES : MOST_BYTES;
  if (Buffer.byteLength(input.value) > most)
    throw new Refusal("TOO_LONG", field("value"), `Value is longer than ${most} bytes.`);
  if (input.compareDigest !== undefined) {
    const now = existing ? digestOf(existing) : null;
    if (now !== input.compareDigest)
      throw new Refusal("STALE_OBJECT", field("compareDigest"), "The resource has been updated since it was loaded.");
  }
  return { type, existing };
}

/** Writes metafields, all or none. Namespaces are given as stored. */
export function setMetafields(shop: Shop, inputs: MetafieldInput[]): Metafield[] {
  const checked = inputs.map((input, index) => ({ input, ...checkMetafield(shop, input, index) }));
  return checked.map(({ input, type }) => {
    const at = shop.moment();
    const existing = shop.findMetafield(input.ownerId, input.namespace, input.key);
    if (existing) {
      if (existing.value !== input.value)
        Object.assign(existing, { value: input.value, revision: existing.revision + 1, updatedAt: at });
      return existing;
    }
    const { ownerId, namespace, key, value } = input;
    const metafield = {
      id: nextId(shop.state),
      ownerId,
      namespace,
      key,
      type,
      value,
      revision: 1,
      createdAt: at,
      updatedAt: at,
    };
    shop.state.metafields[metafield.id] = metafield;
    shop.indexMetafield(metafield);
    return metafield;
  });
}

export function deleteMetafield(shop: Shop, ownerId: string, namespace: string, key: string): boolean {
  const metafield = shop.findMetafield(ownerId, namespace, key);
  if (!metafield) return false;
  drop(shop.state.metafields, metafield.id);
  shop.unindexMetafield(metafield);
  return true;
}

/** Deletes whatever stands in an app's own namespaces, as Shopify does when the app is uninstalled. Answers how many there were. */
export function deleteMetafieldsOfApp(shop: Shop, appId: string): number {
  const own = `app--${appId}`;
  const found = Object.values(shop.state.metafields).filter(
    ({ namespace }) => namespace === own || namespace.startsWith(`${own}--`),
  );
  for (const { ownerId, namespace, key } of found) deleteMetafield(shop, ownerId, namespace, key);
  return found.length;
}
