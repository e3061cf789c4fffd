type Side = { earned: number; expired: number; worth: string };

/** What a draft would have done, as its page shows it. */
export type WhatIfShown = {
  hasDraft: boolean;
  played: {
    at: string;
    author: string;
    done: boolean;
    /** Whether it was this very draft that was played. */
    isCurrent: boolean;
    members: number;
    total: number;
    orders: number;
    today: Side;
    draft: Side;
    moves: { from: string | null; to: string | null; members: number }[];
    samples: {
      memberId: string;
      orders: number;
      today: number;
      draft: number;
      tierToday: string | null;
      tierDraft: string | null;
    }[];
  } | null;
};
