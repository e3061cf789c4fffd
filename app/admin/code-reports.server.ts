import { db } from "../db.server.ts";
import { dismissCodeReport, restoreCodeReport } from "../commands/dismiss-code-report.ts";
import { lastDayBefore } from "../domain/member-view.ts";
import { listCodeReports, type OpenCodeReport } from "../queries/code-reports.ts";
import { listUndecidedCredits } from "../queries/undecided-credits.ts";
import type { ShownCodeReport, ShownCodeReports, Worth } from "../ui/codes/report-shown.ts";
import { requireAdmin } from "./request.server.ts";

const REPORTS_SHOWN = 5;

/** What staff should know about codes: of the whole program, or of one member. */
export async function loadCodeReports(input: {
  programId: string;
  memberId?: string;
  timeZone: string;
}): Promise<ShownCodeReports> {
  const { timeZone, ...wish } = input;
  const [{ reports, count }, waiting] = await Promise.all([
    listCodeReports(db, { ...wish, limit: REPORTS_SHOWN }),
    listUndecidedCredits(db, { programId: wish.programId, limit: 1 }),
  ]);
  // The home page calls for decisions; a member's page is about that member.
  const undecided = wish.memberId === undefined ? waiting.count : 0;
  return { reports: reports.map((report) => shown(report, timeZone)), count, undecided };
}

/** Puts one away, or shows it again (`undo`); false when the program has no such report. */
export async function putAwayCodeReport(request: Request): Promise<boolean> {
  const { shop, author } = await requireAdmin(request);
  const form = await request.formData();
  const reportId = form.get("report");
  if (typeof reportId !== "string") return false;
  const change = form.has("undo") ? restoreCodeReport : dismissCodeReport;
  return change(db, { programId: shop.programId, reportId, author, now: new Date() });
}

function shown(report: OpenCodeReport, timeZone: string): ShownCodeReport {
  const { id, code, memberId, order, details } = report;
  // A code that has lost its end in Shopify is told with the day on which it ends in Laurel.
  const end = report.kind === "endMoved" ? (details["is"] ?? details["was"]) : null;
  return {
    ...{ id, code, memberId },
    kind: sentenceOf(report),
    points: Number(report.points),
    order: order === null ? null : { shopId: order.shopId, id: order.orderId, name: order.name ?? order.orderId },
    date: end ? lastDayBefore(new Date(end), timeZone) : null,
    was: worthOf(report, "was"),
    is: worthOf(report, "is"),
  };
}

function sentenceOf({ kind, details }: OpenCodeReport): string {
  if (kind === "stranger" && details["customer"] === null) return "guest";
  return kind === "endMoved" && details["is"] === null ? "endRemoved" : kind;
}

function worthOf({ kind, details }: OpenCodeReport, key: "was" | "is"): Worth | null {
  const value = details[key];
  if (kind !== "valueChanged" || !value) return null;
  return { type: details["type"] === "percentage" ? "percentage" : "amount", value };
}
