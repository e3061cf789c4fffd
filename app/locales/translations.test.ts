import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LANGUAGES, languageOf } from "./languages.ts";
import { translations } from "./translations.ts";

const LOCALES = fileURLToPath(new URL(".", import.meta.url));
const APP = fileURLToPath(new URL("..", import.meta.url));
const NAMESPACES = ["audit", "codes", "common", "home", "members", "program", "reports", "settings", "tiers", "whatif"];
/** i18next chooses between these by the number in the sentence; code asks for the key without them. */
const PLURAL = /_(zero|one|two|few|many|other)$/;

function keysOf(language: string, namespace: string): string[] {
  const file: unknown = JSON.parse(readFileSync(join(LOCALES, language, `${namespace}.json`), "utf8"));
  return flatten(file, "").map((key) => `${namespace}:${key}`);
}

function flatten(value: unknown, path: string): string[] {
  if (typeof value === "string") return [path];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    flatten(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** Every key in the code as a pattern: the parts of a template that are only known later stand for anything but a dot. */
function usedKeys(): { file: string; key: string; pattern: RegExp }[] {
  const files = readdirSync(APP, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !name.includes(".test."),
  );
  return files.flatMap((file) => {
    const source = readFileSync(join(APP, file), "utf8");
    const literals = source.matchAll(
      /(["'`])((?:audit|codes|common|home|members|program|reports|settings|tiers|whatif):[^"'`\n]*?)\1/g,
    );
    return [...literals].map(([, , key = ""]) => ({ file, key, pattern: patternOf(key) }));
  });
}

function patternOf(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^.]+")}$`);
}

const english = NAMESPACES.flatMap((namespace) => keysOf("en", namespace));
const bases = [...new Set(english.map((key) => key.replace(PLURAL, "")))];

describe("the admin's sentences", () => {
  it.each(LANGUAGES.filter((language) => language !== "en"))("%s says everything that English says", (language) => {
    const translated = NAMESPACES.flatMap((namespace) => keysOf(language, namespace));
    expect(translated.sort()).toEqual([...english].sort());
  });

  it("has a sentence for every key that the code asks for", () => {
    const missing = usedKeys().filter(({ pattern }) => !bases.some((key) => pattern.test(key)));
    expect(missing.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
  });

  it("has no sentence that the code never asks for", () => {
    const used = usedKeys();
    expect(bases.filter((key) => !used.some(({ pattern }) => pattern.test(key)))).toEqual([]);
  });

  it("keeps the same placeholders in every language", () => {
    const different = english.flatMap((key) => {
      const placeholders = LANGUAGES.map((language) => placeholdersOf(language, key));
      return new Set(placeholders).size === 1 ? [] : [`${key}: ${placeholders.join(" / ")}`];
    });
    expect(different).toEqual([]);
  });
});

function placeholdersOf(language: (typeof LANGUAGES)[number], key: string): string {
  const [namespace = "", path = ""] = key.split(":");
  const text: unknown = translations(language).getResource(language, namespace, path);
  return [...String(text).matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, name = ""]) => name)
    .sort()
    .join(",");
}

describe("the language of a request", () => {
  const ask = (url: string, accept?: string) =>
    languageOf(new Request(url, accept === undefined ? {} : { headers: { "accept-language": accept } }));

  it.each([
    ["https://laurel.example/app?locale=nb-NO", undefined, "nb"],
    ["https://laurel.example/app?locale=no", undefined, "nb"],
    ["https://laurel.example/app?locale=en-US", "nb", "en"],
    ["https://laurel.example/app?locale=fr", "nb", "en"],
    ["https://laurel.example/app", "nn-NO,nn;q=0.9,en;q=0.5", "nb"],
    ["https://laurel.example/app", "fr-FR,nb;q=0.8", "nb"],
    ["https://laurel.example/app", undefined, "en"],
    ["https://laurel.example/app?locale=", "nb", "en"],
  ])("%s with %s is answered in %s", (url, accept, language) => {
    expect(ask(url, accept)).toBe(language);
  });
});
