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

/** What a campaign brought in a day, a month or the whole time. */
export type CampaignLineShown = {
  period: string;
  orders: number;
  /** What these orders earned in all, and what of it the campaign brought. */
  points: number;
  extra: number;
  worth: string;
};

/** A campaign; when it runs is null of one that no version of the program names any more. */
export type CampaignShown = {
  id: string;
  name: string;
  from: string | null;
  until: string | null;
  total: CampaignLineShown;
  lines: CampaignLineShown[];
};

/** The tables of the page, each of which is a file as well. */
export const REPORT_FILES = ["points", "campaigns", "tiers", "ages", "rewards"] as const;
export type ReportFile = (typeof REPORT_FILES)[number];

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
  campaigns: CampaignShown[];
  rewards: {
    reward: Reward | { id: string };
    codes: number;
    used: number;
    open: number;
    points: number;
    usedPoints: number;
  }[];
};
