/** A change of many members as its pages show it. */
export type BulkJobShown = {
  jobId: string;
  status: "listing" | "working" | "done";
  author: string;
  at: string;
  total: number;
  changed: number;
  skipped: number;
  undoes: string | null;
  undoneBy: string | null;
  /** A tier without a name: what staff had set is cleared. */
  change: { kind: "adjust"; points: number; reason: string } | { kind: "setTier"; tierName: string | null };
};

/** What a change would meet. */
export type BulkPreviewShown = {
  members: number;
  excluded: number;
  /** How many have fewer points than would be taken. */
  short: number;
  tiers: { name: string | null; members: number }[];
  /** Given or taken in all, and what that is worth. */
  points: number;
  worth: string;
  /** Whether what is missing is owed, or written off. */
  debtCarries: boolean;
};

/** Which members a change is for: those that were ticked, or all of the filter. */
export type BulkScope = { scope: "chosen"; members: string } | { scope: "filter"; query: string };
