import { db } from "../db.server.ts";
import { endOfDay, startOfDay } from "../domain/time.ts";
import { type AuditFilter, listAuditActors, listAuditLines } from "../queries/audit-log.ts";
import { readProgram } from "../queries/program-in-force.ts";
import { listStaffNames } from "../queries/staff-names.ts";
import { AUDIT_ACTIONS, type AuditLineShown } from "../ui/audit/audit-shown.ts";
import { requireAdmin } from "./request.server.ts";

const PAGE = 50;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A page of the log of changes, as it is filtered by its address. */
export async function loadAudit(request: Request) {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const parameters = new URL(request.url).searchParams;
  const { program } = await readProgram(db, { programId, now: new Date() });
  const before = parameters.get("before");
  const isPlace = before !== null && /^\d{1,18}$/.test(before);
  const [page, names, actors] = await Promise.all([
    listAuditLines(db, {
      programId,
      filter: filterOf(parameters, program.timeZone),
      before: isPlace ? before : null,
      limit: PAGE,
    }),
    listStaffNames(db, { programId }),
    listAuditActors(db, { programId }),
  ]);
  return {
    lines: page.lines.map(({ at, actor, ...line }): AuditLineShown => ({
      ...line,
      at: at.toISOString(),
      actor: names.get(actor) ?? actor,
    })),
    next: page.next,
    isFirst: !isPlace,
    actors: actors.map((actor) => ({ id: actor, name: names.get(actor) ?? actor })),
    filter: Object.fromEntries(
      ["actor", "action", "subject", "from", "to"].map((name) => [name, parameters.get(name) ?? ""]),
    ),
  };
}

/** Nonsense is left out, so that an old link still shows a log. */
function filterOf(parameters: URLSearchParams, zone: string): AuditFilter {
  const filter: AuditFilter = {};
  const given = (name: string) => (parameters.get(name) ?? "").trim();
  const isDay = (day: string) => DAY.test(day) && !Number.isNaN(Date.parse(day));
  const action = AUDIT_ACTIONS.find((known) => known === given("action"));
  if (given("actor") !== "") filter.actor = given("actor").slice(0, 100);
  if (action !== undefined) filter.action = action;
  if (given("subject") !== "") filter.subject = given("subject").slice(0, 100);
  if (isDay(given("from"))) filter.from = startOfDay(given("from"), zone);
  if (isDay(given("to"))) filter.until = endOfDay(given("to"), zone);
  return filter;
}
