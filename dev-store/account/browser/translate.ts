/** i18n.translate as Shopify's extensions have it: nested keys, plurals by `count`, `{{ name }}` filled in. */

type Values = Record<string, string | number>;

/** A missing key is an error with its name, as it is at Shopify. */
export function createTranslate(words: unknown, language: string): (key: string, values?: Values) => string {
  const rules = new Intl.PluralRules(language);
  return (key, values = {}) => {
    let found = key.split(".").reduce<unknown>((node, part) => (isTree(node) ? node[part] : undefined), words);
    if (isTree(found) && values.count !== undefined) found = found[rules.select(Number(values.count))] ?? found.other;
    if (typeof found !== "string") throw new Error(`Missing translation for key: ${key}`);
    return found.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: string) => String(values[name] ?? ""));
  };
}

const isTree = (node: unknown): node is Record<string, unknown> => typeof node === "object" && node !== null;
