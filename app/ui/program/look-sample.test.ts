import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import en from "../../locales/en/program.json" with { type: "json" };
import nb from "../../locales/nb/program.json" with { type: "json" };
import { LOOKS, lookSample } from "./look-sample.ts";

// Broken if the preview showed a style that shoppers never see: it is drawn by the storefront's style sheet, on the block's own classes.
const EXTENSION = join(import.meta.dirname, "../../../extensions/storefront");
const filesOf = (folder: string): string =>
  readdirSync(join(EXTENSION, folder))
    .map((file) => readFileSync(join(EXTENSION, folder, file), "utf8"))
    .join("\n");
const liquid = filesOf("blocks") + filesOf("snippets");
const account = readFileSync(join(EXTENSION, "blocks/account.liquid"), "utf8");

function open(changes: Partial<Parameters<typeof lookSample>[0]> = {}): Document {
  const say = (key: string): string => (en.looks as Record<string, string>)[key] ?? `missing ${key}`;
  const wish = { look: "soft" as const, dark: false, name: "Tea Friends", language: "en", styles: "/laurel.css", say };
  return new JSDOM(lookSample({ ...wish, ...changes })).window.document;
}

describe("the preview of the styles", () => {
  it("has the styles that the theme editor offers, by its names", () => {
    const schema = /\{% schema %\}([\s\S]*)\{% endschema %\}/.exec(account)?.[1] ?? "";
    const { settings } = JSON.parse(schema) as { settings: { id?: string; options?: { value: string }[] }[] };
    expect(settings.find(({ id }) => id === "look")?.options?.map(({ value }) => value)).toEqual([...LOOKS]);
  });

  it.each(LOOKS)("draws %s with classes that the block has", (look) => {
    const document = open({ look });
    const classes = [...document.querySelectorAll("[class]")].flatMap((element) => [...element.classList]);
    expect(document.querySelector(`.laurel--${look}`)).not.toBeNull();
    for (const name of classes.filter((each) => each !== `laurel--${look}`)) expect(liquid).toContain(name);
    expect(account).toContain("laurel--{{ block.settings.look");
    expect(document.querySelector("link")?.getAttribute("href")).toBe("/laurel.css");
  });

  it("has words in both languages, and shows a name as text", () => {
    for (const words of [en.looks, nb.looks] as Record<string, string>[]) {
      const document = open({ say: (key) => words[key] ?? "missing" });
      expect(document.body.textContent).not.toContain("missing");
    }
    const document = open({ name: `<img src=x onerror="alert(1)">`, language: "nb", dark: true });
    expect(document.querySelector("img")).toBeNull();
    expect(document.querySelector("h1")?.textContent).toBe(`<img src=x onerror="alert(1)">`);
    expect(document.documentElement.lang).toBe("nb");
    expect(document.querySelector("style")?.textContent).toContain("color-scheme: dark");
  });
});
