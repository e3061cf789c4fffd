import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { AGENT, gid, tokenOf } from "./session-token.ts";
import { setStage, SHOP, snapshot, type Stage } from "./shopper-stage.ts";

// Broken if a customer account extension could not exchange, or somebody without the shopper's own token could.
const ADA = "7201";
const BO = "7202";
const CY = "7203";

type Answer = { ok: boolean; reason?: string; message?: string; code?: string; codeId?: string; balance?: number };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage([ADA, BO, CY]);
});
afterAll(() => stage.close());

async function send(
  name: string,
  wish: { token?: string | null; body?: object; method?: string } = {},
): Promise<Response> {
  const token = wish.token === undefined ? await tokenOf() : wish.token;
  const method = wish.method ?? (name === "program" ? "GET" : "POST");
  const headers: Record<string, string> = { "user-agent": AGENT, origin: "null" };
  if (token !== null) headers["authorization"] = `Bearer ${token}`;
  const withBody = method === "POST";
  const request = new Request(`http://localhost:4001/api/account/${name}`, {
    method,
    headers: withBody ? { ...headers, "content-type": "application/json" } : headers,
    body: withBody ? JSON.stringify(wish.body ?? {}) : null,
  });
  return stage.answer(request);
}
const ask = async (name: string, wish?: Parameters<typeof send>[1]) =>
  (await (await send(name, wish)).json()) as Answer;

let clicks = 0;
const wish = (changes: object = {}) => ({
  reward: "nok-50",
  key: `click-${String((clicks += 1)).padStart(8, "0")}`,
  ...changes,
});

describe("with the shopper's own token", () => {
  it("points become a code, once for a key, and points again", async () => {
    const body = wish();
    const made = await ask("exchange", { body });
    expect(made).toMatchObject({ ok: true, value: "50.00", balance: 900 });
    expect(await ask("exchange", { body })).toEqual(made);
    expect(await ask("undo", { body: { code: made.codeId } })).toEqual({
      ok: true,
      balance: 1000,
      worth: "500.00",
      reserved: 0,
    });
  });

  it("a token with the scheme in its shop is the same shop", async () => {
    const token = await tokenOf({ dest: `https://${SHOP}`, sub: gid(BO) });
    expect((await ask("exchange", { token, body: wish() })).ok).toBe(true);
  });

  it("the program can be read", async () => {
    const response = await send("program");
    expect(await response.json()).toMatchObject({
      ok: true,
      program: { v: 1, currency: "NOK", exchange: { rewards: [{ id: "nok-50" }, { id: "ten" }] } },
    });
  });

  it("somebody else's code answers as one that does not exist", async () => {
    const token = await tokenOf({ sub: gid(BO) });
    const { codeId } = await ask("exchange", { token, body: wish() });
    const foreign = await ask("undo", { body: { code: codeId } });
    expect(foreign).toMatchObject({ ok: false, reason: "unknownCode" });
    expect(await ask("undo", { body: { code: "999999999" } })).toEqual(foreign);
  });

  it("refusals speak the page's language", async () => {
    const answer = await ask("exchange", { body: wish({ reward: "ten", locale: "nb" }) });
    expect(answer).toMatchObject({ ok: false, reason: "tooFewPoints", message: "Du har ikke nok poeng til dette." });
  });

  it("a notice that is not there is refused, not an error", async () => {
    expect(await ask("dismiss", { body: { notice: "1" } })).toMatchObject({ ok: false, reason: "unknownNotice" });
  });
});

describe("across origins", () => {
  it("the browser's question is answered without a token", async () => {
    const response = await send("exchange", { method: "OPTIONS", token: null });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toMatch(/authorization/);
  });

  it.each(["exchange", "program"])("every answer of %s can be read by the extension, refusals too", async (name) => {
    for (const token of [undefined, null, "nonsense"]) {
      const response = await send(name, token === undefined ? {} : { token });
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });
});

describe("without it", () => {
  const hour = 3600;
  const now = () => Math.floor(Date.now() / 1000);
  const forgeries: Record<string, () => Promise<string | null>> = {
    "no token": async () => null,
    "no token at all, only words": async () => "Bearer",
    "another secret": () => tokenOf({}, "another-secret-of-32-letters-or-so"),
    "another app's audience": () => tokenOf({ aud: "another-app" }),
    "no audience": () => tokenOf({ aud: undefined }),
    "several audiences": () => tokenOf({ aud: [process.env["SHOPIFY_API_KEY"], "another-app"] }),
    "no shop": () => tokenOf({ dest: undefined }),
    "a shop elsewhere": () => tokenOf({ dest: "https://demo.myshopify.com.evil.example" }),
    "a shop that has no Laurel": () => tokenOf({ dest: "other.myshopify.com" }),
    nobody: () => tokenOf({ sub: undefined }),
    "a customer without gid": () => tokenOf({ sub: ADA }),
    "something else's gid": () => tokenOf({ sub: "gid://shopify/Order/7201" }),
    "two customers": () => tokenOf({ sub: `${gid(ADA)},${gid(BO)}` }),
    "a token of yesterday": () => tokenOf({ exp: now() - hour, nbf: now() - 2 * hour, iat: now() - 2 * hour }),
    "a token of tomorrow": () => tokenOf({ nbf: now() + hour, iat: now() + hour, exp: now() + 2 * hour }),
    "no signature": async () => `${(await tokenOf()).split(".").slice(0, 2).join(".")}.`,
    "algorithm none": async () => {
      const payload = (await tokenOf()).split(".")[1] ?? "";
      return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${payload}.`;
    },
  };

  it.each(Object.entries(forgeries))("%s: refused, and nothing changed", async (_, forge) => {
    const before = await snapshot(stage.db, stage.programId);
    const response = await send("exchange", { token: await forge(), body: wish() });
    expect([401, 404]).toContain(response.status);
    expect((await response.json()) as Answer).toMatchObject({ ok: false });
    expect(await snapshot(stage.db, stage.programId)).toEqual(before);
  });

  it.each([{ customer_id: BO }, { times: "0" }, { key: "short" }, { reward: { id: "nok-50" } }])(
    "a body with %j is malformed",
    async (changes) => {
      const before = await snapshot(stage.db, stage.programId);
      const response = await send("exchange", { body: wish(changes) });
      expect(response.status).toBe(400);
      expect(await snapshot(stage.db, stage.programId)).toEqual(before);
    },
  );

  it("a question by the wrong method changes nothing", async () => {
    expect((await send("exchange", { method: "GET" })).status).toBe(405);
    expect((await send("program", { method: "POST" })).status).toBe(405);
  });
});

describe("an exchange of a reward that may be had once", () => {
  it("says that it can't be taken again", async () => {
    const { programId } = stage;
    const { program } = await readProgram(stage.db, { programId, now: new Date() });
    const once = { id: "once", type: "freeShipping", points: 10, limits: [{ times: 1, per: "ever" }] };
    const patch = { exchange: { rewards: [...program.exchange.rewards, once] } };
    await publishProgram(stage.db, { programId, patch, author: "test", now: new Date() });
    const token = await tokenOf({ sub: gid(CY) });
    expect(await ask("exchange", { token, body: wish() })).not.toHaveProperty("limited");
    const taken = await ask("exchange", { token, body: wish({ reward: "once" }) });
    expect(taken).toMatchObject({ ok: true, limited: true });
    expect(await ask("exchange", { token, body: wish({ reward: "once" }) })).toMatchObject({ reason: "limitReached" });
  });
});

describe("a code of somebody else's", () => {
  it("asks the database for the same as one that does not exist, so that neither takes longer", async () => {
    const made = await ask("exchange", { token: await tokenOf({ sub: gid(BO) }), body: wish() });
    const token = await tokenOf({ sub: gid(CY) });
    const asked = async (code: string): Promise<string[]> => {
      const spy = vi.spyOn(stage.db.pool, "query");
      expect(await ask("undo", { token, body: { code } })).toMatchObject({ ok: false, reason: "unknownCode" });
      const texts = spy.mock.calls.map(([query]: unknown[]) =>
        typeof query === "string" ? query : (query as { text: string }).text,
      );
      spy.mockRestore();
      return texts;
    };
    const foreign = await asked(made.codeId ?? "");
    expect(foreign.length).toBeGreaterThan(2);
    expect(await asked("999999999")).toEqual(foreign);
  });
});
