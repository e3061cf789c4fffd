import { readFileSync } from "node:fs";
import { join } from "node:path";
import { JSDOM, VirtualConsole } from "jsdom";
import { createEngine } from "../../dev-store/storefront/liquid/engine.ts";

export const EXTENSION = join(import.meta.dirname, "../../extensions/storefront");

const { liquid } = createEngine({
  folder: EXTENSION,
  templates: ["blocks"],
  assets: "/cdn/extensions/storefront",
  cache: true,
});

export type Setting = { type: string; id?: string; default?: unknown; [key: string]: unknown };
export type Schema = { name: string; target: string; settings?: Setting[]; [key: string]: unknown };

/** The schema at the end of a block, as the theme editor reads it. */
export function schemaOf(block: string): Schema {
  const source = readFileSync(join(EXTENSION, "blocks", `${block}.liquid`), "utf8");
  const text = /\{% schema %\}([\s\S]*)\{% endschema %\}/.exec(source)?.[1];
  if (text === undefined) throw new Error(`blocks/${block}.liquid has no schema`);
  return JSON.parse(text) as Schema;
}

export type Reader = {
  program?: unknown;
  loyalty?: unknown;
  /** false: nobody is signed in. */
  signedIn?: boolean;
  language?: string;
  settings?: Record<string, unknown>;
  /** The currency that the storefront shows to this reader; the program's is NOK. */
  currency?: string;
  cart?: unknown;
  product?: unknown;
  /** The shop's own currency; else the program's. */
  shopCurrency?: string;
  designMode?: boolean;
};

/** A block as this reader's browser gets it. */
export async function renderBlock(name: string, reader: Reader): Promise<{ html: string; document: Document }> {
  const locale = { iso_code: reader.language ?? "en" };
  const globals = {
    shop: {
      name: "Tea House",
      currency: reader.shopCurrency ?? "NOK",
      iana_timezone: "Europe/Oslo",
      metafields: { $app: reader.program === undefined ? {} : { program: { value: reader.program } } },
    },
    customer: reader.signedIn === false ? null : customerOf(reader.loyalty),
    request: { locale, path: "/pages/club", design_mode: reader.designMode ?? false, page_type: "page" },
    localization: { language: locale, country: { currency: { iso_code: reader.currency ?? "NOK" } } },
    routes: { root_url: "/", cart_url: "/cart", account_url: "/account", account_login_url: "/account/login" },
    cart: reader.cart,
    product: reader.product,
  };
  const defaults = Object.fromEntries(
    (schemaOf(name).settings ?? []).flatMap((setting) => (setting.id ? [[setting.id, setting.default ?? null]] : [])),
  );
  const block = { id: "b1", settings: { ...defaults, ...reader.settings }, shopify_attributes: "" };
  const html = (await liquid.renderFile(name, { block }, { globals })) as string;
  // jsdom does not know nested style rules, and would complain on the console.
  const options = { virtualConsole: new VirtualConsole() };
  const page = `<!doctype html><html lang="${locale.iso_code}"><body>${html}</body></html>`;
  const { document } = new JSDOM(page, options).window;
  return { html, document };
}

function customerOf(loyalty: unknown): unknown {
  return {
    id: 7201,
    first_name: "Ada",
    metafields: { $app: loyalty === undefined ? {} : { loyalty: { value: loyalty } } },
  };
}

/** The words of an element as a reader sees them: runs of white space are one space. */
export function wordsOf(element: Element | null): string {
  return (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}
