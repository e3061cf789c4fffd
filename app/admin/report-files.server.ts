import { worthOf } from "../domain/loyalty-metafield.ts";
import { MOVEMENTS, type PointsReport } from "../domain/points-report.ts";
import type { Program } from "../domain/program.ts";
import { csvCell } from "../domain/statement.ts";
import type { ReportFile, ReportsShown } from "../ui/reports/reports-shown.ts";

const BYTE_ORDER_MARK = "\uFEFF";
const COLUMNS = ["opening", ...MOVEMENTS, "closing", "inCodes"] as const;

/** The accounts as a CSV file; the money of each number is what the points are worth at today's best rate. */
export function* accountsCsv(report: PointsReport, program: Program, now: Date): Generator<string> {
  const money = COLUMNS.map((column) => `${column}_${program.currency}`);
  yield `${BYTE_ORDER_MARK}${["period", ...COLUMNS, ...money].join(",")}\r\n`;
  for (const line of [...report.lines, { ...report.total, period: "total" }]) {
    const worth = (points: bigint) => worthOf(points < 0n ? -points : points, program, null, now);
    const signed = COLUMNS.map((column) => `${line[column] < 0n ? "-" : ""}${worth(line[column])}`);
    const cells = [csvCell(line.period), ...COLUMNS.map((column) => csvCell(line[column])), ...signed];
    yield `${cells.join(",")}\r\n`;
  }
}

type Cell = string | number;

/** What members hold, what rewards gave and what campaigns brought, with the columns of the page. */
export function* tableCsv(name: Exclude<ReportFile, "points">, shown: ReportsShown): Generator<string> {
  const { columns, rows } = TABLES[name](shown);
  yield `${BYTE_ORDER_MARK}${columns.join(",")}\r\n`;
  for (const row of rows) yield `${row.map((cell) => csvCell(cell)).join(",")}\r\n`;
}

type Table = { columns: string[]; rows: Cell[][] };

const TABLES: Record<Exclude<ReportFile, "points">, (shown: ReportsShown) => Table> = {
  tiers: ({ tiers }) => ({
    columns: ["tier", "members", "held", "worth", "inCodes", "owed"],
    rows: tiers.map((tier) => [tier.name ?? "", tier.members, tier.held, tier.worth, tier.inCodes, tier.debt]),
  }),
  ages: ({ ages }) => ({
    columns: ["age", "points", "worth"],
    rows: ages.map(({ age, points, worth }) => [age, points, worth]),
  }),
  rewards: ({ rewards }) => ({
    columns: ["reward", "codes", "used", "open", "points", "usedPoints"],
    rows: rewards.map((line) => [line.reward.id, line.codes, line.used, line.open, line.points, line.usedPoints]),
  }),
  campaigns: ({ campaigns }) => ({
    columns: ["campaign", "name", "period", "orders", "points", "brought", "worth"],
    rows: campaigns.flatMap(({ id, name, lines, total }) =>
      [...lines, { ...total, period: "total" }].map((line) => [
        ...[id, name, line.period, line.orders, line.points, line.extra, line.worth],
      ]),
    ),
  }),
};
