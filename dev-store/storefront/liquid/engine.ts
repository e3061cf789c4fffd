/** A Liquid engine that knows what Shopify's knows, for one folder of templates: the theme's or an app extension's. */
import { Liquid } from "liquidjs";
import { join } from "node:path";
import { registerFilters } from "./filters.ts";
import { registerTags } from "./tags.ts";
import { loadTranslations } from "./translations.ts";
import type { Translations } from "./translations.ts";

export type Engine = { liquid: Liquid; translations: Translations };

export type EngineOptions = {
  folder: string;
  /** Subfolders with templates, looked through in this order. */
  templates: string[];
  /** The address before the folder's assets. */
  assets: string;
  /** Keeps what was parsed: for folders that nobody edits meanwhile. */
  cache?: boolean;
};

/**
 * Unknown filters and tags fail by name, so that a block that works here uses nothing that was made up. Files are read again at each
 * rendering: whoever edits a block reloads the page, and parsing takes a few milliseconds.
 */
export function createEngine(options: EngineOptions): Engine {
  const liquid = new Liquid({
    root: options.templates.map((name) => join(options.folder, name)),
    partials: [join(options.folder, "snippets")],
    extname: ".liquid",
    strictFilters: true,
    ownPropertyOnly: true,
    relativeReference: false,
    dynamicPartials: true,
    cache: options.cache ?? false,
  });
  const translations = loadTranslations(join(options.folder, "locales"));
  registerTags(liquid);
  registerFilters(liquid, { translations, assets: options.assets });
  return { liquid, translations };
}
