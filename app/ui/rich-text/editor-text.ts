import type { JSONContent } from "@tiptap/react";
import { isLink, type RichBlock, type RichInline, type RichText, type RichWords } from "../../domain/rich-text.ts";

/** Between Shopify's rich text and the document of the editor. */

/** The heading that is offered: under those of the page that the text stands on. */
export const HEADING_LEVEL = 3;

export function toEditor(rich: RichText): JSONContent {
  return { type: "doc", content: rich.children.map((block) => toEditorBlock(block)) };
}

function toEditorBlock(block: RichBlock): JSONContent {
  switch (block.type) {
    case "paragraph":
      return { type: "paragraph", content: toEditorInline(block.children) };
    case "heading":
      return { type: "heading", attrs: { level: HEADING_LEVEL }, content: toEditorInline(block.children) };
    case "list":
      return {
        type: block.listType === "ordered" ? "orderedList" : "bulletList",
        content: block.children.map(({ children }) => ({
          type: "listItem",
          content: [{ type: "paragraph", content: toEditorInline(children) }],
        })),
      };
  }
}

function toEditorInline(children: readonly RichInline[]): JSONContent[] {
  return children.flatMap((child) =>
    child.type === "text"
      ? toEditorWords(child, [])
      : child.children.flatMap((words) => toEditorWords(words, [{ type: "link", attrs: { href: child.url } }])),
  );
}

function toEditorWords({ value, bold, italic }: RichWords, more: NonNullable<JSONContent["marks"]>): JSONContent[] {
  const marks = [
    ...(bold === true ? [{ type: "bold" }] : []),
    ...(italic === true ? [{ type: "italic" }] : []),
    ...more,
  ];
  // An empty text is no node of the editor's; a line break is one of its own.
  return value
    .split("\n")
    .flatMap((line, index): JSONContent[] => [
      ...(index === 0 ? [] : [{ type: "hardBreak" }]),
      ...(line === "" ? [] : [{ type: "text", text: line, ...(marks.length > 0 ? { marks } : {}) }]),
    ]);
}

export function fromEditor(document: JSONContent): RichText {
  return { type: "root", children: (document.content ?? []).flatMap((node) => fromEditorBlock(node)) };
}

function fromEditorBlock(node: JSONContent): RichBlock[] {
  const content = node.content ?? [];
  switch (node.type) {
    case "heading":
      return [{ type: "heading", level: HEADING_LEVEL, children: fromEditorInline(content) }];
    case "bulletList":
    case "orderedList":
      return [
        {
          type: "list",
          listType: node.type === "orderedList" ? "ordered" : "unordered",
          children: content.flatMap((item) => itemsOf(item)).map((children) => ({ type: "list-item", children })),
        },
      ];
    default:
      return [{ type: "paragraph", children: fromEditorInline(content) }];
  }
}

/** The lines of an item: Shopify's lists have one level, so that an item of a list within it becomes one of its own. */
function itemsOf(item: JSONContent): RichInline[][] {
  return (item.content ?? []).flatMap((node) =>
    node.type === "bulletList" || node.type === "orderedList"
      ? (node.content ?? []).flatMap((inner) => itemsOf(inner))
      : [fromEditorInline(node.content ?? [])],
  );
}

function fromEditorInline(content: readonly JSONContent[]): RichInline[] {
  const inline: RichInline[] = [];
  for (const node of content) {
    const words = wordsOf(node);
    const url = linkOf(node);
    const last = inline.at(-1);
    if (url === null) inline.push(words);
    else if (last?.type === "link" && last.url === url) last.children.push(words);
    else inline.push({ type: "link", url, children: [words] });
  }
  return inline;
}

function wordsOf(node: JSONContent): RichWords {
  if (node.type === "hardBreak") return { type: "text", value: "\n" };
  const has = (mark: string): boolean => (node.marks ?? []).some(({ type }) => type === mark);
  return {
    type: "text",
    value: node.text ?? "",
    ...(has("bold") ? { bold: true } : {}),
    ...(has("italic") ? { italic: true } : {}),
  };
}

/** Where a node leads; what was pasted and leads nowhere that a shopper may go is plain words. */
function linkOf(node: JSONContent): string | null {
  const href: unknown = (node.marks ?? []).find(({ type }) => type === "link")?.attrs?.["href"];
  return typeof href === "string" && isLink(href) ? href : null;
}
