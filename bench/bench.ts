import type { RaceResult } from "./measure.ts";
import type { Ground } from "./ground.ts";

/** How long and how large a bench is; a test makes it short and small. */
export type Settings = {
  rounds: number;
  roundMs: number;
  members: number;
  /** Over how many shops `hot-shop` spreads the same awards. */
  shops: number;
  /** How many orders a batch has. */
  batch: number;
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
export type WholeBench = Described & { run(): Promise<Outcome> };

export type Bench = Described & {
  settings: Settings;
  run(ground: Ground, settings: Settings): Promise<Outcome>;
};

export const SETTINGS: Settings = { rounds: 11, roundMs: 500, members: 3000, shops: 1000, batch: 500 };

/** The last line of a bench: `name value goal`. */
export function lineOf(bench: Described, value: number): string {
  return `${bench.name} ${value.toFixed(2)} ${bench.goal.sign}${bench.goal.value}`;
}

/** The rates behind a ratio. */
export function ratesOf(result: RaceResult, unit: string, against: string): string {
  const [low, high] = result.range.map((ratio) => ratio.toFixed(2));
  const same = result.sameRows
    ? `; plain statements that write the same rows: ${result.sameRows.rate.toFixed(0)}/s, ratio ${result.sameRows.ratio.toFixed(2)}`
    : "";
  return `${result.subjectRate.toFixed(0)} ${unit}/s against ${result.floorRate.toFixed(0)}/s (${against}); the rounds' ratios lie between ${low ?? ""} and ${high ?? ""}${same}`;
}
