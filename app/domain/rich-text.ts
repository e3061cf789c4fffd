/**
 * Text with headings, lists, links, bold and italic, in the format of Shopify's rich text metafields. It is data, never markup:
 * whatever somebody types in it is shown as text, and a link leads to a page or an address for mail, never to a script.
 * What a document may hold is checked by rich-text-schema.ts, which browsers need not load.
 */

export type RichWords = { type: "text"; value: string; bold?: boolean | undefined; italic?: boolean | undefined };
export type RichLink = {
  type: "link";
  url: string;
  title?: string | null | undefined;
  target?: "_blank" | "_self" | null | undefined;
  children: RichWords[];
};
export type RichInline = RichWords | RichLink;
export type RichListItem = { type: "list-item"; children: RichInline[] };
export type RichBlock =
  | { type: "paragraph"; children: RichInline[] }
  | { type: "heading"; level: number; children: RichInline[] }
  | { type: "list"; listType: "ordered" | "unordered"; children: RichListItem[] };
export type RichText = { type: "root"; children: RichBlock[] };

/** A page of the web, an address for mail or a place in the shop. */
export const LINK = /^(https?:\/\/[^\s"'<>\\]+|mailto:[^\s"'<>\\]+|\/(?!\/)[^\s"'<>\\]*)$/;

/** Whether an address may be linked to. */
export function isLink(url: string): boolean {
  return LINK.test(url);
}

/** Plain text as rich text: blank lines part paragraphs, as they do where plain text is shown. */
export function richTextOf(plain: string): RichText {
  const paragraphs = plain.replaceAll("\r\n", "\n").split(/\n\s*\n/);
  return { type: "root", children: paragraphs.filter((words) => words.trim() !== "").map((words) => paragraph(words)) };
}

/** A paragraph of plain words. */
export function paragraph(value: string): RichBlock {
  return { type: "paragraph", children: [{ type: "text", value }] };
}

/** Whether a text says nothing. */
export function isBlank(text: string | RichText | undefined): boolean {
  if (text === undefined) return true;
  if (typeof text === "string") return text.trim() === "";
  return text.children.every((each) => wordsOf(each).trim() === "");
}

function wordsOf(part: RichBlock | RichInline | RichListItem): string {
  return part.type === "text" ? part.value : part.children.map((child) => wordsOf(child)).join("");
}
