import { Refusal } from "./refusal.ts";

/** Shopify's limits for the tags of one thing. */
export const MOST_TAGS = 250;
export const LONGEST_TAG = 255;

/** Refuses too many and too long tags. */
export function checkTags(tags: string[], field: string[]): void {
  const long = tags.find((tag) => tag.length > LONGEST_TAG);
  if (long !== undefined)
    throw new Refusal(
      "TOO_LONG",
      field,
      `Tags ${long.slice(0, 20)}… is too long (maximum is ${LONGEST_TAG} characters)`,
    );
  if (tags.length > MOST_TAGS) throw new Refusal("TOO_MANY", field, `Tags exceeds the maximum of ${MOST_TAGS}`);
}

/** Trimmed, without empty ones, without repeats whatever their case. */
export function normalTags(tags: string[]): string[] {
  const seen = new Map<string, string>();
  for (const tag of tags.flatMap((text) => text.split(",")).map((text) => text.trim())) {
    if (tag && !seen.has(tag.toLowerCase())) seen.set(tag.toLowerCase(), tag);
  }
  return [...seen.values()];
}
