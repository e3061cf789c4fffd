import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMemberNote } from "../../app/commands/member-notes.ts";
import { listBulkMembers } from "../../app/commands/bulk-jobs.ts";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { noteChanges } from "../../app/ledger/note-changes.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import { adminRequest, sessionToken, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if staff would change other members than those they saw, change somebody twice after a crash, or could not take it back.
const CUSTOMERS = Array.from({ length: 30 }, (_, index) => String(7301 + index));
const [ADA = "", BO = "", CY = "", DI = ""] = CUSTOMERS;
const KEYS = Array.from({ length: 9 }, (_, index) => `0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac20${index}`);

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
const PAGES = {
  list: "app.members._index",
  member: "app.members.$id._index",
  bulk: "app.member-changes._index",
  job: "app.member-changes.$id",
  layout: "app",
};
const OTHERS = { views: "app.members.views", preview: "app.member-changes.preview", export: "app.members.export" };
type Name = keyof typeof PAGES | keyof typeof OTHERS;

let stage: Stage;
const routes: Record<string, { loader: Handler; action: Handler }> = {};

beforeAll(async () => {
  stage = await setStage(CUSTOMERS);
  for (const [name, file] of Object.entries(PAGES))
    routes[name] = (await import(`../../app/routes/${file}.tsx`)) as (typeof routes)[string];
  for (const [name, file] of Object.entries(OTHERS))
    routes[name] = (await import(`../../app/routes/${file}.ts`)) as (typeof routes)[string];
});
afterAll(() => stage.close());

type Params = Record<string, string>;
async function load<Answer>(name: Name, path = "/app", params: Params = {}) {
  return (await routes[name]!.loader({ request: await adminRequest(path), params })) as Answer;
}
async function act<Answer>(name: Name, form: Record<string, string>, params: Params = {}) {
  return (await routes[name]!.action({ request: await adminRequest("/app", { form }), params })) as Answer;
}

type List = {
  members: { memberId: string; balance: number }[];
  next: string | null;
  views: { viewId: string; name: string; query: string }[];
};
/** The list as it is when the worker has noted what was written. */
const list = async (query = "") => {
  while (await noteChanges(stage.db, { now: new Date() }));
  return load<List>("list", `/app/members?${query}`);
};
const idsOf = ({ members }: List) => members.map(({ memberId }) => memberId);
const balanceOf = async (customer: string) => {
  const summary = await readMemberSummary(stage.db, {
    programId: stage.programId,
    memberId: stage.memberOf(customer),
    now: new Date(),
  });
  return { available: summary?.available, debt: summary?.debt, tier: summary?.tier?.id ?? null };
};
const adjust = (customer: string, points: string, key: string) =>
  act("member", { intent: "adjust", points, reason: "for the list", key }, { id: stage.memberOf(customer) });

/** The worker's loop, without the worker. */
async function work(): Promise<void> {
  const { workBulkJobs } = await import("../../app/jobs/bulk.ts");
  const log = {
    info: () => {},
    warn: () => {},
    error: (details: object) => {
      throw new Error("a job failed", { cause: details });
    },
  };
  await workBulkJobs({
    db: stage.db,
    gatewayOf: () => {
      throw new Error("nothing is asked of Shopify");
    },
    now: () => new Date(),
    log,
  });
}

describe("the list of members", () => {
  it("goes on where a page ended, whichever way it is sorted, and shows everybody once", async () => {
    await adjust(ADA, "500", KEYS[0]!);
    await adjust(BO, "-400", KEYS[1]!);
    for (const sort of ["newest", "oldest", "balanceHigh", "balanceLow", "activeLatest", "activeEarliest"]) {
      const first = await list(`sort=${sort}`);
      expect(first.members.length, sort).toBe(25);
      const second = await list(`sort=${sort}&after=${first.next}`);
      expect(second.next, sort).toBeNull();
      expect(new Set([...idsOf(first), ...idsOf(second)]).size, sort).toBe(30);
    }
    expect(idsOf(await list("sort=balanceHigh"))[0]).toBe(stage.memberOf(ADA));
    expect(idsOf(await list("sort=balanceLow"))[0]).toBe(stage.memberOf(BO));
  });

  it("filters by balance, debt, tier, inactivity and exclusion, and takes nonsense for no filter", async () => {
    expect(idsOf(await list("from=1001"))).toEqual([stage.memberOf(ADA)]);
    expect(idsOf(await list("to=999"))).toEqual([stage.memberOf(BO)]);
    expect(idsOf(await list("from=600&to=600"))).toEqual([stage.memberOf(BO)]);
    expect(idsOf(await list("debt=1"))).toEqual([]);
    expect(idsOf(await list("excluded=1"))).toEqual([]);
    expect(idsOf(await list("tier=gold"))).toEqual([]);
    expect((await list("tier=")).members.length).toBe(25);
    expect((await list("inactive=1&from=1001")).members.length).toBe(1);
    expect((await list("from=1%20OR%201&to=-5&after=drop&sort=up")).members.length).toBe(25);
  });

  it("finds those whose points expire soon, by a lot's own date or by inactivity", async () => {
    const lot = [stage.programId, stage.memberOf(CY)];
    await stage.db.pool.query(
      "UPDATE lots SET expires_at = now() + interval '5 days' WHERE program_id = $1 AND member_id = $2",
      lot,
    );
    expect(idsOf(await list("expiring=7"))).toEqual([stage.memberOf(CY)]);
    expect(idsOf(await list("expiring=3"))).toEqual([]);
    await stage.db.pool.query("UPDATE lots SET expires_at = NULL WHERE program_id = $1 AND member_id = $2", lot);
    const expiry = { kind: "inactivity", months: 1 };
    await publishProgram(stage.db, { programId: stage.programId, patch: { expiry }, author: "test", now: new Date() });
    expect((await list("expiring=90&from=1001")).members.length).toBe(1);
    expect((await list("expiring=7&from=1001")).members.length).toBe(0);
    await publishProgram(stage.db, {
      programId: stage.programId,
      patch: { expiry: { kind: "never" } },
      author: "test",
      now: new Date(),
    });
  });

  it("says of each member what the ledger says, though who is on it is a moment older", async () => {
    const before = await list("from=1001");
    await adjust(ADA, "7", "0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac211");
    await adjust(ADA, "-700", "0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac212");
    const unnoted = await load<List>("list", "/app/members?from=1001");
    expect(unnoted.members.map(({ balance }) => balance)).toEqual([before.members[0]!.balance - 693]);
    expect(idsOf(await list("from=1001"))).toEqual([]);
    await adjust(ADA, "693", "0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac213");
  });

  it("is read by an index, however many members there are, and an award writes none of them", async () => {
    const { rows } = await stage.db.pool.query<{ table: string; columns: string }>(
      "SELECT tablename AS table, indexdef AS columns FROM pg_indexes WHERE tablename IN ('members', 'listed_members')",
    );
    const indexed = (table: string) => rows.filter((row) => row.table === table).map(({ columns }) => columns);
    for (const column of ["tier", "available", "active_at"])
      expect(indexed("listed_members").some((columns) => columns.includes(`(program_id, ${column}, id)`))).toBe(true);
    const moved = /version|entries|head|available|pending|reserved|debt|active_at|settled_at/;
    expect(indexed("members").filter((columns) => moved.test(columns.replace(/^.*? ON /, "")))).toEqual([]);
  });
});

describe("saved views", () => {
  it("are kept, renamed and removed, and keep only what the list understands", async () => {
    const saved = await act<{ ok: boolean; view: string }>("views", {
      intent: "save",
      name: " Rich  ones ",
      query: "from=1001&evil=1&sort=balanceHigh",
    });
    expect(saved.ok).toBe(true);
    expect((await list()).views).toEqual([
      { viewId: saved.view, name: "Rich ones", query: "from=1001&sort=balanceHigh" },
    ]);
    const again = await act("views", { intent: "save", name: "rich ones", query: "" });
    expect(again).toEqual({ ok: false, problem: "nameTaken" });
    expect(await act("views", { intent: "save", name: "  ", query: "" })).toEqual({
      ok: false,
      problem: "nameMissing",
    });
    await act("views", { intent: "rename", view: saved.view, name: "Rich" });
    expect((await list()).views[0]?.name).toBe("Rich");
    await act("views", { intent: "remove", view: saved.view });
    expect((await list()).views).toEqual([]);
    expect(await act("views", { intent: "rename", view: saved.view, name: "Gone" })).toEqual({
      ok: false,
      problem: "unknownView",
    });
    expect(await thrownStatus(act("views", { intent: "drop" }))).toBe(400);
  });
});

type Job = {
  job: { jobId: string; status: string; total: number; changed: number; skipped: number; undoneBy: string | null };
  skipped: { memberId: string; reason: string }[];
};
const job = (id: string) => load<Job>("job", "/app", { id });
const redirectOf = (answer: unknown) =>
  /\/member-changes\/(\d+)$/.exec((answer as Response).headers.get("location") ?? "")?.[1] ?? "";

describe("points for many", () => {
  const members = () => [ADA, BO].map((customer) => stage.memberOf(customer)).join(",");
  const form = () => ({
    intent: "adjust",
    points: "-800",
    reason: "Sorry",
    key: KEYS[2]!,
    scope: "chosen",
    members: `${members()},999999`,
  });

  it("says beforehand what they come to", async () => {
    const previewOf = async (path: string): Promise<unknown> => (await load<Response>("preview", path)).json();
    const preview = await previewOf(`/app?scope=chosen&members=${members()}&points=-800`);
    expect(preview).toMatchObject({ members: 2, short: 1, points: -1600, worth: "800.00", excluded: 0 });
    expect(await previewOf("/app?scope=filter&query=from%3D1001&points=5")).toMatchObject({
      members: 1,
      points: 5,
    });
    expect(await thrownStatus(load("preview", "/app?scope=everything"))).toBe(400);
  });

  it("are given once for a key, changed once each, and taken back exactly", async () => {
    const before = [await balanceOf(ADA), await balanceOf(BO)];
    const started = await act<{ job: string }>("bulk", form());
    expect(await act("bulk", form())).toEqual(started);
    expect((await job(started.job)).job).toMatchObject({ status: "working", total: 2, changed: 0 });
    await work();
    await work();
    expect((await job(started.job)).job).toMatchObject({ status: "done", changed: 2, skipped: 0 });
    expect(await balanceOf(ADA)).toMatchObject({ available: 700n });
    const undoId = redirectOf(await act("job", {}, { id: started.job }));
    await work();
    expect((await job(undoId)).job).toMatchObject({ status: "done", changed: 2 });
    expect([await balanceOf(ADA), await balanceOf(BO)]).toEqual(before);
    expect((await job(started.job)).job.undoneBy).toBe(undoId);
    expect(await act("job", {}, { id: started.job })).toEqual({ ok: false, problem: "alreadyUndone" });
  });

  it("go on after a process died between the change and its note", async () => {
    const started = await act<{ job: string }>("bulk", { ...form(), points: "10", key: KEYS[3]! });
    await work();
    await stage.db.pool.query("UPDATE bulk_items SET status = 'waiting' WHERE job_id = $1", [started.job]);
    await stage.db.pool.query("UPDATE bulk_jobs SET status = 'working', changed = 0 WHERE id = $1", [started.job]);
    const before = await balanceOf(ADA);
    await work();
    expect(await balanceOf(ADA)).toEqual(before);
    expect((await job(started.job)).job).toMatchObject({ status: "done", changed: 2 });
  });

  it("reach everybody of a filter as it was when it began, listed in slices", async () => {
    const started = await act<{ job: string }>("bulk", {
      intent: "adjust",
      points: "1",
      reason: "Thanks",
      key: KEYS[4]!,
      scope: "filter",
      query: "",
    });
    expect((await job(started.job)).job.status).toBe("listing");
    await Promise.all([1, 2].map(() => listBulkMembers(stage.db, { programId: stage.programId, jobId: started.job })));
    await work();
    expect((await job(started.job)).job).toMatchObject({ status: "done", total: 30, changed: 30 });
  });

  it.each([
    [{ points: "0" }, "zero"],
    [{ points: "x" }, "notWhole"],
    [{ reason: " " }, "reasonMissing"],
    [{ members: "" }, "nobody"],
  ])("%j is refused as %s", async (change, problem) => {
    expect(await act("bulk", { ...form(), key: KEYS[5]!, ...change })).toEqual({ ok: false, problem });
  });

  it.each([[{ key: "x" }], [{ scope: "all" }], [{ members: "1 OR 1=1" }], [{ intent: "undo", code: "1" }]])(
    "%j is malformed",
    async (change) => {
      expect(await thrownStatus(act("bulk", { ...form(), key: KEYS[5]!, ...change }))).toBe(400);
    },
  );

  it("are another program's nothing", async () => {
    expect(await thrownStatus(job("999999"))).toBe(404);
    expect(await act("job", {}, { id: "999999" })).toEqual({ ok: false, problem: "unknownJob" });
  });
});

describe("a tier for many", () => {
  it("is set, and goes back to how it was held, except where staff decided anew", async () => {
    const levels = [
      { id: "gold", name: "Gold", threshold: "10000.00", tag: "gold" },
      { id: "pearl", name: "Pearl", threshold: "20000.00", tag: "pearl" },
    ];
    const published = await publishProgram(stage.db, {
      programId: stage.programId,
      patch: { tiers: { levels } },
      author: "test",
      now: new Date(),
    });
    expect(published.ok).toBe(true);
    await act("member", { intent: "setTier", tier: "pearl", stay: "lock", until: "" }, { id: stage.memberOf(BO) });
    const members = [ADA, BO, CY].map((customer) => stage.memberOf(customer)).join(",");
    const started = await act<{ job: string }>("bulk", {
      intent: "setTier",
      tier: "gold",
      stay: "floor",
      until: "",
      scope: "chosen",
      members,
      key: KEYS[6]!,
    });
    await work();
    expect([await balanceOf(ADA), await balanceOf(BO), await balanceOf(CY)].map(({ tier }) => tier)).toEqual([
      "gold",
      "gold",
      "gold",
    ]);
    await act("member", { intent: "setTier", tier: "pearl", stay: "floor", until: "" }, { id: stage.memberOf(CY) });
    const undoId = redirectOf(await act("job", {}, { id: started.job }));
    await work();
    const after = [await balanceOf(ADA), await balanceOf(BO), await balanceOf(CY)].map(({ tier }) => tier);
    expect(after).toEqual([null, "pearl", "pearl"]);
    const undo = await job(undoId);
    expect(undo.job).toMatchObject({ changed: 2, skipped: 1 });
    expect(undo.skipped).toEqual([{ memberId: stage.memberOf(CY), reason: "changedMeanwhile" }]);
    const unknown = {
      intent: "setTier",
      tier: "tin",
      stay: "floor",
      until: "",
      scope: "chosen",
      members,
      key: KEYS[7]!,
    };
    expect(await act("bulk", unknown)).toEqual({ ok: false, problem: "unknownTier" });
  });
});

describe("the export", () => {
  const lines = async (query: string) => {
    const response = await load<Response>("export", `/app/members/export?${query}`);
    return (await response.text()).trim().split("\r\n");
  };

  it("has a line for each member of the filter, or for the chosen ones", async () => {
    await list();
    expect((await lines("")).length).toBe(31);
    const chosen = await lines(`members=${stage.memberOf(BO)}&sort=balanceHigh`);
    expect(chosen[0]).toBe("member,customer,tier,available,pending,debt,excluded,joined,lastActivity");
    expect(chosen[1]).toMatch(new RegExp(`^${stage.memberOf(BO)},${BO},Pearl,\\d+,0,0,no,`));
    expect(chosen.length).toBe(2);
  });
});

describe("notes", () => {
  type Page = {
    member: { notes: { noteId: string; text: string; author: string }[]; history: { author: string | null }[] };
  };
  const open = (customer: string) => load<Page>("member", "/app", { id: stage.memberOf(customer) });

  it("are added and removed, and named after the staff member as Shopify calls them", async () => {
    const id = stage.memberOf(DI);
    stage.store.store.pages.installed = true;
    await routes["layout"]!.loader({ request: await adminRequest("/app"), params: {} });
    expect(await act("member", { intent: "addNote", text: " Likes oolong " }, { id })).toEqual({
      ok: true,
      done: "noted",
    });
    const { notes } = (await open(DI)).member;
    expect(notes).toMatchObject([{ text: "Likes oolong", author: "Olive Owner" }]);
    const remove = { intent: "removeNote", note: notes[0]?.noteId ?? "" };
    expect(await act("member", remove, { id })).toEqual({ ok: true, done: "noteRemoved" });
    expect(await act("member", remove, { id })).toEqual({ ok: false, problem: "unknownNote" });
    expect(await act("member", { intent: "addNote", text: "  " }, { id })).toEqual({
      ok: false,
      problem: "textMissing",
    });
  });

  it("go when the customer is deleted", async () => {
    const memberId = stage.memberOf(DI);
    await addMemberNote(stage.db, {
      programId: stage.programId,
      memberId,
      text: "About Di",
      author: "staff:42",
      now: new Date(),
    });
    await deleteCustomer(stage.db, { shopId: stage.shopId, customerId: DI, now: new Date() });
    const { rows } = await stage.db.pool.query("SELECT FROM member_notes WHERE member_id = $1", [memberId]);
    expect(rows.length).toBe(0);
    expect(await act("member", { intent: "addNote", text: "Too late" }, { id: memberId })).toEqual({
      ok: false,
      problem: "unknownMember",
    });
  });

  it("don't ask for the name of somebody whose token is refused more than once a month", async () => {
    stage.store.store.pages.installed = false;
    const request = await adminRequest("/app", { token: await sessionToken({ sub: "43" }) });
    await routes["layout"]!.loader({ request, params: {} });
    const { rows } = await stage.db.pool.query<{ name: string }>("SELECT name FROM staff WHERE id = '43'");
    expect(rows).toEqual([{ name: "" }]);
  });
});
