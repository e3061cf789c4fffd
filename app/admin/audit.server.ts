import { db } from "../db.server.ts";
import { endOfDay, startOfDay } from "../domain/time.ts";
import { type AuditFilter, listAuditActors, listAuditLines } from "../queries/audit-log.ts";
import { listShopsOfCustomers } from "../queries/find-member.ts";
import { listProgramShops } from "../queries/linked-shops.ts";
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
  const shops = await shopsOfCustomers(programId, page.lines);
  return {
    lines: page.lines.map(({ at, actor, ...line }): AuditLineShown => ({
      ...line,
      shop: shops.get(line.subject ?? "") ?? null,
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

/** Which shop's customers lines are about, by their subject; nothing where the program has one shop. */
async function shopsOfCustomers(
  programId: string,
  lines: readonly { subject: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = lines.flatMap(({ subject }) => /^customer:(\d{1,18})$/.exec(subject ?? "")?.[1] ?? []);
  if (ids.length === 0 || (await listProgramShops(db, { programId })).length < 2) return new Map();
  const domains = await listShopsOfCustomers(db, { programId, customerIds: [...new Set(ids)] });
  return new Map([...domains].map(([id, domain]) => [`customer:${id}`, domain]));
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
