import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { reserveCode } from "../../app/commands/codes.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import { newCode } from "../../app/commands/new-code.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { tellCodeReports } from "../../app/ledger/code-reports.ts";
import type { ShownCodeReports, ShownDecision } from "../../app/ui/codes/report-shown.ts";
import { adminRequest, thrownStatus } from "./admin-stage.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if staff were not told what happened to codes, told for ever, or could decide about another program's store credit.
const ADA = "7201";

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;

let stage: Stage;
const routes: Record<string, { loader: Handler; action: Handler }> = {};
beforeAll(async () => {
  stage = await setStage([ADA]);
  const files = {
    ...{ home: "app._index.tsx", member: "app.members.$id._index.tsx" },
    ...{ reports: "app.codes.reports.ts", decisions: "app.codes.decisions.tsx" },
  };
  for (const [name, file] of Object.entries(files)) {
    routes[name] = (await import(`../../app/routes/${file}`)) as { loader: Handler; action: Handler };
  }
});
afterAll(() => stage.close());

const load = async (name: string, params: Record<string, string> = {}): Promise<unknown> =>
  routes[name]!.loader({ request: await adminRequest("/app"), params });
const act = async (name: string, form: Record<string, string>): Promise<unknown> =>
  routes[name]!.action({ request: await adminRequest("/app", { form }), params: {} });

async function exchange(): Promise<string> {
  const { gatewayOf } = await import("../../app/shopify.server.ts");
  const { db, programId, shopId } = stage;
  const wish = { programId, memberId: stage.memberOf(ADA), shopId, reward: "nok-50", times: 1, key: randomUUID() };
  const result = await exchangePoints(db, { ...wish, gateway: gatewayOf(SHOP), now: new Date() });
  if (!result.ok) throw new Error(result.reason);
  return result.code.id;
}

it("what happened to a code stands on both pages until it is put away, once and by this program's staff alone", async () => {
  const { db, programId } = stage;
  const codeId = await exchange();
  const details = { was: "2026-04-05T22:00:00.000Z", is: "2026-01-10T23:00:00.000Z" };
  const reports = [{ codeId, kind: "endMoved" as const, order: null, details }];
  await tellCodeReports(db.pool, { programId, reports, now: new Date() });
  const home = (await load("home")) as { codeReports: ShownCodeReports };
  expect(home.codeReports).toMatchObject({
    count: 1,
    reports: [{ kind: "endMoved", date: "2026-01-10", points: 100 }],
  });
  const member = (await load("member", { id: stage.memberOf(ADA) })) as { codeReports: ShownCodeReports };
  expect(member.codeReports.reports).toEqual(home.codeReports.reports);
  expect(await thrownStatus(act("reports", { report: "999999" }))).toBe(404);
  expect(await thrownStatus(act("reports", { report: "nonsense" }))).toBe(404);
  expect(await act("reports", { report: home.codeReports.reports[0]?.id ?? "" })).toEqual({ ok: true });
  const shown = async () => ((await load("home")) as { codeReports: ShownCodeReports }).codeReports.reports;
  expect(await shown()).toEqual([]);
  const again = { report: home.codeReports.reports[0]?.id ?? "", undo: "1" };
  expect(await act("reports", again)).toEqual({ ok: true });
  expect(await act("reports", again)).toEqual({ ok: true });
  expect(await shown()).toEqual(home.codeReports.reports);
  expect(await thrownStatus(act("reports", { report: "999999", undo: "1" }))).toBe(404);
});

it("a store credit of which nobody can tell is decided by staff, once", async () => {
  const { db, programId } = stage;
  const rewards = [{ id: "credit", type: "storeCredit", points: 100, value: "50.00" }];
  const published = await publishProgram(db, {
    programId,
    patch: { exchange: { rewards } },
    author: "test",
    now: new Date(),
  });
  expect(published.ok).toBe(true);
  // As if the answer had been lost and the account could not be read.
  const wish = { programId, memberId: stage.memberOf(ADA), shopId: stage.shopId, reward: "credit", times: 1 };
  const reserved = await reserveCode(db, { ...wish, key: randomUUID(), code: newCode(), now: new Date() });
  if (!reserved.ok) throw new Error(reserved.reason);
  const codeId = reserved.code.id;
  await db.pool.query(
    "UPDATE codes SET credit_asked_at = now(), undecided_at = now() WHERE program_id = $1 AND id = $2",
    [programId, codeId],
  );
  const home = (await load("home")) as { codeReports: ShownCodeReports };
  expect(home.codeReports.undecided).toBe(1);
  const page = (await load("decisions")) as { decisions: ShownDecision[]; count: number };
  expect(page).toMatchObject({ count: 1, decisions: [{ id: codeId, customerId: ADA, points: 100, amount: "50.00" }] });
  expect(await thrownStatus(act("decisions", { code: codeId, given: "maybe" }))).toBe(400);
  expect(await act("decisions", { code: "1", given: "yes" })).toEqual({ decided: false });
  expect(await act("decisions", { code: codeId, given: "yes" })).toEqual({ decided: true });
  expect(await act("decisions", { code: codeId, given: "no" })).toEqual({ decided: false });
  expect(await load("decisions")).toEqual({ decisions: [], count: 0 });
});
