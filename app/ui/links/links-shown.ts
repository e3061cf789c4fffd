/** What the page of linked shops shows, and what its forms are answered. */

export const LINKED_SHOPS = "/app/settings/linked-shops";

export type ShopShown = {
  id: string;
  domain: string;
  currency: string;
  rate: string | null;
  installed: boolean;
  own: boolean;
};

export type ProgressShown = {
  kind: "join" | "leave";
  domain: string;
  own: boolean;
  moving: boolean;
  /** 0 to 100. */
  percent: number;
};

export type LinksShown = {
  shops: ShopShown[];
  currency: string;
  /** Until when the code that was made last can be entered. */
  codeUntil: string | null;
  progress: ProgressShown | null;
};

export const LINK_PROBLEMS = [
  "tooManyTries",
  "unknownCode",
  "ownCode",
  "hostGone",
  "alreadyLinked",
  "leaveFirst",
  "linkUnderway",
  "workUnderway",
  "rateMissing",
  "notLinked",
] as const;
export type LinkProblem = (typeof LINK_PROBLEMS)[number];

/** What linking would mean, for the shop that enters the code. */
export type LinkPreviewShown = {
  host: string;
  hostCurrency: string;
  ownCurrency: string;
  rateNeeded: boolean;
  members: number;
  points: number;
  openCodes: number;
  /** What orders earn from then on: so many points for so much. */
  earning: { points: number; per: string };
  tiers: string[];
  /** Tags of the tiers that the shop has now and that its customers lose. */
  tags: string[];
};

export type LeavePreviewShown = { alone: number; shared: number; points: number; openCodes: number };

export type LinksAnswer =
  | { ok: true; intent: "makeCode"; code: string; until: string }
  | { ok: true; intent: "withdraw" | "link" | "rate" | "leave" }
  | { ok: true; intent: "look"; preview: LinkPreviewShown }
  | { ok: true; intent: "lookAtLeaving"; leaving: LeavePreviewShown }
  | { ok: false; problem: LinkProblem };
