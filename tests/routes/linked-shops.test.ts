import { Session } from "@shopify/shopify-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installShop } from "../../app/commands/install-shop.ts";
import { createMailKeys } from "../../app/mail/keys.ts";
import type { LinksAnswer, LinksShown } from "../../app/ui/links/links-shown.ts";
import { adminRequest, sessionToken, thrownStatus } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if somebody without a token of the shop could link it, if a form could do what the page does not offer, or if a shop whose members move
// showed half of them.

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
type Route = { loader: Handler; action: Handler };
const OTHER = { id: "77000001", domain: "other-shop.myshopify.com" };
const PATH = "/app/settings/linked-shops";

let stage: Stage;
let links: Route;
let home: Route;
beforeAll(async () => {
  stage = await setStage(["7201"]);
  links = (await import("../../app/routes/app.settings.linked-shops.tsx")) as unknown as Route;
  home = (await import("../../app/routes/app.members._index.tsx")) as unknown as Route;
  const installed = { shopId: OTHER.id, domain: OTHER.domain, currency: "EUR", timeZone: "Europe/Oslo" };
  await installShop(stage.db, { ...installed, now: new Date() });
  const { sessionStorage } = await import("../../app/shopify.server.ts");
  const session = {
    id: `offline_${OTHER.domain}`,
    shop: OTHER.domain,
    state: "",
    isOnline: false,
    accessToken: "token",
  };
  await sessionStorage.storeSession(new Session(session));
});
afterAll(() => stage.close());

const otherToken = (): Promise<string> =>
  sessionToken({ iss: `https://${OTHER.domain}/admin`, dest: `https://${OTHER.domain}`, sub: "43" });

async function load(token?: string): Promise<LinksShown> {
  const request = await adminRequest(PATH, token === undefined ? {} : { token });
  return (await links.loader({ request, params: {} })) as LinksShown;
}
async function send(form: Record<string, string>, token?: string): Promise<LinksAnswer> {
  const request = await adminRequest(PATH, { form, ...(token === undefined ? {} : { token }) });
  return (await links.action({ request, params: {} })) as LinksAnswer;
}
/** What the worker does about once a second. */
async function moveShops(): Promise<void> {
  const [{ gatewayOf }, { moveLinkedShops }] = await Promise.all([
    import("../../app/shopify.server.ts"),
    import("../../app/jobs/link-shops.ts"),
  ]);
  const { hashAddress } = createMailKeys(Buffer.alloc(32, 1));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await moveLinkedShops({ db: stage.db, gatewayOf, now: () => new Date(), log, hashAddress });
}
const makeCode = async (): Promise<string> => {
  const made = await send({ intent: "makeCode" });
  if (!made.ok || made.intent !== "makeCode") throw new Error("no code");
  return made.code;
};

describe("the page of linked shops", () => {
  it("is for staff of the shop alone", async () => {
    const without = await adminRequest(PATH, { token: null, form: { intent: "makeCode" } });
    // Shopify's library sends a document without a token to get one.
    expect(await thrownStatus(links.action({ request: without, params: {} }))).toBe(302);
    for (const token of ["nonsense", await sessionToken({}, "another-secret-of-more-than-32-letters")]) {
      const request = await adminRequest(PATH, { token, form: { intent: "makeCode" } });
      expect(await thrownStatus(links.action({ request, params: {} }))).toBe(401);
    }
    expect(await thrownStatus(send({ intent: "everything" }))).toBe(400);
    expect(await thrownStatus(send({ intent: "rate", shop: "1 OR 1", rate: "2" }))).toBe(400);
  });

  it("shows the shop alone, makes a code that is told once, and withdraws it", async () => {
    expect(await load()).toMatchObject({ shops: [{ own: true }], codeUntil: null, progress: null });
    const code = await makeCode();
    expect(code).toMatch(/^(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}$/u);
    expect((await load()).codeUntil).not.toBeNull();
    expect(JSON.stringify(await load())).not.toContain(code);
    expect(await send({ intent: "withdraw" })).toEqual({ ok: true, intent: "withdraw" });
    expect((await load()).codeUntil).toBeNull();
    expect(await send({ intent: "look", code }, await otherToken())).toEqual({ ok: false, problem: "unknownCode" });
    expect(await send({ intent: "leave" })).toEqual({ ok: false, problem: "notLinked" });
  });

  it("says what linking means before anything happens, asks for a rate, links, and shows both shops to both", async () => {
    const code = await makeCode();
    const token = await otherToken();
    const looked = await send({ intent: "look", code }, token);
    expect(looked).toMatchObject({ ok: true, preview: { rateNeeded: true, ownCurrency: "EUR", members: 0 } });
    expect((await load(token)).shops).toHaveLength(1);
    expect(await send({ intent: "link", code, rate: "" }, token)).toEqual({ ok: false, problem: "rateMissing" });
    expect(await send({ intent: "link", code, rate: "11,50" }, token)).toEqual({ ok: true, intent: "link" });
    for (const asking of [undefined, token]) {
      expect((await load(asking)).progress).toMatchObject({ kind: "join", domain: OTHER.domain, moving: true });
    }
    const elsewhere = home.loader({ request: await adminRequest("/app/members", { token }), params: {} });
    expect(await thrownStatus(elsewhere)).toBe(302);

    await moveShops();
    for (const asking of [undefined, token]) {
      const shown = await load(asking);
      expect(shown.progress).toBeNull();
      expect(shown.shops.map((shop) => shop.domain)).toContain(OTHER.domain);
      expect(shown.shops).toHaveLength(2);
    }
    expect(await send({ intent: "rate", shop: OTHER.id, rate: "12" })).toEqual({ ok: true, intent: "rate" });
    expect(await send({ intent: "rate", shop: "999", rate: "12" })).toEqual({ ok: false, problem: "rateMissing" });
    expect((await load(token)).shops.find((shop) => shop.own)?.rate).toBe("12");
  });

  it("says what leaving means, and lets the shop go", async () => {
    const token = await otherToken();
    expect(await send({ intent: "lookAtLeaving" }, token)).toEqual({
      ok: true,
      intent: "lookAtLeaving",
      leaving: { alone: 0, shared: 0, points: 0, openCodes: 0 },
    });
    expect(await send({ intent: "leave" }, token)).toEqual({ ok: true, intent: "leave" });
    expect(await send({ intent: "leave" }, token)).toMatchObject({ ok: false, problem: "linkUnderway" });
    await moveShops();
    expect((await load()).shops).toHaveLength(1);
    expect((await load(token)).shops).toMatchObject([{ own: true, domain: OTHER.domain, rate: "12" }]);
  });
});
