import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RichText } from "../../app/domain/rich-text.ts";
import { adminRequest, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a merchant could not keep a campaign, read terms that aren't their rules, or somebody else could take their data along.

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
type Route = { loader: Handler; action: Handler };
const ADA = "7501";
let stage: Stage;
let campaigns: Route, campaign: Route, texts: Route, save: Route, member: Route, data: Route;

beforeAll(async () => {
  stage = await setStage([ADA]);
  const route = async (file: string) => (await import(`../../app/routes/${file}.tsx`)) as Route;
  campaigns = await route("app.program.campaigns._index");
  campaign = await route("app.program.campaigns.$id");
  texts = await route("app.program.texts");
  save = await route("app.program.save");
  member = await route("app.members.$id._index");
  data = (await import("../../app/routes/app.settings.export.ts")) as unknown as Route;
});
afterAll(() => stage.close());

const get = async <Answer>(route: Route, path: string, params: Record<string, string> = {}) =>
  (await route.loader({ request: await adminRequest(path), params })) as Answer;

type Loaded = { earning: { campaigns: { id: string; name: string }[] }; position: number; revision: string };
const TEA = { id: "tea-days", name: "Tea days", multiplier: "2", vendors: [], collections: ["tea"], productTags: [] };
const DAYS = { from: "2026-12-01T00:00:00+01:00", until: "2026-12-24T23:59:59+01:00" };

/** What a form of the page sends. */
async function keep(list: unknown[]): Promise<unknown> {
  const { earning, revision } = await get<Loaded>(campaign, "/app/program/campaigns/new", { id: "new" });
  const json = { intent: "save", revision, sections: { earning: { ...earning, campaigns: list } } };
  return save.action({ request: await adminRequest("/app/program/save", { json }), params: {} });
}

describe("campaigns", () => {
  it("that have no days are refused at their fields", async () => {
    const answer = await keep([{ ...TEA, from: "", until: "" }]);
    expect(answer).toMatchObject({ ok: false, reason: "problems" });
    expect((answer as { problems: { path: string }[] }).problems.map(({ path }) => path)).toEqual([
      "earning.campaigns.0.from",
      "earning.campaigns.0.until",
    ]);
  });

  it("are kept in the draft and have a page by their id", async () => {
    expect(await keep([{ ...TEA, ...DAYS }])).toMatchObject({ ok: true });
    const list = await get<{ campaigns: unknown[]; hasDraft: boolean }>(campaigns, "/app/program/campaigns");
    expect(list).toMatchObject({ campaigns: [{ ...TEA, ...DAYS }], hasDraft: true });
    expect(await get<Loaded>(campaign, "/app/program/campaigns/tea-days", { id: "tea-days" })).toMatchObject({
      position: 0,
    });
    expect(await thrownStatus(get(campaign, "/app/program/campaigns/none", { id: "none" }))).toBe(404);
  });
});

describe("terms from the rules", () => {
  const write = async (language: string) =>
    (await texts.action({ request: await adminRequest("/app/program/texts", { form: { language } }), params: {} })) as {
      terms: RichText;
    };

  it("are written in the language that was asked for, and nothing is saved", async () => {
    const before = await get<{ texts: unknown; revision: string }>(texts, "/app/program/texts");
    expect((await write("nb")).terms.children[0]).toMatchObject({
      type: "heading",
      children: [{ value: "Slik tjener du poeng" }],
    });
    expect(await get(texts, "/app/program/texts")).toEqual(before);
  });

  it("are not written in a language that nobody knows", async () => {
    expect(await thrownStatus(write("xx"))).toBe(400);
  });
});

describe("what is the merchant's", () => {
  it("is a file with every member, for staff only", async () => {
    const file = (await data.loader({ request: await adminRequest("/app/settings/export"), params: {} })) as Response;
    expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="laurel-\d{4}-\d\d-\d\d\.jsonl"$/);
    const lines = (await file.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; row: { id: number } });
    expect(lines[0]?.kind).toBe("laurel");
    expect(lines.filter(({ kind }) => kind === "member").map(({ row }) => String(row.id))).toEqual([
      stage.memberOf(ADA),
    ]);
    const stranger = data.loader({ request: await adminRequest("/app/settings/export", { token: null }), params: {} });
    expect(await thrownStatus(stranger)).not.toBeNull();
  });

  it("is a member's mails with what became of them", async () => {
    const id = stage.memberOf(ADA);
    await stage.db.pool.query(
      `INSERT INTO mails (program_id, occasion, member_id, kind, facts, status, due_at, created_at, ended_at, reason)
       SELECT program_id, 'a test', id, 'tierReached', '{}', 'failed', now(), now(), now(), 'refused 550' FROM members WHERE id = $1`,
      [id],
    );
    const page = await get<{ member: { mails: unknown[] } }>(member, `/app/members/${id}`, { id });
    expect(page.member.mails).toMatchObject([{ kind: "tierReached", status: "failed", reason: "refused 550" }]);
  });
});
