import type { Account } from "./account.ts";
import type { Program } from "./program.ts";
import type { Timeline } from "./timeline.ts";
import { join } from "./member-tier.ts";

/** Rule 21: whether one of a customer's tags keeps them out; tags are the same whatever their capitals, as in Shopify. */
export function hasExcludedTag(tags: readonly string[], program: Program): boolean {
  const excluded = new Set(program.excludeCustomers.tags.map(sameTag));
  return tags.some((tag) => excluded.has(sameTag(tag)));
}

function sameTag(tag: string): string {
  return tag.trim().toLowerCase();
}

/**
 * Rule 21: exclusion begins and ends with the tag. What the member had is kept and hidden meanwhile; when the tag goes, it shows
 * again, the next review decides the tier, and joining counts if it never did.
 * @param at when the tag came or went; never before what is known of earlier changes
 */
export function setExcluded(account: Account, timeline: Timeline, excluded: boolean, at: Date, now: Date): void {
  const last = account.exclusions.at(-1) ?? null;
  const isNow = last !== null && last.until === null;
  if (isNow === excluded) return;
  const known = last === null ? null : (last.until ?? last.from);
  const moment = known !== null && known > at ? known : at;
  account.exclusions = excluded
    ? [...account.exclusions, { from: moment, until: null }]
    : account.exclusions.map((time) => (time.until === null ? { ...time, until: moment } : time));
  account.news.seen = true;
  account.news.tags = true;
  if (!excluded) join(account, timeline, moment, now);
}
