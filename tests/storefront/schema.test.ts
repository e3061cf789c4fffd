import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { EXTENSION, type Schema, schemaOf } from "./render.ts";

// Broken if a merchant could not place or set up a block, or met words of another language: what Theme Check leaves unchecked.
const LANGUAGES = ["da", "de", "en", "es", "fr", "nb", "nl", "sv"];
const BLOCKS = readdirSync(join(EXTENSION, "blocks")).map((file) => file.replace(".liquid", ""));
const TARGETS = ["section", "head", "body", "compliance_head"];
/** shopify.dev, "input settings" and "sidebar settings": what the theme editor can draw, and what each type must have. */
const SETTING_TYPES: Record<string, string[]> = {
  checkbox: ["id", "label"],
  color: ["id", "label"],
  header: ["content"],
  paragraph: ["content"],
  product: ["id", "label"],
  range: ["id", "label", "min", "max", "step", "default"],
  select: ["id", "label", "options", "default"],
  text: ["id", "label"],
  url: ["id", "label"],
};

type Tree = { [key: string]: Tree | string };

function readLocale(language: string, kind: "" | ".schema"): Tree {
  const file = `${language}${language === "en" ? ".default" : ""}${kind}.json`;
  return JSON.parse(readFileSync(join(EXTENSION, "locales", file), "utf8")) as Tree;
}

/** Every key of a tree with what its text expects to be filled in. */
function keysOf(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([name, node]) => {
    const key = path === "" ? name : `${path}.${name}`;
    if (typeof node === "object") return keysOf(node, key);
    const holes = [...node.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]).toSorted();
    return [`${key}(${holes.join(",")})`];
  });
}

function translationKeysOf(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("t:") ? [value.slice(2)] : [];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(translationKeysOf) : [];
}

function problemsOf(schema: Schema): string[] {
  const problems: string[] = [];
  if (!TARGETS.includes(schema.target)) problems.push(`target ${schema.target}`);
  const ids = (schema.settings ?? []).flatMap((setting) => (setting.id === undefined ? [] : [setting.id]));
  if (new Set(ids).size < ids.length) problems.push("two settings with one id");
  for (const setting of schema.settings ?? []) {
    const needed = SETTING_TYPES[setting.type];
    if (needed === undefined) problems.push(`unknown type ${setting.type}`);
    for (const key of needed ?? []) if (!(key in setting)) problems.push(`${setting.id ?? setting.type} lacks ${key}`);
  }
  return problems;
}

describe.each(BLOCKS)("block %s", (block) => {
  const schema = schemaOf(block);

  it("has settings that the theme editor can draw", () => {
    expect(problemsOf(schema)).toEqual([]);
  });

  it.each(LANGUAGES)("has words for its settings in %s", (language) => {
    const known = keysOf(readLocale(language, ".schema")).map((key) => key.replace("()", ""));
    expect(known).toEqual(expect.arrayContaining(translationKeysOf(schema)));
  });

  it("names files that exist", () => {
    const assets = readdirSync(join(EXTENSION, "assets"));
    const named = [schema["stylesheet"], schema["javascript"]].filter((name) => name !== undefined);
    expect(assets).toEqual(expect.arrayContaining(named));
    expect(schema["javascript"], "a script before any click").toBeUndefined();
  });
});

describe("the check itself", () => {
  it("finds what the theme editor would refuse", () => {
    const settings = [
      { type: "colour", id: "a" },
      { type: "range", id: "a" },
    ];
    expect(problemsOf({ name: "x", target: "side", settings })).toEqual([
      "target side",
      "two settings with one id",
      "unknown type colour",
      ...["label", "min", "max", "step", "default"].map((key) => `a lacks ${key}`),
    ]);
  });
});

describe("locales", () => {
  it("are the same languages for shoppers and merchants, and no others", () => {
    const files = LANGUAGES.flatMap((language) => {
      const name = language === "en" ? "en.default" : language;
      return [`${name}.json`, `${name}.schema.json`];
    });
    expect(readdirSync(join(EXTENSION, "locales")).toSorted()).toEqual(files.toSorted());
  });

  it.each(LANGUAGES)("%s says everything that English says, with the same gaps to fill", (language) => {
    expect(keysOf(readLocale(language, ""))).toEqual(keysOf(readLocale("en", "")));
    expect(keysOf(readLocale(language, ".schema"))).toEqual(keysOf(readLocale("en", ".schema")));
  });
});

describe("weight", () => {
  const bytes = (file: string) => gzipSync(readFileSync(join(EXTENSION, "assets", file)), { level: 9 }).length;
  const files = readdirSync(join(EXTENSION, "assets"));

  it("is at most 6 KB of CSS, uncompressed", () => {
    const css = files.filter((file) => file.endsWith(".css"));
    const sizes = css.map((file) => readFileSync(join(EXTENSION, "assets", file)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(6 * 1024);
  });

  it("is at most 3 KB of JavaScript, compressed, all files together", () => {
    const scripts = files.filter((file) => file.endsWith(".js"));
    expect(scripts.map(bytes).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3 * 1024);
  });
});

describe("the style sheet and the blocks", () => {
  const sources = ["assets", "blocks", "snippets"].flatMap((folder) =>
    readdirSync(join(EXTENSION, folder))
      .filter((file) => /\.(css|liquid)$/.test(file))
      .map((file) => readFileSync(join(EXTENSION, folder, file), "utf8")),
  );

  it("name no side left or right, so that they are right from either", () => {
    const sided =
      /(?:margin|padding|border|inset)-(?:left|right)|[\s;"](?:left|right)\s*:|(?:align|float):\s*(?:left|right)/;
    for (const source of sources) expect(sided.exec(source)).toBeNull();
    expect(sided.exec("a { left: 0 }")).not.toBeNull();
  });

  it("move nothing, whoever prefers that", () => {
    for (const source of sources) expect(/@keyframes|animation|transition|scroll-behavior/.exec(source)).toBeNull();
  });
});
