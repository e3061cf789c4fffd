import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { themeCheckRun } from "@shopify/theme-check-node";
import { afterAll, describe, expect, it } from "vitest";
import { EXTENSION } from "./render.ts";

// Broken if the merchant's theme editor would refuse or warn of a block: Shopify's own checks, run on our files.
const CONFIG = join(import.meta.dirname, "theme-check.yml");
const copies: string[] = [];
afterAll(() => copies.forEach((copy) => rmSync(copy, { recursive: true })));

async function offencesOf(folder: string): Promise<string[]> {
  // Offline, the checks use the documentation that is bundled with them, and say so: that is no offence.
  const { offenses } = await themeCheckRun(folder, CONFIG, () => undefined);
  return offenses.map(
    (offense) => `${offense.uri.split("/").slice(-2).join("/")}: ${offense.check}: ${offense.message}`,
  );
}

describe("theme check", () => {
  it("finds nothing, not even a suggestion", async () => {
    expect(await offencesOf(EXTENSION)).toEqual([]);
  });

  it.each([
    ["an unknown filter", "{{ 'x' | no_such_filter }}", "UnknownFilter"],
    ["a missing translation", "{{ 'laurel.no.such.key' | t }}", "TranslationKeyExists"],
    ["a missing snippet", "{% render 'no-such-snippet' %}", "MissingTemplate"],
  ])("would find %s", async (_, liquid, check) => {
    const copy = mkdtempSync(join(tmpdir(), "laurel-theme-check-"));
    copies.push(copy);
    cpSync(EXTENSION, copy, { recursive: true });
    writeFileSync(
      join(copy, "blocks/broken.liquid"),
      `${liquid}\n{% schema %}\n{ "name": "Broken", "target": "section", "settings": [] }\n{% endschema %}\n`,
    );
    expect((await offencesOf(copy)).join()).toContain(check);
  });
});
