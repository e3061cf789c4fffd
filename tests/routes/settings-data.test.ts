import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listShopsToErase } from "../../app/commands/ask-erasure.ts";
import { findShop } from "../../app/queries/find-member.ts";
import { readDraft } from "../../app/queries/program-in-force.ts";
import { adminRequest, thrownStatus } from "./admin-stage.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if a file of one shop changed what is in force in another without being looked at, or if a slip of the mouse deleted a shop.

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
let stage: Stage;
let file: Record<"loader" | "action", Handler>;
let erase: Record<"action", Handler>;

beforeAll(async () => {
  stage = await setStage([]);
  file = (await import("../../app/routes/app.settings.program.ts")) as unknown as typeof file;
  erase = (await import("../../app/routes/app.settings.delete.ts")) as unknown as typeof erase;
});
afterAll(() => stage.close());

const take = async (text: unknown) =>
  file.action({ request: await adminRequest("/app/settings/program", { json: { file: text } }), params: {} });
const draft = () => readDraft(stage.db, { programId: stage.programId });

describe("a program as a file", () => {
  let text = "";

  it("is the document in force, and becomes the draft unchanged", async () => {
    const response = (await file.loader({ request: await adminRequest("/app"), params: {} })) as Response;
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="program-\d+\.json"$/);
    text = await response.text();
    expect(await take(text)).toEqual({ ok: true });
    expect((await draft())?.document).toEqual(JSON.parse(text));
  });

  it("keeps the shop's own time zone, and is refused in another currency", async () => {
    const document = JSON.parse(text) as Record<string, unknown>;
    const elsewhere = { ...document, timeZone: "America/New_York", debt: "forgive" };
    expect(await take(JSON.stringify(elsewhere))).toEqual({ ok: true });
    expect((await draft())?.document).toMatchObject({ timeZone: "Europe/Oslo", debt: "forgive" });
    expect(await take(JSON.stringify({ ...document, currency: "SEK" }))).toMatchObject({ problem: "otherCurrency" });
  });

  it("that is none, or has mistakes, says so with the places, and leaves the draft alone", async () => {
    const before = await draft();
    for (const nonsense of ["", "[]", "null", "{", 7])
      expect(await take(nonsense)).toMatchObject({ problem: "notJson" });
    const wrong = { ...(JSON.parse(text) as object), debt: "maybe", surprise: 1 };
    const refused = (await take(JSON.stringify(wrong))) as { problem: string; problems: { path: string }[] };
    expect(refused.problem).toBe("refused");
    expect(refused.problems.map(({ path }) => path).toSorted()).toEqual(["debt", "surprise"]);
    expect(await draft()).toEqual(before);
  });
});

describe("everything of the shop", () => {
  const send = async (name: string, token?: string | null) =>
    erase.action({
      request: await adminRequest("/app", { form: { name }, ...(token === null ? { token } : {}) }),
      params: {},
    });

  it("is deleted for staff who typed its name, and for nobody else", async () => {
    expect(await thrownStatus(send(SHOP, null))).toBe(302);
    const answer = async (name: string) => (await ((await send(name)) as Response).json()) as unknown;
    expect(await answer("another.myshopify.com")).toEqual({ ok: false, problem: "nameDiffers" });
    expect(await listShopsToErase(stage.db)).toEqual([]);
    expect(await answer(SHOP)).toEqual({ ok: true });
    expect(await listShopsToErase(stage.db)).toMatchObject([{ domain: SHOP, askedBy: "staff:42" }]);
    expect(await findShop(stage.db, { domain: SHOP })).toBeNull();
  });
});
