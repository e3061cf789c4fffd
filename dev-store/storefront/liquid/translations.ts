/** The `t` filter: nested keys, plurals and interpolation from the locale files of a theme or of an extension. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { escapeHtml, textOf } from "../../html.ts";

export type Translations = {
  languages: string[];
  translate: (language: string, key: string, values: Record<string, unknown>) => string;
};

type Tree = { [key: string]: Tree | string };

/** Reads `<language>.json` and `<language>.default.json` of a folder; `*.schema.json` is for the theme editor only. */
export function loadTranslations(folder: string): Translations {
  const trees = new Map<string, Tree>();
  let fallback = "en";
  for (const file of readLocaleFiles(folder)) {
    const language = file.replace(/(\.default)?\.json$/, "");
    trees.set(language, JSON.parse(readFileSync(join(folder, file), "utf8")) as Tree);
    if (file.endsWith(".default.json")) fallback = language;
  }
  const lookUp = (language: string, key: string) => {
    const found = (tree: Tree | undefined) =>
      key
        .split(".")
        .reduce<Tree | string | undefined>((node, part) => (typeof node === "object" ? node[part] : undefined), tree);
    return found(trees.get(language)) ?? found(trees.get(language.split("-")[0] ?? "")) ?? found(trees.get(fallback));
  };
  return {
    languages: [...trees.keys()],
    translate: (language, key, values) => fill(lookUp(language, key), language, key, values),
  };
}

function readLocaleFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json") && !file.endsWith(".schema.json"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A missing key is written into the page, as Shopify does: nobody overlooks it. Values are escaped but where the key ends in _html. */
function fill(
  found: Tree | string | undefined,
  language: string,
  key: string,
  values: Record<string, unknown>,
): string {
  const text = typeof found === "object" ? plural(found, language, values.count) : found;
  if (typeof text !== "string") return `Translation missing: ${language}.${key}`;
  const isHtml = key.endsWith("_html");
  const filled = text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => {
    const value = values[name] ?? "";
    return isHtml ? textOf(value) : escapeHtml(value);
  });
  return filled;
}

function plural(forms: Tree, language: string, count: unknown): Tree | string | undefined {
  return forms[new Intl.PluralRules(language).select(Number(count))] ?? forms.other;
}
