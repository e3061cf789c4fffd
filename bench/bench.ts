import type { Contest, RaceResult } from "./measure.ts";
import type { Ground } from "./ground.ts";
import { BATCH_ROWS_MAX } from "../app/jobs/inbox.ts";
import { CONCURRENCY } from "./ground.ts";
import { race } from "./measure.ts";

/** How long and how large a bench is; a test makes it short and small. */
export type Settings = {
  rounds: number;
  roundMs: number;
  members: number;
  /** Over how many shops `hot-shop` spreads the same awards. */
  shops: number;
  /** How many orders a batch has. */
  batch: number;
  /** How many callers a flood has: as many as the worker takes out of the inbox at once. The connections stay as many as they are, for both sides. */
  callers: number;
  /** Whether `growth` leaves its large database behind, and takes over one that was left. */
  keep: boolean;
};

export type Outcome = { value: number; notes: string[] };

/** What the list says of a bench. */
export type Described = {
  name: string;
  /** One sentence for the list. */
  measures: string;
  goal: { sign: "≥" | "≤"; value: number };
};

/** A bench that brings its own store and database. */
export type WholeBench = Described & { run(settings: WholeSettings): Promise<Outcome> };

/** What is asked of a whole bench: which of its parts, how often each, and whether what an earlier run has left is made anew. */
export type WholeSettings = { pages: readonly string[]; runs: number; fresh: boolean };

export type Bench = Described & {
  settings: Settings;
  run(ground: Ground, settings: Settings): Promise<Outcome>;
};

export const SETTINGS: Settings = {
  rounds: 11,
  roundMs: 500,
  members: 3000,
  shops: 1000,
  batch: 500,
  callers: BATCH_ROWS_MAX,
  keep: false,
};

/** The last line of a bench: `name value goal`. */
export function lineOf(bench: Described, value: number): string {
  return `${bench.name} ${value.toFixed(2)} ${bench.goal.sign}${bench.goal.value}`;
}

/** The same contest with fewer callers, in a third of the rounds, as a note: what a quiet hour gets. */
export async function quietNote(contest: Contest, settings: Settings, unit: string): Promise<string> {
  const rounds = Math.ceil(settings.rounds / 3);
  const { ratio, subjectRate, floorRate } = await race(
    { ...contest, sameRows: undefined, concurrency: CONCURRENCY },
    { ...settings, rounds },
  );
  return `with ${CONCURRENCY} callers instead of ${contest.concurrency}: ${subjectRate.toFixed(0)} ${unit}/s against ${floorRate.toFixed(0)}/s, ratio ${ratio.toFixed(2)}`;
}

/** The rates behind a ratio. */
export function ratesOf(result: RaceResult, unit: string, against: string): string {
  const [low, high] = result.range.map((ratio) => ratio.toFixed(2));
  const same = result.sameRows
    ? `; plain statements that write the same rows: ${result.sameRows.rate.toFixed(0)}/s, ratio ${result.sameRows.ratio.toFixed(2)}`
    : "";
  return `${result.subjectRate.toFixed(0)} ${unit}/s against ${result.floorRate.toFixed(0)}/s (${against}); the rounds' ratios lie between ${low ?? ""} and ${high ?? ""}${same}`;
}
