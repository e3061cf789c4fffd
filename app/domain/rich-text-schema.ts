import { z } from "zod";
import { isLink, LINK, type RichText } from "./rich-text.ts";

/** The longest rich text, as JSON: about four pages. */
export const RICH_TEXT_LENGTH = 40_000;

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

/** What a rich text may hold. */
export const richText: z.ZodType<RichText> = z
  .strictObject({ type: z.literal("root"), children: z.array(block) })
  .refine((rich) => JSON.stringify(rich).length <= RICH_TEXT_LENGTH, {
    error: `must be at most ${RICH_TEXT_LENGTH} characters`,
    params: { code: "tooLong", limit: String(RICH_TEXT_LENGTH) },
  });
