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
    /** What the draft costs more, or less with a minus in front, as money. */
    cost: string;
    moves: { from: string | null; to: string | null; members: number }[];
    samples: {
      memberId: string;
      /** As the shop calls the customer; null where it does not know one, or could not be asked. */
      name: string | null;
      orders: number;
      today: number;
      draft: number;
      tierToday: string | null;
      tierDraft: string | null;
    }[];
  } | null;
};
