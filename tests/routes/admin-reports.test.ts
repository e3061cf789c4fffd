import { saveMailSettings } from "../../app/commands/save-mail-settings.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { NO_MAILS } from "../../app/domain/mail.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepFigures } from "../../app/jobs/figures.ts";
import { playWhatIfs } from "../../app/jobs/what-if.ts";
import { addDays, dayOf } from "../../app/domain/time.ts";
import { adminRequest, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if the merchant's figures were not those of the ledger, a spreadsheet ran what somebody typed, or a change left no trace.
const ADA = "7401";
const BO = "7402";
const KEY = "0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac301";

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
const PAGES = {
  home: "app._index",
  member: "app.members.$id._index",
  reports: "app.reports._index",
  audit: "app.audit",
  review: "app.program.review",
  save: "app.program.save",
  earning: "app.program.earning",
  whatIf: "app.program.what-if",
};
const log = { info: () => {}, warn: () => {}, error: () => {} };
let stage: Stage;
const routes: Record<string, { loader: Handler; action: Handler }> = {};
let csv: Handler;

beforeAll(async () => {
  stage = await setStage([ADA, BO]);
  for (const [name, file] of Object.entries(PAGES))
    routes[name] = (await import(`../../app/routes/${file}.tsx`)) as (typeof routes)[string];
  csv = ((await import("../../app/routes/app.reports.csv.ts")) as unknown as { loader: Handler }).loader;
  const id = stage.memberOf(ADA);
  await act("member", { intent: "adjust", points: "-300", reason: "=1+1", key: KEY }, { id });
});
afterAll(() => stage.close());

async function load<Answer>(name: keyof typeof PAGES, path = "/app", params: Record<string, string> = {}) {
  return (await routes[name]!.loader({ request: await adminRequest(path), params })) as Answer;
}
async function act(name: keyof typeof PAGES, form: Record<string, string>, params: Record<string, string> = {}) {
  return routes[name]!.action({ request: await adminRequest("/app", { form }), params });
}

/** The worker's loop, without the worker. */
async function count(): Promise<void> {
  const gatewayOf = () => {
    throw new Error("nothing is asked of Shopify");
  };
  await keepFigures({ db: stage.db, gatewayOf, now: () => new Date(), log });
}

type Home = {
  figures: {
    days: number;
    members: { value: number };
    outstanding: number;
    worth: string;
    earned: { now: number };
    countedAt: string | null;
    repeat: object | null;
    series: { periods: string[] };
  };
  health: { comparison: string | null };
  byHand: { tags: number; tierDiscounts: number; pools: number };
  mailTrouble: object | null;
};

describe("the home page's figures", () => {
  it("are the same before and after they are summed up", async () => {
    const before = await load<Home>("home");
    expect(before.figures).toMatchObject({
      days: 30,
      members: { value: 2, before: 0 },
      outstanding: 1700,
      worth: "850.00",
      repeat: null,
    });
    expect(before.figures.series.periods.length).toBe(30);
    await count();
    const after = await load<Home>("home");
    expect(after.figures).toMatchObject({ outstanding: 1700, worth: "850.00", members: { value: 2, now: 2 } });
    expect(after.figures.countedAt).not.toBeNull();
    expect(after.figures.repeat).toEqual({ all: null, withCode: null, withoutCode: null });
  });

  it("are those of the period that is asked for, by month where it is long; nonsense is a month", async () => {
    expect((await load<Home>("home", "/app?days=7")).figures).toMatchObject({ days: 7 });
    const year = (await load<Home>("home", "/app?days=365")).figures;
    expect(year.series.periods.every((period) => /^\d{4}-\d\d$/.test(period))).toBe(true);
    expect((await load<Home>("home", "/app?days=1000000")).figures.days).toBe(30);
  });

  it("stand beside what staff should know of changes by hand and comparisons", async () => {
    expect(await load<Home>("home")).toMatchObject({
      byHand: { tags: 0, tierDiscounts: 0, pools: 0 },
      health: { comparison: null },
    });
    await stage.db.pool.query(
      `INSERT INTO audit_log (program_id, at, actor, action, subject) VALUES
         ($1, now(), 'comparison', 'tierTagsSetRight', 'customer:999999'), ($1, now(), 'comparison', 'tierDiscountSetRight', 'tier:gold'),
         ($1, now(), 'shopify', 'poolLost', 'reward:nok-50')`,
      [stage.programId],
    );
    await stage.db.pool.query("INSERT INTO comparisons (shop_id, started_at, error) VALUES ($1, now(), 'busy: x')", [
      stage.shopId,
    ]);
    expect(await load<Home>("home")).toMatchObject({
      byHand: { tags: 1, tierDiscounts: 1, pools: 1 },
      health: { comparison: "failed" },
    });
  });

  it("stand beside links that open the theme editor with a block in hand", async () => {
    const { links } = await load<{ links: { accountBlock: string } }>("home");
    expect(links.accountBlock).toMatch(/\/admin\/themes\/current\/editor\?.*addAppBlockId=[^&]+%2Faccount/);
  });

  it("stand beside the mail server that is missing, once mails are switched on", async () => {
    expect((await load<Home>("home")).mailTrouble).toBeNull();
    const settings = { ...NO_MAILS, sends: true };
    await saveMailSettings(stage.db, { programId: stage.programId, settings, author: "test", now: new Date() });
    expect((await load<Home>("home")).mailTrouble).toMatchObject({ noSender: true });
  });
});

type Line = { period: string; opening: number; adjusted: number; closing: number; worth: string };
type Reports = { by: string; from: string; to: string; lines: Line[]; total: Line; tiers: object[]; ages: object[] };

describe("the reports", () => {
  it("account for the points by month and by day, and tell what members hold", async () => {
    await count();
    const reports = await load<Reports>("reports");
    expect(reports.lines.length).toBe(12);
    expect(reports.lines.at(-1)).toMatchObject({ opening: 0, adjusted: 1700, closing: 1700, worth: "850.00" });
    expect(reports.tiers).toEqual([{ name: null, members: 2, held: 1700, inCodes: 0, debt: 0, worth: "850.00" }]);
    expect(reports.ages).toEqual([{ age: "quarter", points: 1700, worth: "850.00" }]);
    const today = dayOf(new Date(), "Europe/Oslo");
    const days = await load<Reports>("reports", `/app?by=day&from=${addDays(today, -2)}&to=${today}`);
    expect(days.lines.map(({ closing }) => closing)).toEqual([0, 0, 1700]);
  });

  it("are cut to a time that can be read, whatever the address says", async () => {
    const long = await load<Reports>("reports", "/app?by=day&from=1900-01-01&to=2026-12-31");
    expect(long.lines.length).toBe(366);
    const backwards = await load<Reports>("reports", "/app?by=day&from=2026-05-05&to=2026-05-01");
    expect(backwards.lines.map(({ period }) => period)).toEqual(["2026-05-01"]);
    expect((await load<Reports>("reports", "/app?by=hour&from=x&to=2026-99-99")).lines.length).toBe(12);
  });

  it("are a file that adds up, with money beside points and nothing that a spreadsheet would run", async () => {
    const response = (await csv({ request: await adminRequest("/app/reports/csv?by=month"), params: {} })) as Response;
    const lines = (await response.text()).trim().split("\r\n");
    expect(lines.length).toBe(14);
    expect(lines[0]).toMatch(/^period,opening,earned,.*,closing,inCodes,opening_NOK,/);
    expect(lines.at(-1)).toMatch(/^total,0,0,1700,0,0,0,0,0,1700,0,0\.00,0\.00,850\.00,/);
    for (const line of lines) expect(line).not.toMatch(/(^|,)[=+@]/);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="points-\d{4}-\d\d-\d\d\.csv"$/);
  });

  it("tell what campaigns brought, also of one that nobody ordered in, and each table is a file of its own", async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const campaign = { id: "spring", name: "=Spring", multiplier: "2", from, until };
    const { programId } = stage;
    const published = await publishProgram(stage.db, {
      ...{ programId, patch: { earning: { campaigns: [campaign] } }, author: "test", now: new Date() },
    });
    expect(published.ok).toBe(true);
    const { campaigns } = await load<{ campaigns: object[] }>("reports");
    expect(campaigns).toMatchObject([
      { id: "spring", name: "=Spring", from, total: { orders: 0, points: 0, extra: 0, worth: "0.00" }, lines: [] },
    ]);
    const fileOf = async (report: string) => {
      const answer = await csv({ request: await adminRequest(`/app/reports/csv?report=${report}`), params: {} });
      return (await (answer as Response).text()).trim().split("\r\n");
    };
    expect(await fileOf("campaigns")).toEqual([
      "campaign,name,period,orders,points,brought,worth",
      "spring,'=Spring,total,0,0,0,0.00",
    ]);
    expect(await fileOf("tiers")).toEqual(["tier,members,held,worth,inCodes,owed", ",2,1700,850.00,0,0"]);
    expect(await fileOf("ages")).toEqual(["age,points,worth", "quarter,1700,850.00"]);
    expect(await fileOf("rewards")).toEqual(["reward,codes,used,open,points,usedPoints"]);
    expect((await fileOf("nonsense"))[0]).toMatch(/^period,/);
  });
});

type Audit = {
  lines: { id: string; action: string; actor: string; subject: string | null }[];
  next: string | null;
  actors: { id: string }[];
};
const audit = (query = "") => load<Audit>("audit", `/app/audit?${query}`);

describe("the log of changes", () => {
  it("has every change of staff, and finds them by who, what, whom and when", async () => {
    const id = stage.memberOf(ADA);
    await act("member", { intent: "setTier", tier: "", stay: "lock", until: "" }, { id });
    await act("member", { intent: "addNote", text: "Hello" }, { id });
    await act("home", {});
    const earning = await load<{ earning: object; revision: string }>("earning");
    const json = {
      intent: "save",
      revision: earning.revision,
      sections: { earning: { ...earning.earning, points: 3 } },
    };
    await routes["save"]!.action({ request: await adminRequest("/app", { json }), params: {} });
    await act("review", { intent: "discard" });
    const mine = await audit("actor=staff:42");
    expect(mine.lines.map(({ action }) => action)).toEqual([
      ...["discardDraft", "saveDraft", "dismissPaymentMethods", "addNote", "setTier", "adjustPoints"],
    ]);
    expect((await audit("action=setTier")).lines).toMatchObject([{ subject: `member:${id}`, actor: "staff:42" }]);
    expect((await audit(`subject=${id}`)).lines.every(({ subject }) => subject === `member:${id}`)).toBe(true);
    expect((await audit(`subject=${id}`)).lines.length).toBeGreaterThan(2);
    const today = dayOf(new Date(), "Europe/Oslo");
    expect((await audit(`from=${addDays(today, 1)}`)).lines).toEqual([]);
    expect((await audit(`to=${addDays(today, -1)}`)).lines).toEqual([]);
    expect((await audit("action=nonsense&before=x&from=never")).lines.length).toBeGreaterThan(5);
    expect((await audit()).actors.map((actor) => actor.id)).toEqual(
      expect.arrayContaining(["comparison", "staff:42", "test"]),
    );
  });

  it("goes on where a page ended", async () => {
    await stage.db.pool.query(
      "INSERT INTO audit_log (program_id, at, actor, action) SELECT $1, now(), 'many', 'x' FROM generate_series(1, 60)",
      [stage.programId],
    );
    const first = await audit("actor=many");
    const second = await audit(`actor=many&before=${first.next}`);
    expect([first.lines.length, second.lines.length, second.next]).toEqual([50, 10, null]);
    expect(new Set([...first.lines, ...second.lines].map(({ id }) => id)).size).toBe(60);
  });

  it("is nobody's without a token", async () => {
    const request = () => adminRequest("/app", { token: null });
    for (const name of ["audit", "reports"] as const)
      expect(await thrownStatus(request().then((sent) => routes[name]!.loader({ request: sent, params: {} })))).toBe(
        302,
      );
  });
});

describe("a draft that is played", () => {
  type Page = {
    hasDraft: boolean;
    played: { done: boolean; isCurrent: boolean; members: number; moves: object[] } | null;
  };
  const open = async (request?: Request) =>
    (await routes["whatIf"]!.loader({ request: request ?? (await adminRequest("/app")), params: {} })) as Page;

  it("needs a draft, says how far it is, and when the draft was changed since", async () => {
    expect(await open()).toEqual({ hasDraft: false, played: null });
    expect(await act("whatIf", {})).toEqual({ ok: false });
    const saveDraft = async (points: number) => {
      const { earning, revision } = await load<{ earning: object; revision: string }>("earning");
      const json = { intent: "save", revision, sections: { earning: { ...earning, points } } };
      await routes["save"]!.action({ request: await adminRequest("/app", { json }), params: {} });
    };
    await saveDraft(9);
    expect(await act("whatIf", {})).toEqual({ ok: true });
    expect(await open()).toMatchObject({ hasDraft: true, played: { done: false, isCurrent: true, members: 0 } });
    await playWhatIfs({
      db: stage.db,
      gatewayOf: () => {
        throw new Error("nothing is asked of Shopify");
      },
      now: () => new Date(),
      log,
    });
    expect(await open()).toMatchObject({ played: { done: true, members: 2, moves: [] } });
    await saveDraft(10);
    expect(await open()).toMatchObject({ played: { done: true, isCurrent: false } });
    await act("review", { intent: "discard" });
  });
});
