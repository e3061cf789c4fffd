/** One line about a code that staff should know, as plain values. */
export type ShownCodeReport = {
  id: string;
  /** Which sentence it is: a key of codes:reports.kind. */
  kind: string;
  code: string;
  points: number;
  memberId: string;
  order: { shopId: string; id: string; name: string } | null;
  /** The last day that it speaks of. */
  date: string | null;
  was: Worth | null;
  is: Worth | null;
};

export type Worth = { type: "amount" | "percentage"; value: string };

/** The newest ones, and how many there are altogether. */
export type ShownCodeReports = {
  reports: ShownCodeReport[];
  count: number;
  /** Store credits that wait for a decision of staff. */
  undecided: number;
};

/** A store credit of which only staff can tell whether it was given. */
export type ShownDecision = {
  id: string;
  memberId: string;
  /** The customer in this shop, for the link to Shopify's own page. */
  customerId: string | null;
  name: string | null;
  points: number;
  amount: string;
  at: string;
};

/** Where store credits are decided. */
export const DECISIONS_PATH = "/app/codes/decisions";

/** Where a line is put away. */
export const CODE_REPORTS_PATH = "/app/codes/reports";
