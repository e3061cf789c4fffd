import { z } from "zod";

/**
 * Text with headings, lists, links, bold and italic, in the format of Shopify's rich text metafields. It is data, never markup:
 * whatever somebody types in it is shown as text, and a link leads to a page or an address for mail, never to a script.
 */

/** The longest rich text, as JSON: about four pages. */
export const RICH_TEXT_LENGTH = 40_000;

/** A page of the web, an address for mail or a place in the shop. */
const LINK = /^(https?:\/\/[^\s"'<>\\]+|mailto:[^\s"'<>\\]+|\/(?!\/)[^\s"'<>\\]*)$/;

const text = z.strictObject({
  type: z.literal("text"),
  value: z.string(),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
});

const link = z.strictObject({
  type: z.literal("link"),
  url: z
    .string()
    .refine((url) => isLink(url), {
      error: 'must be an address, beginning with https://, mailto: or "/"',
      params: { code: "notLink" },
    })
    .meta({ pattern: LINK.source }),
  title: z.string().nullable().optional(),
  target: z.enum(["_blank", "_self"]).nullable().optional(),
  children: z.array(text),
});

const inline = z.array(z.discriminatedUnion("type", [text, link]));
const listItem = z.strictObject({ type: z.literal("list-item"), children: inline });

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("paragraph"), children: inline }),
  z.strictObject({ type: z.literal("heading"), level: z.int().min(1).max(6), children: inline }),
  z.strictObject({ type: z.literal("list"), listType: z.enum(["ordered", "unordered"]), children: z.array(listItem) }),
]);

export const richText = z
  .strictObject({ type: z.literal("root"), children: z.array(block) })
  .refine((rich) => JSON.stringify(rich).length <= RICH_TEXT_LENGTH, {
    error: `must be at most ${RICH_TEXT_LENGTH} characters`,
    params: { code: "tooLong", limit: String(RICH_TEXT_LENGTH) },
  });

export type RichText = z.output<typeof richText>;
export type RichBlock = RichText["children"][number];
export type RichInline = z.output<typeof inline>[number];
export type RichWords = z.output<typeof text>;

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

function wordsOf(part: RichBlock | RichInline | z.output<typeof listItem>): string {
  return part.type === "text" ? part.value : part.children.map((child) => wordsOf(child)).join("");
}
