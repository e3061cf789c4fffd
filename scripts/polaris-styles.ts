import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Polaris as modules, one file for each component. */
const POLARIS = join(dirname(createRequire(import.meta.url).resolve("@shopify/polaris/package.json")), "build/esm");
export const POLARIS_STYLES = join(POLARIS, "styles.css");
const APP = fileURLToPath(new URL("../app", import.meta.url));

const IMPORTED = /import\s*\{([^}]*)\}\s*from\s*"@shopify\/polaris"/g;
const EXPORTED = /export\s*\{([^}]*)\}\s*from\s*'([^']+)'/g;
const NEIGHBOUR = /from\s*'(\.[^']+)'/g;
const CLASS = /\bPolaris-[\w-]+/g;

/** Every class that Polaris' components can give to an element, of the components that the app draws and those that they draw in turn. */
export function classesOfApp(): Set<string> {
  const sources = globSync("**/*.{ts,tsx}", { cwd: APP }).map((name) => readFileSync(join(APP, name), "utf8"));
  return classesOf(
    sources.flatMap((source) => [...source.matchAll(IMPORTED)].flatMap(([, names = ""]) => listed(names))),
  );
}

export function classesOf(components: readonly string[]): Set<string> {
  const index = readFileSync(join(POLARIS, "index.js"), "utf8");
  const files = new Map<string, string>();
  for (const [, names = "", file = ""] of index.matchAll(EXPORTED))
    for (const name of listed(names)) files.set(name, join(POLARIS, file));
  const classes = new Set<string>();
  const seen = new Set<string>();
  const read = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = readFileSync(file, "utf8");
    for (const [name] of source.matchAll(CLASS)) classes.add(name);
    for (const [, neighbour = ""] of source.matchAll(NEIGHBOUR)) read(join(dirname(file), neighbour));
  };
  for (const component of components) {
    const file = files.get(component);
    if (file !== undefined) read(file);
  }
  return classes;
}

/** The names of "{ A, type B, C as D }" as others know them; types have no styles. */
function listed(names: string): string[] {
  const parts = names.split(",").map((name) => name.trim());
  return parts
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => name.split(" as ").at(-1) ?? "");
}

/** Whether an element could ever be meant: all classes of Polaris that a selector asks for must be given by somebody. */
export function canMatch(selector: string, classes: ReadonlySet<string>): boolean {
  const asked = selector.replaceAll(/:(not|is|where)\([^)]*\)/g, "").matchAll(/\.(Polaris-[\w-]+)/g);
  return [...asked].every(([, name = ""]) => classes.has(name));
}

/** What the build asks of PostCSS, as far as it is needed here. */
type Rule = { selectors: string[]; source?: { input: { file?: string | undefined } } | undefined; remove(): unknown };

/**
 * Leaves out of Polaris' style sheet what no page can show: a slow machine reads all of it before it paints anything. What each component
 * looks like is as Shopify wrote it.
 */
export function withoutUnusedStyles() {
  let classes: Set<string> | null = null;
  return {
    postcssPlugin: "laurel-polaris-styles",
    Rule(rule: Rule): void {
      if (rule.source?.input.file?.startsWith(POLARIS_STYLES) !== true) return;
      classes ??= classesOfApp();
      const known = classes;
      const wanted = rule.selectors.filter((selector) => canMatch(selector, known));
      if (wanted.length === rule.selectors.length) return;
      if (wanted.length === 0) rule.remove();
      else rule.selectors = wanted;
    },
  };
}
