import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { JSDOM, VirtualConsole } from "jsdom";
import { describe, expect, it } from "vitest";
import { renderBlock } from "./render.ts";
import { STATES } from "./states.ts";

// Broken if a screen reader met something without a name, a wrong role or two things with one id, in any state of any block. Colours need a
// browser: `npm run screenshots:blocks` runs axe on them in both themes.
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Violation = { id: string; nodes: { html: string }[] };

async function violationsOf(html: string): Promise<string[]> {
  const page = `<!doctype html><html lang="en"><head><title>Page</title></head><body><main><h1>Page</h1>${html}</main></body></html>`;
  const { window } = new JSDOM(page, { runScripts: "outside-only", virtualConsole: new VirtualConsole() });
  window.eval(AXE);
  const { violations } = (await window.eval(
    `axe.run(document, { rules: { "color-contrast": { enabled: false } } })`,
  )) as { violations: Violation[] };
  window.close();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
}

describe.each(Object.entries(STATES))("%s", (block, states) => {
  it.each(states)("has nothing that axe objects to: $name", async ({ reader, around = "" }) => {
    const { html } = await renderBlock(block, reader);
    expect(await violationsOf(`${around}${html}`)).toEqual([]);
  });
});
