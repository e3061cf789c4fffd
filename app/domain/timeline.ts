import type { Program } from "./program.ts";
import type { Rational } from "./rational.ts";

/** A published version of a program and from when on it is in force. */
export type ProgramVersion = { version: number; effectiveAt: Date; program: Program };

/**
 * A version of another program that a shop brought with it when it was linked (rule 23): never in force here, but what was pinned to
 * it stays pinned to it.
 */
export type AdoptedVersion = ProgramVersion & {
  shopId: string;
  /** Until when it was in force in that shop. */
  until: Date;
  /** What one smallest coin of its currency counts in this program's. */
  factor: Rational;
};

/** All versions of a program, by the moment at which they take effect; versions of one moment by their number. */
export type Timeline = readonly ProgramVersion[] & { readonly adopted?: readonly AdoptedVersion[] };

export function makeTimeline(versions: readonly ProgramVersion[], adopted: readonly AdoptedVersion[] = []): Timeline {
  const ordered = [...versions].sort(byMoment);
  return adopted.length === 0 ? ordered : Object.assign(ordered, { adopted: [...adopted].sort(byMoment) });
}

function byMoment(a: ProgramVersion, b: ProgramVersion): number {
  return a.effectiveAt.getTime() - b.effectiveAt.getTime() || a.version - b.version;
}

/** The version in force at a moment: the newest that has taken effect; before the first one, the first. */
export function versionAt(timeline: Timeline, at: Date): ProgramVersion {
  const moment = at.getTime();
  let found = timeline[0];
  for (const version of timeline) {
    if (version.effectiveAt.getTime() > moment) break;
    found = version;
  }
  if (!found) throw new Error("the program has no published version");
  return found;
}

/** Rule 1: the version that was in force for a shop's order at a moment: before the shop was linked, one that it brought with it. */
export function versionForOrder(timeline: Timeline, shopId: string, at: Date): ProgramVersion {
  if (timeline.adopted === undefined) return versionAt(timeline, at);
  const brought = timeline.adopted.filter((version) => version.shopId === shopId && at < version.until);
  return brought.filter((version) => version.effectiveAt <= at).at(-1) ?? brought[0] ?? versionAt(timeline, at);
}

/** A version by its number, also one that a linked shop brought; one that is not there is a fault. */
export function versionNumbered(timeline: Timeline, number: number): ProgramVersion {
  const isIt = (version: ProgramVersion): boolean => version.version === number;
  const found = timeline.find(isIt) ?? timeline.adopted?.find(isIt);
  if (!found) throw new Error(`the program has no version ${number}`);
  return found;
}

const plainness = new WeakMap<Timeline, boolean>();

/**
 * Whether no version, nor one that a linked shop brought, has tiers or lets points end by inactivity: then points that have no date of their own
 * stay as they are until somebody moves them, and it makes no difference what orders count.
 */
export function isPlain(timeline: Timeline): boolean {
  const known = plainness.get(timeline);
  if (known !== undefined) return known;
  const versions: readonly ProgramVersion[] = [...timeline, ...(timeline.adopted ?? [])];
  const plain =
    versions.length > 0 &&
    versions.every(({ program }) => program.tiers.levels.length === 0 && program.expiry.kind !== "inactivity");
  plainness.set(timeline, plain);
  return plain;
}

/** The moments in (after, until] at which another version takes effect. */
export function boundariesBetween(timeline: Timeline, after: Date, until: Date): Date[] {
  return timeline.map((version) => version.effectiveAt).filter((at) => at > after && at <= until);
}
