/** Shopify's Liquid filters that liquidjs does not have, or has otherwise. */
import type { Context, Liquid } from "liquidjs";
import { attributes, escapeHtml, textOf } from "../../html.ts";
import { formatMoney } from "./money.ts";
import type { MoneyStyle } from "./money.ts";
import type { Translations } from "./translations.ts";

/** Keyword arguments arrive at a filter as [name, value] pairs among the positional ones. */
const named = (args: unknown[]): Record<string, unknown> =>
  Object.fromEntries(args.filter((argument): argument is [string, unknown] => Array.isArray(argument)));

const read = (context: Context, path: string[]): unknown => context.getSync(path);
const languageOf = (context: Context): string => textOf(read(context, ["request", "locale", "iso_code"])) || "en";

export type FilterOptions = { translations: Translations; assets: string };

/** Registers all of them; `assets` is the address before a file of the theme or the extension. */
export function registerFilters(liquid: Liquid, options: FilterOptions): void {
  liquid.registerFilter("t", function (key: unknown, ...args: unknown[]) {
    return options.translations.translate(languageOf(this.context), String(key), named(args));
  });
  registerMoney(liquid);
  registerAddresses(liquid, options.assets);
  registerText(liquid);
  registerDates(liquid);
}

function registerMoney(liquid: Liquid): void {
  const styles: Record<string, MoneyStyle> = {
    money: {},
    money_with_currency: { withCode: true },
    money_without_currency: { withoutCurrency: true },
    money_without_trailing_zeros: { withoutTrailingZeros: true },
  };
  for (const [name, style] of Object.entries(styles))
    liquid.registerFilter(name, function (cents: unknown) {
      return formatMoney(cents, String(read(this.context, ["shop", "currency"])), style);
    });
}

function registerAddresses(liquid: Liquid, assets: string): void {
  liquid.registerFilter("asset_url", (file: unknown) => `${assets}/${String(file)}`);
  liquid.registerFilter("shopify_asset_url", (file: unknown) => `/cdn/shopifycloud/${String(file)}`);
  liquid.registerFilter("file_url", (file: unknown) => `/cdn/files/${String(file)}`);
  liquid.registerFilter("image_url", (image: unknown, ...args: unknown[]) => imageAddress(image, named(args)));
  liquid.registerFilter("image_tag", (address: unknown, ...args: unknown[]) => imageTag(String(address), named(args)));
  liquid.registerFilter(
    "stylesheet_tag",
    (address: unknown) => `<link${attributes({ href: address, rel: "stylesheet", media: "all" })}>`,
  );
  liquid.registerFilter("script_tag", (address: unknown) => `<script${attributes({ src: address })}></script>`);
  liquid.registerFilter(
    "link_to",
    (text: unknown, address: unknown, ...args: unknown[]) =>
      `<a${attributes({ href: address, ...named(args) })}>${String(text)}</a>`,
  );
  liquid.registerFilter("placeholder_svg_tag", (name: unknown, css?: unknown) => {
    const values = { class: css, viewBox: "0 0 100 100", role: "img", "aria-label": name };
    return `<svg xmlns="http://www.w3.org/2000/svg"${attributes(values)}><rect width="100" height="100" fill="#e6dccb"/></svg>`;
  });
}

/** The address of a picture object or of an address; sizes become parameters as on Shopify's own CDN. */
function imageAddress(image: unknown, sizes: Record<string, unknown>): string {
  const source = typeof image === "string" ? image : (image as { src?: unknown } | null)?.src;
  if (typeof source !== "string" || source === "") throw new Error("image_url: the value is not a picture");
  const query = new URLSearchParams(Object.entries(sizes).map(([name, value]) => [name, String(value)])).toString();
  return query ? `${source}${source.includes("?") ? "&" : "?"}${query}` : source;
}

function imageTag(address: string, given: Record<string, unknown>): string {
  const query = new URL(address, "http://localhost").searchParams;
  const sizes = { width: query.get("width"), height: query.get("height") };
  return `<img${attributes({ src: address, alt: "", ...sizes, ...given })}>`;
}

function registerText(liquid: Liquid): void {
  const handle = (text: unknown) =>
    textOf(text)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-+|-+$/g, "");
  liquid.registerFilter("handleize", handle);
  liquid.registerFilter("handle", handle);
  liquid.registerFilter("metafield_text", (field: unknown) => metafieldText(field));
  liquid.registerFilter("metafield_tag", (field: unknown) => `<span>${escapeHtml(metafieldText(field))}</span>`);
  liquid.registerFilter("structured_data", (value: unknown) => JSON.stringify(value));
  liquid.registerFilter("default_errors", (errors: unknown) =>
    Array.isArray(errors) ? `<ul>${errors.map((error) => `<li>${escapeHtml(error)}</li>`).join("")}</ul>` : "",
  );
  // Shopify's json cannot end a script element; the one of liquidjs can.
  liquid.registerFilter("json", (value: unknown) => JSON.stringify(value ?? null).replaceAll("<", "\\u003c"));
}

const metafieldText = (field: unknown): string => {
  const value = (field as { value?: unknown } | null)?.value;
  return typeof value === "object" ? JSON.stringify(value) : textOf(value);
};

/** Shopify's names of formats, as Intl knows them; any other argument is a strftime pattern. */
const DATE_FORMATS: Record<string, Intl.DateTimeFormatOptions> = {
  abbreviated_date: { dateStyle: "medium" },
  basic: { dateStyle: "short" },
  date: { dateStyle: "long" },
  date_at_time: { dateStyle: "long", timeStyle: "short" },
  default: { dateStyle: "full", timeStyle: "short" },
  on_date: { dateStyle: "medium" },
};

function registerDates(liquid: Liquid): void {
  const strftime = liquid.filters.date;
  const genuine = typeof strftime === "function" ? strftime : strftime?.handler;
  const date = function (this: { context: Context }, value: unknown, ...args: unknown[]): unknown {
    const { format } = named(args);
    if (format === undefined) return genuine?.call(this as never, value, ...args);
    const options = DATE_FORMATS[textOf(format)];
    if (!options) return genuine?.call(this as never, value, textOf(format));
    const moment = value === "now" || value === "today" ? new Date() : new Date(String(value));
    if (Number.isNaN(moment.getTime())) return value;
    const plain = typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
    const timeZone = plain ? "UTC" : textOf(read(this.context, ["shop", "iana_timezone"])) || "UTC";
    return new Intl.DateTimeFormat(languageOf(this.context), { ...options, timeZone }).format(moment);
  };
  liquid.registerFilter("date", date);
  liquid.registerFilter("time_tag", function (value: unknown, ...args: unknown[]) {
    return `<time${attributes({ datetime: value })}>${escapeHtml(date.call(this, value, ...args))}</time>`;
  });
}
