/** A move from one tier to another with a few of the members whom it concerns; null is no tier. */
export type ShownMove = {
  from: string | null;
  to: string | null;
  members: number;
  sample: { memberId: string; name: string | null }[];
};

/** The review of everybody, as far as it has come. */
export type ShownReview = {
  reviewId: string;
  status: "looking" | "ready" | "moving" | "done";
  at: string;
  seen: number;
  total: number;
  finishedAt: string | null;
  moves: ShownMove[];
};

export type ReviewPage =
  { scope: "all"; review: ShownReview | null } | { scope: "chosen"; members: string[]; moves: ShownMove[] };

/** What the page's buttons are answered; `moved` only where chosen members were moved at once. */
export type ReviewAnswer = { ok: true; moved: number | null } | { ok: false; problem: "running" | "notReady" };
