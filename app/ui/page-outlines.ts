/** A part of a page as its skeleton draws it: a card with so many of something, or what only the home page has. */
export type Piece =
  | { kind: "lines"; lines: number }
  | { kind: "fields"; fields: number }
  | { kind: "rows"; rows: number }
  | { kind: "table"; columns: number; rows: number; filters?: boolean }
  | { kind: "figures" }
  | { kind: "charts" };

/** The shape of a page: what its head has, its cards from above to below, and what stands beside them. */
export type Outline = {
  back?: boolean;
  primary?: boolean;
  full?: boolean;
  /** Parts of a page that follow each other without cards between them. */
  main: readonly Piece[];
  aside?: readonly Piece[];
};

const lines = (count: number): Piece => ({ kind: "lines", lines: count });
const fields = (count: number): Piece => ({ kind: "fields", fields: count });
const rows = (count: number): Piece => ({ kind: "rows", rows: count });
const table = (columns: number, count: number): Piece => ({ kind: "table", columns, rows: count });
const many = (piece: Piece, times: number): Piece[] => Array.from({ length: times }, () => piece);

/** A form of the program, with what it looks like beside it or without. */
const form = (main: readonly Piece[], aside?: readonly Piece[]): Outline => ({
  ...{ back: true, primary: true, main },
  ...(aside === undefined ? {} : { aside }),
});

const ANYTHING: Outline = { main: [lines(5), lines(4)] };

/** Longer paths stand before those that they begin with; "*" is one part of a path. */
const OUTLINES: readonly (readonly [path: string, outline: Outline])[] = [
  ["/app", { main: [rows(6), { kind: "figures" }, { kind: "charts" }, lines(5)] }],
  ["/app/members", { main: [{ kind: "table", columns: 4, rows: 12, filters: true }] }],
  ["/app/members/*", { back: true, primary: true, main: [lines(4), fields(1), rows(8)], aside: many(lines(4), 4) }],
  ["/app/member-changes", { back: true, main: [table(4, 6)] }],
  ["/app/member-changes/*", { back: true, main: [lines(3), table(3, 6)] }],
  ["/app/reports", { full: true, primary: true, main: [fields(2), table(8, 5), table(4, 4), table(3, 4)] }],
  ["/app/audit", { back: true, main: [fields(2), rows(8)] }],
  ["/app/comparisons", { back: true, main: [table(5, 6)] }],
  ["/app/program", { main: [...many(rows(1), 6), rows(3)] }],
  ["/app/program/earning", form([fields(2), fields(4), fields(3)])],
  ["/app/program/rules", form([fields(2), fields(3)])],
  ["/app/program/campaigns", { back: true, primary: true, main: [lines(6), rows(3)] }],
  ["/app/program/campaigns/*", form([fields(2), fields(2), fields(4)])],
  ["/app/program/exchange", form([fields(1), rows(3)])],
  ["/app/program/rewards/*", form([fields(3), fields(4), fields(4)], [lines(4)])],
  ["/app/program/tiers", form([rows(4), fields(2)])],
  ["/app/program/tiers/*", form([fields(3), fields(4), fields(4)], [lines(6)])],
  ["/app/program/texts", form([fields(1), fields(3), lines(6)])],
  ["/app/program/review", { back: true, primary: true, main: [lines(4), fields(2)] }],
  ["/app/program/what-if", { back: true, primary: true, main: [lines(2), table(4, 3), table(3, 3), table(4, 6)] }],
  ["/app/tier-review", { back: true, main: [lines(3), table(3, 6)] }],
  ["/app/codes/decisions", { back: true, main: many(lines(3), 2) }],
  ["/app/settings", { main: [fields(4), rows(5), lines(2), lines(3)], aside: [lines(6)] }],
  ["/app/settings/mails/*", { back: true, main: [fields(3)], aside: [lines(8)] }],
  ["/app/settings/linked-shops", { back: true, main: [lines(3), fields(1), lines(3)] }],
];

/** The shape of the page at an address; null where nobody has drawn one. */
export function outlineOf(path: string): Outline | null {
  const parts = path.replace(/\/+$/, "").split("/");
  const fits = (pattern: readonly string[]): boolean =>
    pattern.length === parts.length && pattern.every((part, place) => part === "*" || part === parts[place]);
  return OUTLINES.find(([pattern]) => fits(pattern.split("/")))?.[1] ?? null;
}

/** The shape of the page at an address, or that of any page. */
export const outlineFor = (path: string): Outline => outlineOf(path) ?? ANYTHING;
