import type { CodeStatus } from "../../domain/account.ts";
import type { MailKind } from "../../domain/mail.ts";
import type { Card, Reward } from "../../domain/program.ts";

/** Everything that a member's page shows, as plain values. Points are numbers, money decimal strings, moments ISO 8601. */
export type MemberDetails = {
  memberId: string;
  /** From Shopify for this page only; null when the shop doesn't know the customer or can't be asked. */
  name: string | null;
  email: string | null;
  /** The customer in this shop, for the link to Shopify's own page. */
  customerId: string | null;
  /** Who the member is in the program's other shops. */
  elsewhere: { shop: string; customerId: string }[];
  excluded: boolean;
  joinedAt: string | null;
  balance: number;
  worth: string | null;
  pending: number;
  reserved: number;
  debt: number;
  tier: MemberTier | null;
  /** What it takes to keep the tier and the last day for it; null where it is safe. */
  keep: { name: string; missing: string; metric: "spend" | "points" | "orders"; by: string } | null;
  /** The first day whose orders count for tiers; null: all do. */
  countedFrom: string | null;
  next: { name: string; missing: string; metric: "spend" | "points" | "orders"; percent: number } | null;
  lots: MemberLot[];
  codes: MemberCode[];
  history: HistoryEntry[];
  /** Where the history goes on, or null at its end. */
  historyNext: string | null;
  /** Announced to the member and not dismissed by them yet. */
  notices: { id: string; kind: "reached" | "lost" | "codeEnds"; name: string; at: string }[];
  /** The newest mails to the member. */
  mails: { id: string; kind: MailKind; status: string; reason: string; at: string }[];
  /** What staff wrote about the member for each other, newest first. */
  notes: StaffNote[];
};

export type StaffNote = { noteId: string; text: string; author: string; at: string };

export type MemberTier = {
  id: string;
  name: string;
  since: string | null;
  until: string | null;
  byHand: boolean;
  card: Card | null;
};

/** A part of the points: pending until a day, or usable to the end of one; null: without an end. */
export type MemberLot = { points: number; day: string | null; pending: boolean };

export type MemberCode = {
  id: string;
  code: string;
  status: CodeStatus;
  points: number;
  /** As it is in the program now, or only its id when it was removed from it. */
  reward: Reward | { id: string };
  /** The last day on which it can be used. */
  until: string;
  canUndo: boolean;
};

export type HistoryEntry = {
  id: string;
  at: string;
  kind: string;
  points: number;
  balance: number;
  /** `shop`: the name of the linked shop that it was placed in; null: this one. */
  order: { shopId: string; id: string; name: string; shop: string | null } | null;
  code: { id: string; code: string } | null;
  reason: string | null;
  author: string | null;
};

/** What the forms of the page answer. */
export type MemberAnswer =
  /** `undo`: what the form that takes the change back has to say beside its intent. */
  | {
      ok: true;
      done: "adjusted" | "tierSet" | "takenBack" | "undone" | "noted" | "noteRemoved";
      undo?: Record<string, string>;
    }
  | { ok: false; problem: MemberProblem };

/** Why a change to a member was refused; each has a sentence. */
export type MemberProblem =
  | "unknownMember"
  | "unknownTier"
  | "unknownCode"
  | "used"
  | "expired"
  | "zero"
  | "notWhole"
  | "reasonMissing"
  | "dateMissing"
  | "datePast"
  | "textMissing"
  | "unknownNote"
  | "alreadyUndone"
  | "changedMeanwhile"
  | "shopify";
