import fc from "fast-check";
import { getSchema } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { describe, expect, it } from "vitest";
import type { RichText } from "../../domain/rich-text.ts";
import { richText } from "../../domain/rich-text-schema.ts";
import { fromEditor, toEditor } from "./editor-text.ts";

// What would be broken in a shop: opening and saving a text would change it, or lose a part of it.

const value = fc.stringMatching(/^[a-z ]{1,6}$/);
const words = fc.record(
  { type: fc.constant("text" as const), value, bold: fc.constant(true), italic: fc.constant(true) },
  { requiredKeys: ["type", "value"] },
);
const link = fc.record({
  type: fc.constant("link" as const),
  url: fc.constantFrom("https://example.com/a", "/b", "mailto:c@example.com"),
  children: fc.array(words, { minLength: 1, maxLength: 2 }),
});
const inline = fc.array(fc.oneof(words, link), { maxLength: 3 });
const item = fc.record({ type: fc.constant("list-item" as const), children: inline });
const block = fc.oneof(
  fc.record({ type: fc.constant("paragraph" as const), children: inline }),
  fc.record({ type: fc.constant("heading" as const), level: fc.constant(3), children: inline }),
  fc.record({
    type: fc.constant("list" as const),
    listType: fc.constantFrom("ordered" as const, "unordered" as const),
    children: fc.array(item, { minLength: 1, maxLength: 3 }),
  }),
);
const text = fc.record({
  type: fc.constant("root" as const),
  children: fc.array(block, { minLength: 1, maxLength: 4 }),
});

/** Neighbours that look alike are one text to the editor, and links to one place one link. */
function joined(rich: RichText): string {
  const said = (node: unknown, look: string): { look: string; value: string }[] => {
    const part = node as {
      type: string;
      value?: string;
      url?: string;
      bold?: boolean;
      italic?: boolean;
      children?: unknown[];
    };
    if (part.type === "text")
      return [{ look: `${look}${part.bold ? "b" : ""}${part.italic ? "i" : ""}`, value: part.value ?? "" }];
    return (part.children ?? []).flatMap((child) => said(child, `${look}${part.type}${part.url ?? ""}/`));
  };
  const parts = rich.children.map((each) => {
    const runs: { look: string; value: string }[] = [];
    for (const run of said(each, "")) {
      const last = runs.at(-1);
      if (last?.look === run.look) last.value += run.value;
      else runs.push({ ...run });
    }
    return runs;
  });
  return JSON.stringify(parts);
}

describe("the editor's document", () => {
  it("says what the rich text says, there and back, and is one that the editor takes", () => {
    const schema = getSchema([StarterKit]);
    fc.assert(
      fc.property(text, (rich) => {
        const document = toEditor(rich);
        const taken = schema.nodeFromJSON(document);
        taken.check();
        const back = fromEditor(taken.toJSON() as typeof document);
        expect(richText.safeParse(back).success).toBe(true);
        expect(joined(back)).toBe(joined(rich));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it("keeps line breaks", () => {
    const rich: RichText = {
      type: "root",
      children: [{ type: "paragraph", children: [{ type: "text", value: "a\n\nb\n" }] }],
    };
    const [paragraph] = fromEditor(toEditor(rich)).children;
    expect(paragraph?.children.map((part) => (part.type === "text" ? part.value : "?")).join("")).toBe("a\n\nb\n");
  });

  it("flattens lists in lists, and drops links that lead nowhere", () => {
    const say = (text: string, marks: { type: string; attrs: object }[] = []) => ({
      type: "paragraph",
      content: [{ type: "text", text, marks }],
    });
    const inner = { type: "bulletList", content: [{ type: "listItem", content: [say("inner")] }] };
    const bad = say("bad", [{ type: "link", attrs: { href: "javascript:alert(1)" } }]);
    const rich = fromEditor({
      type: "doc",
      content: [{ type: "orderedList", content: [{ type: "listItem", content: [say("outer"), inner] }] }, bad],
    });
    expect(rich.children).toEqual([
      {
        type: "list",
        listType: "ordered",
        children: ["outer", "inner"].map((words) => ({
          type: "list-item",
          children: [{ type: "text", value: words }],
        })),
      },
      { type: "paragraph", children: [{ type: "text", value: "bad" }] },
    ]);
  });
});
