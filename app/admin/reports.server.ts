import { db } from "../db.server.ts";
import { worthOf } from "../domain/loyalty-metafield.ts";
import { daysOf, monthOf, monthsOf, type Period, wholeMonths } from "../domain/periods.ts";
import { type AccountLine, MOVEMENTS, pointsReport, type PointsReport } from "../domain/points-report.ts";
import { findLevel, findReward, type Program } from "../domain/program.ts";
import { addDays, addMonths, dayOf, firstDayOfMonth } from "../domain/time.ts";
import { readPointSums } from "../queries/point-sums.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { readSnapshot } from "../queries/snapshot.ts";
import { type AccountLineShown, REPORT_FILES, type ReportFile } from "../ui/reports/reports-shown.ts";
import { loadCampaignReport } from "./campaign-report.server.ts";
import { accountsCsv, tableCsv } from "./report-files.server.ts";
import { requireAdmin } from "./request.server.ts";

const MONTHS_SHOWN = 12;
const DAYS_MOST = 366;
const MONTHS_MOST = 120;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

type Wish = { by: "day" | "month"; period: Period };

/** The accounts of the points for a time, and what members hold by tier and by age. */
export async function loadReports(request: Request) {
  return (await loadReportsOf(request)).shown;
}

/** The page, and the program and the points' accounts that it was made of. */
async function loadReportsOf(request: Request) {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const now = new Date();
  const { program } = await readProgram(db, { programId, now });
  const wish = wishOf(new URL(request.url).searchParams, dayOf(now, program.timeZone));
  const [report, snapshot, campaigns] = await Promise.all([
    readReport(programId, program, wish),
    readSnapshot(db, { programId }),
    loadCampaignReport(programId, program, wish, now),
  ]);
  const shown = (line: AccountLine) => shownLine(line, program, now);
  const worth = (points: string) => worthOf(BigInt(points), program, null, now);
  const page = {
    by: wish.by,
    ...wish.period,
    lines: report.lines.map(shown),
    total: shown(report.total),
    countedAt: snapshot?.takenAt.toISOString() ?? null,
    tiers: (snapshot?.figures.tiers ?? []).map(({ tier, members, held, inCodes, debt }) => ({
      name: tier === null ? null : (findLevel(program, tier)?.name ?? tier),
      ...{ members, held: Number(held), inCodes: Number(inCodes), debt: Number(debt) },
      worth: worthOf(BigInt(held), program, tier, now),
    })),
    ages: (snapshot?.figures.ages ?? []).map(({ age, points }) => ({
      age,
      points: Number(points),
      worth: worth(points),
    })),
    rewards: (snapshot?.figures.rewards ?? []).map(({ reward, codes, used, open, points, usedPoints }) => ({
      reward: findReward(program, reward) ?? { id: reward },
      ...{ codes, used, open, points: Number(points), usedPoints: Number(usedPoints) },
    })),
    campaigns,
  };
  return { shown: page, report, program, now };
}

async function readReport(programId: string, program: Program, { by, period }: Wish): Promise<PointsReport> {
  const sums = await readPointSums(db, { programId, timeZone: program.timeZone, ...period });
  return by === "month"
    ? pointsReport(sums, monthsOf(period), monthOf)
    : pointsReport(sums, daysOf(period), (day) => day);
}

/** By default the last twelve months; a time that is too long for its kind of line, or none, is cut to what can be read. */
function wishOf(parameters: URLSearchParams, today: string): Wish {
  const by = parameters.get("by") === "day" ? "day" : "month";
  const day = (name: string, otherwise: string) => {
    const text = parameters.get(name) ?? "";
    return DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : otherwise;
  };
  const to = day("to", today);
  const usual = by === "day" ? addDays(to, -30) : addMonths(firstDayOfMonth(to), 1 - MONTHS_SHOWN);
  const earliest = by === "day" ? addDays(to, 1 - DAYS_MOST) : addMonths(firstDayOfMonth(to), 1 - MONTHS_MOST);
  const wanted = day("from", usual);
  const from = wanted > to ? to : wanted < earliest ? earliest : wanted;
  return { by, period: by === "month" ? wholeMonths({ from, to }) : { from, to } };
}

function shownLine(line: AccountLine, program: Program, now: Date): AccountLineShown {
  const numbers = Object.fromEntries(MOVEMENTS.map((movement) => [movement, Number(line[movement])]));
  return {
    ...(numbers as Record<(typeof MOVEMENTS)[number], number>),
    period: line.period,
    opening: Number(line.opening),
    closing: Number(line.closing),
    inCodes: Number(line.inCodes),
    worth: worthOf(line.closing, program, null, now),
  };
}

/** One of the page's tables as a CSV file; nothing in it is run by a spreadsheet. */
export async function reportFile(request: Request): Promise<{ name: ReportFile; pieces: Generator<string> }> {
  const asked = new URL(request.url).searchParams.get("report");
  const name = REPORT_FILES.find((file) => file === asked) ?? "points";
  const { shown, report, program, now } = await loadReportsOf(request);
  return { name, pieces: name === "points" ? accountsCsv(report, program, now) : tableCsv(name, shown) };
}
