import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installShop } from "../../app/commands/install-shop.ts";
import { recordCustomers } from "../../app/commands/record-customer.ts";
import { noteChanges } from "../../app/ledger/note-changes.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { adminRequest, sessionToken, thrownStatus } from "./admin-stage.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if staff could read or change another shop's members, or if a slip in a form changed the program that shoppers see.
const ADA = "7201";
const BO = "7202";

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
type Route = { loader: Handler; action: Handler };

let stage: Stage;
const routes: Record<string, Route> = {};
const NAMES = {
  home: "app._index",
  members: "app.members._index",
  member: "app.members.$id._index",
  earning: "app.program.earning",
  save: "app.program.save",
  review: "app.program.review",
  program: "app.program._index",
  comparisons: "app.comparisons",
  tier: "app.program.tiers.$id",
};

beforeAll(async () => {
  stage = await setStage([ADA, BO]);
  for (const [name, file] of Object.entries(NAMES))
    routes[name] = (await import(`../../app/routes/${file}.tsx`)) as Route;
});
afterAll(() => stage.close());

type Wish = Parameters<typeof adminRequest>[1] & { params?: Record<string, string>; path?: string };
async function load<Answer>(name: keyof typeof NAMES, { params = {}, path = "/app", ...wish }: Wish = {}) {
  return (await routes[name]!.loader({ request: await adminRequest(path, wish), params })) as Answer;
}
async function act<Answer>(name: keyof typeof NAMES, { params = {}, path = "/app", ...wish }: Wish) {
  return (await routes[name]!.action({ request: await adminRequest(path, wish), params })) as Answer;
}

type Earning = { earning: { points: number; per: string }; revision: string; hasDraft: boolean };
type Saved = { ok: boolean; reason?: string; published?: boolean; problems?: { path: string; code: string }[] };
const save = (json: object) => act<Saved>("save", { json });
const openEarning = () => load<Earning>("earning");

describe("who may ask", () => {
  it("a forged, a foreign and an old token are turned away before anything is read", async () => {
    const old = Math.floor(Date.now() / 1000) - 3600;
    const tokens = await Promise.all([
      sessionToken({}, "another-secret-of-more-than-32-letters"),
      sessionToken({ aud: "somebody-elses-app" }),
      sessionToken({ exp: old, nbf: old - 60, iat: old - 60 }),
    ]);
    for (const token of [...tokens, "nonsense"]) {
      expect(await thrownStatus(load("home", { token })), token.slice(0, 20)).toBe(401);
    }
  });

  it("without a token nobody gets data", async () => {
    expect(await thrownStatus(load("home", { token: null }))).toBe(302);
    expect(await thrownStatus(act("save", { token: null, json: {} }))).toBe(302);
  });

  it("an uninstalled shop that opens the app again is installed again by token exchange", async () => {
    const { sessionStorage } = await import("../../app/shopify.server.ts");
    await sessionStorage.deleteSession(`offline_${SHOP}`);
    stage.store.store.pages.installed = true;
    await stage.db.pool.query("UPDATE shops SET uninstalled_at = now() WHERE domain = $1", [SHOP]);
    const home = await load<{ figures: { members: { value: number } } }>("home");
    expect(home.figures.members.value).toBe(2);
    const session = await sessionStorage.loadSession(`offline_${SHOP}`);
    expect(session?.refreshToken).toBeTruthy();
  });
});

describe("home", () => {
  it("counts members, their points and what these are worth", async () => {
    const home = await load<{ figures: Record<string, unknown>; setup: Record<string, boolean> }>("home");
    expect(home.figures).toMatchObject({
      ...{ members: { value: 2 }, outstanding: 2000, worth: "1000.00" },
      exchanged: { now: 0, before: 0 },
    });
    expect(home.setup).toEqual({
      published: true,
      firstOrder: false,
      historyImported: false,
      mailTested: false,
      firstExchange: false,
    });
  });

  it("names a new payment method until it is decided", async () => {
    await stage.db.pool.query(
      "INSERT INTO payment_methods_seen (shop_id, method, first_seen_at) VALUES ($1, 'vipps', now()), ($1, 'gift_card', now())",
      [stage.shopId],
    );
    const newMethods = async () => (await load<{ newMethods: string[] }>("home")).newMethods;
    expect(await newMethods()).toEqual(["vipps"]);
    await act("home", { form: {} });
    expect(await newMethods()).toEqual([]);
  });
});

describe("editing the program", () => {
  it("refuses what is wrong with its path, and keeps what was there", async () => {
    const { earning, revision } = await openEarning();
    const answer = await save({
      intent: "publish",
      revision,
      sections: { earning: { ...earning, points: "abc", per: "-1" } },
    });
    expect(answer).toMatchObject({ ok: false, reason: "problems" });
    expect(answer.problems?.map(({ path }) => path).sort()).toEqual(["earning.per", "earning.points"]);
    expect((await openEarning()).earning).toEqual(earning);
  });

  it("keeps a draft beside the program in force, shows its changes, and publishes exactly what was seen", async () => {
    const opened = await openEarning();
    const sections = { earning: { ...opened.earning, points: 7 } };
    expect(await save({ intent: "save", revision: opened.revision, sections })).toEqual({ ok: true, published: false });
    const draft = await openEarning();
    expect(draft).toMatchObject({ hasDraft: true, earning: { points: 7 } });
    const review = await load<{ changes: { path: string }[]; revision: string }>("review");
    expect(review.changes).toEqual([{ path: "earning.points", before: opened.earning.points, after: 7 }]);
    const stale = await act("review", { form: { intent: "publish", revision: opened.revision } });
    expect(stale).toMatchObject({ ok: false, reason: "changedMeanwhile" });
    const published = await act<Response>("review", { form: { intent: "publish", revision: review.revision } });
    expect(published.headers.get("location")).toBe("/app/program?published=1");
    expect(await openEarning()).toMatchObject({ hasDraft: false, earning: { points: 7 } });
  });

  it("refuses a form that was opened before somebody else saved", async () => {
    const { earning, revision } = await openEarning();
    await save({ intent: "save", revision, sections: { earning: { ...earning, points: 8 } } });
    const late = await save({ intent: "publish", revision, sections: { earning: { ...earning, points: 9 } } });
    expect(late).toEqual({ ok: false, reason: "changedMeanwhile" });
    expect((await openEarning()).earning.points).toBe(8);
    await act("review", { form: { intent: "discard" } });
    expect((await openEarning()).earning.points).toBe(earning.points);
  });

  it.each([
    [{}],
    [{ intent: "drop", revision: "", sections: {} }],
    [{ intent: "publish", revision: "", sections: { currency: "EUR" } }],
    [{ intent: "publish", revision: "", sections: { __proto__: null, nonsense: 1 } }],
    ["a text"],
  ])("%j is malformed", async (json) => {
    expect(await thrownStatus(act("save", { json }))).toBe(400);
  });

  it("a tier that isn't there answers 404", async () => {
    expect(await thrownStatus(load("tier", { params: { id: "diamond" } }))).toBe(404);
    expect(await thrownStatus(load("tier", { params: { id: "new" } }))).toBeNull();
  });
});

describe("rolling back", () => {
  type Page = { version: number; versions: { version: number }[]; hasDraft: boolean };
  const rollBack = (version: string) =>
    act<{ ok: boolean; version: number }>("program", { form: { intent: "rollBack", version } });

  it("publishes an earlier version again as a new one, and leaves a draft alone", async () => {
    const before = await load<Page>("program");
    const { earning, revision } = await openEarning();
    const changed = { earning: { ...earning, points: earning.points + 5 } };
    await save({ intent: "publish", revision, sections: changed });
    const draft = { earning: { ...earning, points: 77 } };
    await save({ intent: "save", revision: (await openEarning()).revision, sections: draft });
    const answer = await rollBack(String(before.version));
    expect(answer).toEqual({ ok: true, intent: "rollBack", version: before.version + 2 });
    expect(await load<Page>("program")).toMatchObject({ version: before.version + 2, hasDraft: true });
    expect((await openEarning()).earning.points).toBe(77);
    await act("review", { form: { intent: "discard" } });
    expect((await openEarning()).earning).toEqual(earning);
  });

  it("refuses a version that there is not, or that is none, and changes nothing", async () => {
    const { version } = await load<Page>("program");
    expect(await thrownStatus(rollBack("9999"))).toBe(404);
    for (const wrong of ["", "0", "-1", "1.5", "one"]) expect(await thrownStatus(rollBack(wrong)), wrong).toBe(400);
    expect(await thrownStatus(act("program", { form: { intent: "delete", version: "1" } }))).toBe(400);
    expect((await load<Page>("program")).version).toBe(version);
  });
});

describe("the comparison with Shopify", () => {
  type Page = { comparisons: Record<string, unknown>[] };
  const listed = async () => (await load<Page>("comparisons")).comparisons;

  it("is empty before the first one, then shows the newest 30, with failures by their kind", async () => {
    expect(await listed()).toEqual([]);
    await stage.db.pool.query(
      `INSERT INTO comparisons (shop_id, started_at, finished_at, orders_seen, orders_healed, customers_seen, tags_healed, metafields_healed)
       SELECT $1, moment, moment, 10, 2, 5, 1, 3 FROM generate_series('2026-01-01Z'::timestamptz, '2026-02-01Z', '1 day') moment`,
      [stage.shopId],
    );
    await stage.db.pool.query(
      `INSERT INTO comparisons (shop_id, started_at, finished_at, error) VALUES
       ($1, '2026-03-01T01:00:00Z', '2026-03-01T01:00:09Z', 'unauthorized: token: the shop has to open Laurel again'),
       ($1, '2026-03-02T01:00:00Z', NULL, NULL)`,
      [stage.shopId],
    );
    const all = await listed();
    expect(all.length).toBe(30);
    expect(all.slice(0, 3)).toMatchObject([
      { startedAt: "2026-03-02T01:00:00.000Z", outcome: "running" },
      { startedAt: "2026-03-01T01:00:00.000Z", outcome: "failed", error: "unauthorized" },
      {
        startedAt: "2026-02-01T00:00:00.000Z",
        outcome: "corrected",
        error: null,
        ordersSeen: 10,
        ordersHealed: 2,
        customersSeen: 5,
        customersChecked: 0,
        ordersWaiting: 0,
        tagsHealed: 1,
        metafieldsHealed: 3,
      },
    ]);
  });
});

type Member = { member: { balance: number; history: { kind: string; points: number; reason: string | null }[] } };
const KEY = "0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac111";
const open = (id: string, token?: string) =>
  load<Member>("member", { params: { id }, ...(token === undefined ? {} : { token }) });
const change = (id: string, form: Record<string, string>, token?: string) =>
  act("member", { params: { id }, form, ...(token === undefined ? {} : { token }) });

describe("a member", () => {
  it("is adjusted once for a key, with the reason beside the entry", async () => {
    const id = stage.memberOf(ADA);
    const form = { intent: "adjust", points: "-250", reason: "Given by mistake", key: KEY };
    expect(await change(id, form)).toEqual({ ok: true, done: "adjusted" });
    expect(await change(id, form)).toEqual({ ok: true, done: "adjusted" });
    const { member } = await open(id);
    expect(member.balance).toBe(750);
    expect(member.history[0]).toMatchObject({ kind: "adjusted", points: -250, reason: "Given by mistake" });
  });

  it("is refused an unknown tier and a code that is somebody else's", async () => {
    const id = stage.memberOf(ADA);
    const tier = await change(id, { intent: "setTier", tier: "diamond", stay: "lock", until: "" });
    expect(tier).toEqual({ ok: false, problem: "unknownTier" });
    expect(await change(id, { intent: "undo", code: "1" })).toEqual({ ok: false, problem: "unknownCode" });
  });

  it.each(["0", "99999999", "1 OR 1=1", "../1", "9999999999999999999999"])("%s is nobody", async (id) => {
    expect(await thrownStatus(open(id))).toBe(404);
  });
});

describe("the list of members", () => {
  it("shows everybody, newest first, with names from Shopify where there are any", async () => {
    // What the worker does every second.
    while (await noteChanges(stage.db, { now: new Date() }));
    const { members } = await load<{ members: { memberId: string; balance: number; name: string | null }[] }>(
      "members",
    );
    expect(members.map(({ memberId }) => memberId)).toEqual([stage.memberOf(BO), stage.memberOf(ADA)]);
  });

  it("finds nobody for a text that no customer has, without an error", async () => {
    const answer = await load<{ members: unknown[]; searchFailed: boolean }>("members", {
      path: "/app/members?search=zzzz",
    });
    expect(answer).toMatchObject({ members: [], searchFailed: false });
  });
});

describe("another shop", () => {
  const OTHER = "other.myshopify.com";
  let stranger: string;
  let token: string;
  beforeAll(async () => {
    const now = new Date();
    await installShop(stage.db, { shopId: "2", domain: OTHER, currency: "EUR", timeZone: "Europe/Berlin", now });
    await recordCustomers(stage.db, { customers: [{ shopId: "2", customerId: ADA, tags: [], at: now }], now });
    stranger = (await findMember(stage.db, { shopId: "2", customerId: ADA }))?.memberId ?? "";
    const { sessionStorage } = await import("../../app/shopify.server.ts");
    const { Session } = await import("@shopify/shopify-api");
    const session = { id: `offline_${OTHER}`, shop: OTHER, state: "", isOnline: false, accessToken: "x" };
    await sessionStorage.storeSession(new Session(session));
    token = await sessionToken({ iss: `https://${OTHER}/admin`, dest: `https://${OTHER}` });
  });

  it("can neither see nor change this shop's members", async () => {
    const id = stage.memberOf(BO);
    expect(id).not.toBe(stranger);
    expect(await thrownStatus(open(id, token))).toBe(404);
    const form = { intent: "adjust", points: "500", reason: "Mine now", key: KEY };
    expect(await change(id, form, token)).toEqual({ ok: false, problem: "unknownMember" });
    expect((await open(id)).member.balance).toBe(1000);
  });

  it("sees no comparison of this shop", async () => {
    const { comparisons } = await load<{ comparisons: unknown[] }>("comparisons", { token });
    expect(comparisons).toEqual([]);
  });

  it("edits a program of its own", async () => {
    const mine = await openEarning();
    const theirs = await load<Earning>("earning", { token });
    expect(theirs.earning.points).toBe(1);
    const json = {
      intent: "publish",
      revision: theirs.revision,
      sections: { earning: { ...theirs.earning, points: 3 } },
    };
    expect(await act("save", { json, token })).toEqual({ ok: true, published: true });
    expect((await openEarning()).earning).toEqual(mine.earning);
  });

  it("is led from a customer's page to its own members, though a customer here has the same number", async () => {
    const { loader } = (await import("../../app/routes/app.customers.$id.ts")) as { loader: Handler };
    const to = async (id: string, wish: Wish = {}) => {
      const request = await adminRequest(`/app/customers/${id}?embedded=1`, wish);
      return ((await loader({ request, params: { id } })) as Response).headers.get("location");
    };
    expect(await to(ADA)).toBe(`/app/members/${stage.memberOf(ADA)}?embedded=1`);
    expect(await to(ADA, { token })).toBe(`/app/members/${stranger}?embedded=1`);
    expect(await to(BO, { token })).toBe(`/app/members?embedded=1&search=${BO}`);
    expect(await thrownStatus(to("x"))).toBe(404);
  });
});
