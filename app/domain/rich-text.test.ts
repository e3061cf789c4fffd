import { describe, expect, it } from "vitest";
import { DEFAULT_PROGRAM, patchProgram } from "./program.ts";
import { isBlank, isLink, richTextOf, type RichText } from "./rich-text.ts";

// What would be broken in a shop: a text of the merchant's would carry a script to shoppers, or be refused without a word why.

const rich = (...children: unknown[]) => ({ type: "root", children });
const words = (value: string) => ({ type: "text", value });

function refusals(terms: unknown): string[] {
  const parsed = patchProgram(DEFAULT_PROGRAM, { texts: { en: { terms } } });
  return parsed.ok ? [] : parsed.errors.map(({ path, code }) => `${path} ${code}`);
}

describe("rich text in the program", () => {
  it("may have paragraphs, headings, lists and links", () => {
    const link = { type: "link", url: "/pages/club", children: [words("Club")] };
    const list = { type: "list", listType: "ordered", children: [{ type: "list-item", children: [words("One")] }] };
    const heading = { type: "heading", level: 3, children: [{ ...words("Terms"), bold: true }] };
    expect(refusals(rich(heading, { type: "paragraph", children: [words("a"), link] }, list))).toEqual([]);
  });

  it.each([
    [rich({ type: "script", children: [] }), "texts.en.terms.children.0.type unknownChoice"],
    [rich({ type: "paragraph", children: [words("a")], onclick: "x" }), "texts.en.terms.children.0.onclick unknownKey"],
    [
      rich({ type: "paragraph", children: [{ type: "link", url: "javascript:alert(1)", children: [] }] }),
      "texts.en.terms.children.0.children.0.url notLink",
    ],
    [rich({ type: "paragraph", children: [words("x".repeat(40_000))] }), "texts.en.terms tooLong"],
    [7, "texts.en.terms wrongType"],
    ["x".repeat(20_001), "texts.en.terms tooLong"],
  ])("%j is refused where it is wrong", (terms, refusal) => {
    expect(refusals(terms)).toEqual([refusal]);
  });

  it.each([
    ["https://example.com/a?b=c#d", true],
    ["mailto:ada@example.com", true],
    ["/pages/terms", true],
    ["//example.com", false],
    ["javascript:alert(1)", false],
    ["JavaScript:alert(1)", false],
    ["data:text/html,x", false],
    ['https://example.com/"onmouseover="x', false],
    ["https://exa mple.com", false],
    ["", false],
  ])("links to %s: %s", (url, allowed) => {
    expect(isLink(url)).toBe(allowed);
  });

  it("is made of plain text by its blank lines, and is blank when it has no words", () => {
    expect(richTextOf("One\nline\r\n\r\nTwo\n \n").children.map((block) => JSON.stringify(block.children))).toEqual([
      '[{"type":"text","value":"One\\nline"}]',
      '[{"type":"text","value":"Two"}]',
    ]);
    const empty: RichText = {
      type: "root",
      children: [{ type: "paragraph", children: [{ type: "text", value: " " }] }],
    };
    expect([isBlank(empty), isBlank(""), isBlank(undefined), isBlank(richTextOf("a"))]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
