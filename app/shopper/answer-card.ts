import { z } from "zod";
import { drawCard } from "../domain/card-drawing.ts";
import { CARD_PATTERNS } from "../domain/program-shape.ts";

const colour = z.string().regex(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/);
const line = z.string().max(255);
const wish = z.object({
  name: line,
  background: colour,
  text: colour,
  pattern: z.enum(CARD_PATTERNS),
  programName: line,
  dates: line.nullable(),
});

/** A picture of nothing but what its address says: it is the same for ever, and knows nobody. */
export function answerCard(request: Request): Response {
  const parameters = new URL(request.url).searchParams;
  const parsed = wish.safeParse({
    name: parameters.get("name"),
    background: parameters.get("background"),
    text: parameters.get("text"),
    pattern: parameters.get("pattern") ?? "plain",
    programName: parameters.get("program") ?? "",
    dates: parameters.get("dates"),
  });
  if (!parsed.success) return new Response("This is no card.\n", { status: 400 });
  return new Response(drawCard(parsed.data), {
    headers: {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "cross-origin",
    },
  });
}
