import type { Movement } from "../../domain/points-report.ts";
import type { Reward } from "../../domain/program.ts";

/** A line of the accounts: points as numbers, and what the closing balance is worth. */
export type AccountLineShown = {
  period: string;
  opening: number;
  closing: number;
  inCodes: number;
  worth: string;
} & Record<Movement, number>;

export type Age = "pending" | "quarter" | "half" | "year" | "twoYears" | "older";

/** Everything that the page of reports shows. */
export type ReportsShown = {
  by: "day" | "month";
  from: string;
  to: string;
  lines: AccountLineShown[];
  total: AccountLineShown;
  /** When tiers, ages and rewards were last counted; null: not yet. */
  countedAt: string | null;
  tiers: { name: string | null; members: number; held: number; inCodes: number; debt: number; worth: string }[];
  ages: { age: Age; points: number; worth: string }[];
  rewards: {
    reward: Reward | { id: string };
    codes: number;
    used: number;
    open: number;
    points: number;
    usedPoints: number;
  }[];
};
