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
export type ShownCodeReports = { reports: ShownCodeReport[]; count: number };

/** Where a line is put away. */
export const CODE_REPORTS_PATH = "/app/codes/reports";
