/** A number in the chosen period and in the one before it. */
export type Figure = { now: number; before: number };

/** What the charts show: a value for each day ("2026-01-31") or month ("2026-01"). */
export type Series = { periods: string[] } & Record<"earned" | "exchanged" | "expired" | "joined", number[]>;

/** Everything that the home page counts. Points are whole numbers, money decimal text, rates per cent or null where there is nothing to divide by. */
export type HomeFiguresShown = {
  days: number;
  periods: number[];
  /** All of them, and how many joined. */
  members: Figure & { value: number };
  outstanding: number;
  /** Null without a reward of an amount. */
  worth: string | null;
  earned: Figure;
  exchanged: Figure;
  expired: Figure;
  rate: { now: number | null; before: number | null };
  /** Orders that a code of the program was used for, and what they came to. */
  orders: Figure;
  revenue: { now: string; before: string };
  revenueChange: number | null;
  /** How many of those who buy buy again, among those who used a code and among the others; null before the first count. */
  repeat: { all: number | null; withCode: number | null; withoutCode: number | null } | null;
  countedAt: string | null;
  series: Series;
};
