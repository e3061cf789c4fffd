import type { Program } from "./program.ts";

/** A published version of a program and from when on it is in force. */
export type ProgramVersion = { version: number; effectiveAt: Date; program: Program };

/** All versions of a program, by the moment at which they take effect; versions of one moment by their number. */
export type Timeline = readonly ProgramVersion[];

export function makeTimeline(versions: readonly ProgramVersion[]): Timeline {
  return [...versions].sort((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime() || a.version - b.version);
}

/** The version in force at a moment: the newest that has taken effect; before the first one, the first. */
export function versionAt(timeline: Timeline, at: Date): ProgramVersion {
  let found = timeline[0];
  for (const version of timeline) if (version.effectiveAt <= at) found = version;
  if (!found) throw new Error("the program has no published version");
  return found;
}

/** A version by its number; one that is not there is a fault. */
export function versionNumbered(timeline: Timeline, number: number): ProgramVersion {
  const found = timeline.find((version) => version.version === number);
  if (!found) throw new Error(`the program has no version ${number}`);
  return found;
}

/** The moments in (after, until] at which another version takes effect. */
export function boundariesBetween(timeline: Timeline, after: Date, until: Date): Date[] {
  return timeline.map((version) => version.effectiveAt).filter((at) => at > after && at <= until);
}
