import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { saveMailSettings } from "../../app/commands/save-mail-settings.ts";
import { NO_MAILS } from "../../app/domain/mail.ts";
import type { MailSettings } from "../../app/domain/mail.ts";
import { readMailPreferences } from "../../app/queries/mail-preferences.ts";
import { signProxy } from "../../dev-store/storefront/app-proxy.ts";
import { AGENT, gid, tokenOf } from "./session-token.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if a member could not say in their account which mails they want, or could say it for somebody else.
const ADA = "7201";
const BO = "7202";
const LANGUAGES = ["en", "nb", "sv", "da", "de", "nl", "fr", "es"];

let stage: Stage;
beforeAll(async () => {
  stage = await setStage([ADA, BO]);
});
afterAll(() => stage.close());

const ALL = { tier: true, points: true, reminders: true };
const preferences = (customer: string) =>
  readMailPreferences(stage.db, { programId: stage.programId, memberId: stage.memberOf(customer) });

async function settings(change: Partial<MailSettings>): Promise<void> {
  const saved = await saveMailSettings(stage.db, {
    ...{
      programId: stage.programId,
      settings: { ...NO_MAILS, sends: true, ...change },
      author: "test",
      now: new Date(),
    },
  });
  expect(saved).toEqual({ ok: true });
}

beforeEach(async () => {
  await stage.db.pool.query("DELETE FROM mail_preferences WHERE program_id = $1", [stage.programId]);
  await settings({});
});

type Wish = { form?: Record<string, string>; locale?: string; accept?: string; forge?: boolean };

/** As Shopify forwards it from the storefront; Ada's browser, or that of somebody else. */
function visit(customer: string | null, { form, locale = "en", accept = "text/html", forge = false }: Wish = {}) {
  const parameters: [string, string][] = [
    ["locale", locale],
    ["shop", SHOP],
    ["logged_in_customer_id", customer ?? ""],
    ["path_prefix", "/apps/loyalty"],
    ["timestamp", String(Math.floor(Date.now() / 1000))],
  ];
  const signature = signProxy(parameters, forge ? "another secret" : (process.env["SHOPIFY_API_SECRET"] ?? ""));
  const query = new URLSearchParams([...parameters, ["signature", signature]]);
  const body = form === undefined ? null : new URLSearchParams(form);
  const request = new Request(`http://localhost:4001/proxy/mails?${String(query)}`, {
    ...{ headers: { accept }, method: body === null ? "GET" : "POST", body },
  });
  return stage.answer(request);
}

const ticked = (html: string): string[] =>
  [...html.matchAll(/<input type="checkbox" name="(\w+)" value="on"( checked)?/g)].flatMap(([, name = "", checked]) =>
    checked === undefined ? [] : [name],
  );

describe("the page on the storefront", () => {
  it("shows what is sent, keeps what the member chooses without any script, and nobody else's choice", async () => {
    const before = await (await visit(ADA)).text();
    expect(ticked(before)).toEqual(["tier", "points", "reminders"]);
    expect(before).not.toContain("<script");
    expect(await preferences(ADA)).toEqual(ALL);
    const saved = await visit(ADA, { form: { tier: "on", reminders: "on", locale: "en" } });
    expect(saved.status).toBe(200);
    const after = await saved.text();
    expect(after).toContain('<p role="status"><strong>Saved.</strong></p>');
    expect(ticked(after)).toEqual(["tier", "reminders"]);
    expect(await preferences(ADA)).toEqual({ ...ALL, points: false });
    expect(await preferences(BO)).toEqual(ALL);
    await visit(ADA, { form: { tier: "on", points: "on", reminders: "on" } });
    expect(await preferences(ADA)).toEqual(ALL);
  });

  it("changes nothing by being looked at, and writes only what was changed", async () => {
    await visit(ADA, { form: { tier: "on", reminders: "on" } });
    await visit(ADA);
    const { rows } = await stage.db.pool.query("SELECT category, wanted, source FROM mail_preferences");
    expect(rows).toEqual([{ category: "points", wanted: false, source: "account" }]);
  });

  it("offers only what the shop sends", async () => {
    await settings({ kinds: ["pointsEarned"] });
    expect(ticked(await (await visit(ADA)).text())).toEqual(["points"]);
    await visit(ADA, { form: {} });
    expect(await preferences(ADA)).toEqual({ ...ALL, points: false });
    await settings({ sends: false });
    const none = await (await visit(ADA)).text();
    expect(none).toContain("sends no mails about your points");
    expect(none).not.toContain("<form");
  });

  it.each(LANGUAGES)("speaks %s", async (locale) => {
    const html = await (await visit(ADA, { locale })).text();
    expect(html).toContain(`<html lang="${locale}">`);
    expect(ticked(html)).toHaveLength(3);
  });

  it("is for whoever Shopify says is signed in, and takes no other fields", async () => {
    const form = { tier: "on" };
    expect((await visit(null, { form })).status).toBe(401);
    expect((await visit(ADA, { form, forge: true })).status).toBe(400);
    for (const wrong of [{ tier: "yes" }, { tier: "on", customer: BO }, { everything: "on" }] as Record<
      string,
      string
    >[])
      expect((await visit(ADA, { form: wrong })).status).toBe(400);
    expect(await preferences(ADA)).toEqual(ALL);
    // Somebody whom Laurel has not met has nothing to choose.
    const stranger = await visit("9999", { accept: "application/json" });
    expect(await stranger.json()).toEqual({ ok: true, mails: [] });
  });
});

describe("the customer account extension", () => {
  async function ask(customer: string, body?: object): Promise<Response> {
    const token = await tokenOf({ sub: gid(customer) });
    const request = new Request("http://localhost:4001/api/account/mails", {
      method: body === undefined ? "GET" : "POST",
      headers: { "user-agent": AGENT, authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return stage.answer(request);
  }

  it("is told with the program whether there is anything to choose", async () => {
    const token = await tokenOf({ sub: gid(BO) });
    const headers = { "user-agent": AGENT, authorization: `Bearer ${token}` };
    const ask = async (): Promise<unknown> => {
      const request = new Request("http://localhost:4001/api/account/program", { headers });
      return ((await (await stage.answer(request)).json()) as { program: { mails?: true } }).program.mails;
    };
    expect(await ask()).toBe(true);
    await settings({ sends: false });
    expect(await ask()).toBeUndefined();
  });

  it("asks what may be chosen and sends what is wanted", async () => {
    expect(await (await ask(BO)).json()).toMatchObject({
      ok: true,
      mails: ["tier", "points", "reminders"].map((category) => ({ category, wanted: true })),
    });
    const answer = await ask(BO, { tier: "on", locale: "nb" });
    expect(await answer.json()).toMatchObject({
      mails: [
        { category: "tier", wanted: true },
        { category: "points", wanted: false },
        { category: "reminders", wanted: false },
      ],
    });
    expect(await preferences(BO)).toEqual({ tier: true, points: false, reminders: false });
    expect(await preferences(ADA)).toEqual(ALL);
    expect((await ask(BO, { all: "on" })).status).toBe(400);
  });
});
