import type { Database } from "../database.ts";
import type { MemberSummary } from "./member-summary.ts";
import type { HistoryEntry } from "./member-history.ts";
import { buildLoyaltyMetafield } from "../domain/loyalty-metafield.ts";
import { findLevel } from "../domain/program.ts";
import type { Timeline } from "../domain/timeline.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { readMemberHistory } from "./member-history.ts";
import { readMemberSummary } from "./member-summary.ts";

/** What is to stand in Shopify about a member. */
export type LoyaltyView = {
  /** The value of the customer metafield `$app:loyalty`. */
  json: string;
  /** The tag of the tier that shows, null for none. */
  tierTag: string | null;
  /** Every tag that a tier of this program has or ever had: all but the member's own come off (rule 20). */
  tierTags: ReadonlySet<string>;
  /** The same of the program that a linked shop had before, by the shop's id: in the other shops such a tag is none of ours. */
  formerTags: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Which of a customer's tags are tier tags in their shop. */
export function tierTagsAmong(view: LoyaltyView, shopId: string, tags: readonly string[]): string[] {
  const former = view.formerTags.get(shopId);
  return tags.filter((tag) => view.tierTags.has(tag) || former?.has(tag) === true);
}

const HISTORY_LINES = 10;

/** Entries that only move points between a member's own pockets say nothing to a shopper. */
const INTERNAL = new Set<HistoryEntry["kind"]>(["released", "spent", "mergedIn", "mergedOut", "closed"]);

/** What is to stand in Shopify about a member at a moment; null for one that does not exist (any more). */
export async function readLoyaltyView(
  db: Database,
  input: { programId: string; memberId: string; now: Date },
): Promise<LoyaltyView | null> {
  const [summary, entries, timeline] = await Promise.all([
    readMemberSummary(db, input),
    readMemberHistory(db, { ...input, limit: 3 * HISTORY_LINES }),
    loadTimeline(db.pool, input.programId),
  ]);
  if (summary === null) return null;
  const level = findLevel(summary.program, summary.tier?.id ?? null);
  const levels = timeline.flatMap((version) => version.program.tiers.levels);
  return {
    json: JSON.stringify(metafieldOf(summary, entries)),
    tierTag: level?.tag ?? null,
    tierTags: new Set(levels.map((each) => each.tag)),
    formerTags: formerTagsOf(timeline),
  };
}

function formerTagsOf({ adopted = [] }: Timeline): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { shopId, program } of adopted) {
    const tags = program.tiers.levels.map((level) => level.tag);
    found.set(shopId, new Set([...(found.get(shopId) ?? []), ...tags]));
  }
  return found;
}

function metafieldOf(summary: MemberSummary, entries: readonly HistoryEntry[]): unknown {
  const { participates, available, pending, reserved, debt, tier, reached, outlook, expires, limited, asOf } = summary;
  const open = summary.codes.filter((code) => code.status === "open");
  const told = entries.filter((entry) => !INTERNAL.has(entry.kind)).slice(0, HISTORY_LINES);
  const facts = {
    ...{ participates, balance: available, pending, reserved, debt, tier, reached, outlook, expires, limited, asOf },
    codes: open.map((code) => ({
      ...{ id: code.id, code: code.code, reward: code.reward, points: code.points, value: code.value },
      type: code.type,
      until: code.lastDay,
    })),
    notices: newsIn(summary.notices).map(({ id, kind, tier: of, name, until }) => ({
      ...{ id, kind, tier: of, name },
      ...(until === null ? {} : { until }),
    })),
    history: told.map((entry) => ({
      at: entry.at.toISOString(),
      kind: entry.kind,
      points: entry.points,
      label: entry.label ?? "",
    })),
  };
  return buildLoyaltyMetafield(facts, summary.program);
}

/** Of what happened to the tier the last alone is news: for somebody who never puts a notice away, all before it is history. */
function newsIn(notices: MemberSummary["notices"]): MemberSummary["notices"] {
  const last = notices.findLast(({ kind }) => kind !== "codeEnds");
  return notices.filter((notice) => notice.kind === "codeEnds" || notice === last);
}

/** Whether what stands in Shopify says the same, whenever it was written. */
export function sameLoyalty(stored: string | null, wanted: string): boolean {
  return stored !== null && withoutMoment(stored) === withoutMoment(wanted);
}

/** Shopify gives the JSON back as it likes: keys are put in order, and `asOf` is left out. */
function withoutMoment(json: string): string | null {
  try {
    return JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === "asOf" ? undefined : sorted(value)));
  } catch {
    return null;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
