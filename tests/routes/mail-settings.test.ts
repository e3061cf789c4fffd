import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSetupProgress } from "../../app/queries/setup-progress.ts";
import { openMailbox, type Mailbox } from "../setup/mailbox.ts";
import { adminRequest, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a template that cannot be sent were saved, if what staff type reached a header, or if a shop could write to strangers for ever.

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
let stage: Stage;
let mailbox: Mailbox;
let settings: Record<"loader" | "action", Handler>;
let template: Record<"loader" | "action", Handler>;

beforeAll(async () => {
  mailbox = await openMailbox();
  process.env["SMTP_URL"] = mailbox.url;
  process.env["MAIL_FROM"] = "loyalty@te.example";
  stage = await setStage([]);
  settings = (await import("../../app/routes/app.settings._index.tsx")) as unknown as typeof settings;
  template = (await import("../../app/routes/app.settings.mails.$kind.tsx")) as unknown as typeof template;
});
afterAll(async () => {
  delete process.env["SMTP_URL"];
  delete process.env["MAIL_FROM"];
  await stage.close();
  await mailbox.close();
});

type Shown = { settings: { sends: boolean; fromName: string; kinds: string[] }; sender: string; own: unknown[] };
type Preview = { ok: boolean; mail: { subject: string; html: string; text: string } };
type Answer = {
  ok: boolean;
  done?: string;
  problems?: { field: string; code: string; message?: string }[];
  preview?: Preview;
};

const openSettings = async () =>
  ((await settings.loader({ request: await adminRequest("/app/settings"), params: {} })) as { mails: Shown }).mails;
const saveSettings = async (json: object) =>
  (await settings.action({ request: await adminRequest("/app/settings", { json }), params: {} })) as Answer;
const PATH = "/app/settings/mails/tierReached?language=nb";
const openTemplate = async (path = PATH, kind = "tierReached") =>
  (await template.loader({ request: await adminRequest(path), params: { kind } })) as {
    template: Record<string, string>;
    isOwn: boolean;
    preview: Preview;
    variables: string[];
  };
const send = async (json: object) =>
  (await template.action({ request: await adminRequest(PATH, { json }), params: { kind: "tierReached" } })) as Answer;

const GOOD = {
  sends: true,
  fromName: "Te & Kaffe",
  replyTo: "hei@te.example",
  kinds: ["tierReached"],
  subscribersOnly: false,
};

describe("settings of mails", () => {
  it("begin with none being sent, and are kept when they are saved", async () => {
    expect(await openSettings()).toMatchObject({ settings: { sends: false }, sender: "loyalty@te.example" });
    expect(await saveSettings(GOOD)).toEqual({ ok: true });
    expect((await openSettings()).settings).toEqual(GOOD);
  });

  it("refuse names and addresses that could be headers, and keep what was there", async () => {
    const answer = await saveSettings({ ...GOOD, fromName: "Te\r\nBcc: x@y.example", replyTo: "not an address" });
    expect(answer.problems?.map((problem) => `${problem.field} ${problem.code}`)).toEqual([
      "fromName notOneLine",
      "replyTo notAnAddress",
    ]);
    expect((await openSettings()).settings.fromName).toBe("Te & Kaffe");
  });

  it("refuse what is no form of theirs, and whoever is no staff", async () => {
    for (const json of [{}, { ...GOOD, kinds: ["everything"] }, { ...GOOD, more: 1 }])
      expect(await thrownStatus(saveSettings(json))).toBe(400);
    const request = await adminRequest("/app/settings", { token: null, json: GOOD });
    expect(await thrownStatus(settings.action({ request, params: {} }))).toBe(302);
  });
});

describe("the home page", () => {
  const openHome = async () => {
    const { loader } = (await import("../../app/routes/app._index.tsx")) as unknown as { loader: Handler };
    const home = (await loader({ request: await adminRequest("/app"), params: {} })) as { mailTrouble: object | null };
    return home.mailTrouble;
  };

  it("tells of mails that the server keeps refusing, and of those that did not arrive", async () => {
    await saveSettings(GOOD);
    expect(await openHome()).toBeNull();
    await stage.db.pool.query(
      `INSERT INTO mails (program_id, member_id, kind, occasion, facts, status, reason, tries, created_at, due_at, ended_at) VALUES
         ($1, 1, 'tierReached', 'a', '{}', 'waiting', '535 5.7.8', 4, now() - interval '2 hours', now(), NULL),
         ($1, 1, 'tierReached', 'b', '{}', 'waiting', 'ECONNREFUSED', 1, now() - interval '5 minutes', now(), NULL),
         ($1, 1, 'tierReached', 'c', '{}', 'failed', 'refused 554', 1, now(), now(), now()),
         ($1, 1, 'tierReached', 'd', '{}', 'failed', 'bounced 550 5.1.1', 1, now(), now(), now()),
         ($1, 1, 'tierReached', 'e', '{}', 'unknown', 'ETIMEDOUT', 1, now(), now(), now()),
         ($1, 1, 'tierReached', 'f', '{}', 'sent', NULL, 1, now(), now(), now())`,
      [stage.programId],
    );
    expect(await openHome()).toEqual({ noSender: false, undelivered: 2, stuck: 1, answer: "535 5.7.8" });
    await saveSettings({ ...GOOD, sends: false });
    expect(await openHome()).toBeNull();
  });
});

describe("a template", () => {
  it("is shown with a preview, saved, and given back to Laurel", async () => {
    const shown = await openTemplate();
    expect(shown).toMatchObject({ isOwn: false, preview: { ok: true } });
    expect(shown.preview.mail.html).toContain("Ada");
    expect(shown.variables).toEqual(
      expect.arrayContaining(["customer", "tier", "card_image", "balance", "worth", "shop"]),
    );
    const typed = { ...shown.template, subject: "Hurra, {{ customer.first_name }}!" };
    expect(await send({ intent: "save", template: typed })).toMatchObject({ ok: true, done: "saved" });
    expect(await openTemplate()).toMatchObject({ isOwn: true, preview: { mail: { subject: "Hurra, Ada!" } } });
    expect((await openSettings()).own).toEqual([{ kind: "tierReached", language: "nb" }]);
    expect(await send({ intent: "reset" })).toMatchObject({ ok: true, done: "reset" });
    expect(await openTemplate()).toMatchObject({ isOwn: false });
  });

  it("with a mistake is not saved, and the mistake is named", async () => {
    const { template: stored } = await openTemplate();
    const answer = await send({ intent: "save", template: { ...stored, message: "{% if tier %}" } });
    expect(answer.problems).toMatchObject([{ field: "message", code: "liquid" }]);
    expect(answer.problems?.[0]?.message).toMatch(/not closed/);
    const long = await send({ intent: "save", template: { ...stored, subject: "x".repeat(201) } });
    expect(long.problems).toEqual([{ field: "subject", code: "tooLong" }]);
    expect(await openTemplate()).toMatchObject({ isOwn: false });
  });

  it("that there isn't is not found", async () => {
    expect(await thrownStatus(openTemplate("/app/settings/mails/nothing", "nothing"))).toBe(404);
    expect(await thrownStatus(openTemplate("/app/settings/mails/tierLost?language=xx", "tierLost"))).toBe(404);
  });

  it("is sent to whoever tries it out, as it is typed, and not too often", async () => {
    const { template: stored } = await openTemplate();
    const typed = { ...stored, subject: "Prøve" };
    expect(await send({ intent: "test", template: typed, to: "nobody" })).toMatchObject({ ok: false });
    const progress = () => readSetupProgress(stage.db, { programId: stage.programId, shopId: stage.shopId });
    expect((await progress()).mailTested).toBe(false);
    expect(await send({ intent: "test", template: typed, to: "staff@te.example" })).toMatchObject({ done: "tested" });
    expect((await progress()).mailTested).toBe(true);
    expect(mailbox.mails).toMatchObject([{ subject: "Prøve", recipients: ["staff@te.example"] }]);
    for (let count = 0; count < 9; count += 1) await send({ intent: "test", template: typed, to: "staff@te.example" });
    const answer = await send({ intent: "test", template: typed, to: "staff@te.example" });
    expect(answer.problems).toEqual([{ field: "to", code: "tooManyTests" }]);
  });
});
