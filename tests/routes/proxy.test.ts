import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signProxy } from "../../dev-store/storefront/app-proxy.ts";
import { setStage, SHOP, snapshot, type Stage } from "./shopper-stage.ts";

// Broken if a shopper lost points, got two codes for one click, or somebody spent the points of somebody else.
const ADA = "7201";
const BO = "7202";
const CY = "7203";
const DI = "7204";
const NEWCOMER = "7299";
/** Members whose points the forgeries are after; several, so that it is not the limit on requests that stops them. */
const VICTIMS = Array.from({ length: 12 }, (_, n) => String(7301 + n));
let victim = "7301";
const FORM = "application/x-www-form-urlencoded";

type Wish = {
  customer?: string;
  fields?: Record<string, string>;
  body?: string;
  type?: string;
  json?: boolean;
  method?: string;
  headers?: Record<string, string>;
  parameters?: [string, string][];
};
type Answer = {
  ok: boolean;
  reason?: string;
  message?: string;
  code?: string;
  codeId?: string;
  balance?: number;
  until?: string;
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage([ADA, BO, CY, DI, ...VICTIMS]);
});
afterAll(() => stage.close());

const secret = () => process.env["SHOPIFY_API_SECRET"] ?? "";
const own = (customer: string): [string, string][] => [
  ["shop", SHOP],
  ["logged_in_customer_id", customer],
  ["path_prefix", "/apps/loyalty"],
  ["timestamp", String(Math.floor(Date.now() / 1000))],
];
const signed = (parameters: [string, string][], key = secret()): [string, string][] => [
  ...parameters,
  ["signature", signProxy(parameters, key)],
];

function requestOf(name: string, wish: Wish): Request {
  const query = new URLSearchParams(wish.parameters ?? signed(own(wish.customer ?? ADA)));
  const method = wish.method ?? "POST";
  const headers = { accept: wish.json === false ? "text/html" : "application/json", ...wish.headers };
  const body = wish.body ?? String(new URLSearchParams(wish.fields));
  const init =
    method === "GET" ? { headers } : { method, headers: { ...headers, "content-type": wish.type ?? FORM }, body };
  return new Request(`http://localhost:4001/proxy/${name}?${String(query)}`, init);
}

async function send(name: string, wish: Wish): Promise<Response> {
  return stage.answer(requestOf(name, wish));
}
const ask = async (name: string, wish: Wish): Promise<Answer> => (await (await send(name, wish)).json()) as Answer;

let clicks = 0;
const newKey = () => `click-${String((clicks += 1)).padStart(8, "0")}`;
const exchange = (wish: Wish & { key?: string } = {}) =>
  ask("exchange", { ...wish, fields: { reward: "nok-50", key: wish.key ?? newKey(), ...wish.fields } });

async function balanceOf(customer: string): Promise<number> {
  const { rows } = await stage.db.pool.query<{ available: string }>(
    "SELECT available::text FROM members WHERE program_id = $1 AND id = $2",
    [stage.programId, stage.memberOf(customer)],
  );
  return Number(rows[0]?.available);
}
const codesOf = async (customer: string) =>
  (
    await stage.db.pool.query("SELECT FROM codes WHERE program_id = $1 AND member_id = $2", [
      stage.programId,
      stage.memberOf(customer),
    ])
  ).rowCount;

describe("exchange", () => {
  it("gives a code for points, and Shopify has it", async () => {
    const before = await balanceOf(ADA);
    const answer = await exchange();
    expect(answer).toMatchObject({
      ok: true,
      value: "50.00",
      points: 100,
      balance: before - 100,
      worth: "450.00",
      reserved: 100,
    });
    expect(answer.until).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(await balanceOf(ADA)).toBe(before - 100);
    const discounts = Object.values(stage.store.store.shop.state.discounts);
    expect(JSON.stringify(discounts)).toContain(answer.code);
  });

  it("makes one code of a double click", async () => {
    const before = { balance: await balanceOf(BO), codes: await codesOf(BO) };
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange({ customer: BO, key })));
    // While the first click is at Shopify, the others may be told to wait; each that got a code got the same one.
    const made = answers.filter((answer) => answer.ok).map(({ code }) => code);
    expect(new Set(made).size).toBe(1);
    expect(await exchange({ customer: BO, key })).toMatchObject({
      ok: true,
      code: made[0],
      balance: before.balance - 100,
    });
    expect(await codesOf(BO)).toBe((before.codes ?? 0) + 1);
    expect(await balanceOf(BO)).toBe(before.balance - 100);
  });

  it("takes several of a reward in one code, from a form or JSON", async () => {
    const body = JSON.stringify({ reward: "nok-50", times: 2, key: newKey() });
    expect(await ask("exchange", { type: "application/json", body })).toMatchObject({
      ok: true,
      points: 200,
      value: "100.00",
    });
    expect(await exchange({ fields: { times: "2" } })).toMatchObject({ ok: true, points: 200, value: "100.00" });
  });

  it.each([
    ["unknownReward", { reward: "gold-bar" }],
    ["notMultiple", { reward: "ten", times: "2" }],
    ["tooFewPoints", { reward: "ten" }],
    ["tooFewPoints", { times: "999999" }],
  ])("is refused in words: %s", async (reason, fields) => {
    const before = await snapshot(stage.db, stage.programId);
    const response = await send("exchange", { fields: { reward: "nok-50", key: newKey(), ...fields } });
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const answer = (await response.json()) as Answer;
    expect(answer).toMatchObject({ ok: false, reason });
    expect(answer.message).toMatch(/^[A-Z].{10,}\.$/);
    expect(await snapshot(stage.db, stage.programId)).toEqual(before);
  });

  it("is refused to somebody who is not signed in, or whom Laurel has not met", async () => {
    expect(await exchange({ customer: "" })).toMatchObject({ ok: false, reason: "signedOut" });
    expect(await exchange({ customer: NEWCOMER })).toMatchObject({ ok: false, reason: "tooFewPoints" });
  });

  it("speaks the language of the page", async () => {
    const { message } = await exchange({ customer: "", fields: { locale: "nb-NO" } });
    expect(message).toBe("Logg inn først.");
    expect((await exchange({ customer: "", headers: { "accept-language": "fr" } })).message).toBe(
      "Connectez-vous d’abord.",
    );
  });

  it("leads a browser without a script to the cart with the code in it", async () => {
    const fields = { reward: "nok-50", key: newKey(), return: "/account" };
    const response = await send("exchange", { customer: BO, json: false, fields });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toMatch(/^\/discount\/[A-Z0-9-]+\?redirect=\/cart$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("shows a browser without a script the refusal, and a way back within the shop", async () => {
    const page = async (back: string) => {
      const fields = { reward: "ten", key: newKey(), return: back, locale: "nb" };
      const response = await send("exchange", { json: false, fields });
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
      return response.text();
    };
    expect(await page("/pages/club?a=1&b=2")).toContain('<a href="/pages/club?a=1&#38;b=2">Tilbake til butikken</a>');
    expect(await page("/pages/club")).toContain("Du har ikke nok poeng til dette.");
    for (const foreign of [
      "//evil.example",
      "https://evil.example",
      "/\\evil.example",
      `/"><script>alert(1)</script>`,
    ]) {
      const html = await page(foreign);
      expect(html).not.toMatch(/href="[^"]*evil|<script/);
    }
  });
});

describe("undo", () => {
  it("makes another code of the same key on a page that was drawn later; a page before it is refused", async () => {
    const key = newKey();
    const seconds = Math.floor(Date.now() / 1000);
    const at = (drawn: number | string) => exchange({ customer: DI, key, fields: { drawn: String(drawn) } });
    const first = await at(seconds - 60);
    expect(first).toMatchObject({ ok: true });
    expect(await at(seconds + 60)).toMatchObject({ ok: true, code: first.code });
    const undone = await ask("undo", { customer: DI, fields: { code: String(first.codeId) } });
    expect(undone).toMatchObject({ ok: true });
    expect(await at(seconds - 60)).toMatchObject({ ok: false, reason: "unavailable" });
    expect(await exchange({ customer: DI, key })).toMatchObject({ ok: false, reason: "unavailable" });
    const second = await at(seconds + 60);
    expect(second).toMatchObject({ ok: true, reserved: 100 });
    expect(second.code).not.toBe(first.code);
    expect(await at(seconds + 60)).toMatchObject({ ok: true, code: second.code });
    expect(await at("yesterday")).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("gives the points of an own code back, once", async () => {
    const before = await balanceOf(CY);
    const { codeId } = await exchange({ customer: CY });
    expect(await ask("undo", { customer: CY, fields: { code: codeId ?? "" } })).toMatchObject({
      ok: true,
      balance: before,
    });
    expect(await ask("undo", { customer: CY, fields: { code: codeId ?? "" } })).toMatchObject({ balance: before });
    expect(await balanceOf(CY)).toBe(before);
  });

  it("refuses somebody else's code exactly as one that does not exist", async () => {
    const { codeId } = await exchange({ customer: BO });
    const before = await snapshot(stage.db, stage.programId);
    const answers = [codeId ?? "", "999999999", "999999999999999999"].map(async (code) => {
      const response = await send("undo", { customer: CY, fields: { code } });
      return { status: response.status, headers: [...response.headers], text: await response.text() };
    });
    const [foreign, ...unknown] = await Promise.all(answers);
    expect(foreign?.text).toContain("unknownCode");
    for (const other of unknown) expect(other).toEqual(foreign);
    expect(await snapshot(stage.db, stage.programId)).toEqual(before);
  });

  it("leads a browser back to where it was", async () => {
    const { codeId } = await exchange({ customer: CY });
    const response = await send("undo", {
      customer: CY,
      json: false,
      fields: { code: codeId ?? "", return: "/pages/club" },
    });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/pages/club"]);
  });
});

describe("dismiss", () => {
  it("puts away an own notice and nobody else's", async () => {
    const { rows } = await stage.db.pool.query<{ id: string }>(
      `INSERT INTO notices (program_id, member_id, kind, tier, name, at) VALUES ($1, $2, 'reached', 'gold', 'Gold', now()) RETURNING id::text`,
      [stage.programId, stage.memberOf(CY)],
    );
    const fields = { notice: rows[0]?.id ?? "" };
    expect(await ask("dismiss", { customer: BO, fields })).toMatchObject({ ok: false, reason: "unknownNotice" });
    expect(await ask("dismiss", { customer: CY, fields })).toEqual({ ok: true });
    expect(await ask("dismiss", { customer: CY, fields })).toEqual({ ok: true });
  });
});

describe("whose request it is", () => {
  /** Requests that Shopify did not write, each in its own way; `n` makes them differ. */
  const forgeries: Record<string, (n: number) => Wish> = {
    "signed with another secret": (n) => ({ parameters: signed(own(victim), `another-secret-${String(n)}`) }),
    "without a signature": () => ({ parameters: own(victim) }),
    "with a signature of nothing": () => ({ parameters: [...own(victim), ["signature", "0".repeat(64)]] }),
    "with the customer changed after signing": (n) => ({
      parameters: signed(own(victim)).map(([k, v]): [string, string] => [
        k,
        k === "logged_in_customer_id" ? String(7203 + n) : v,
      ]),
    }),
    "with another shop": () => ({
      parameters: signed(own(victim)).map(([k, v]): [string, string] => [k, k === "shop" ? "other.myshopify.com" : v]),
    }),
    "too old": (n) => ({
      parameters: signed(
        own(victim).map(([k, v]): [string, string] => [k, k === "timestamp" ? String(Number(v) - 200 - n) : v]),
      ),
    }),
    "from the future": (n) => ({
      parameters: signed(
        own(victim).map(([k, v]): [string, string] => [k, k === "timestamp" ? String(Number(v) + 200 + n) : v]),
      ),
    }),
    "with a customer of their own before Shopify's, signed": (n) => ({
      parameters: signed([["logged_in_customer_id", String(7000 + n)], ...own(victim)]),
    }),
    "with a customer of their own after Shopify's, signed": (n) => ({
      parameters: signed([...own(victim), ["logged_in_customer_id", String(7000 + n)]]),
    }),
    "with a customer that is no number, signed": (n) => ({
      parameters: signed(own(["7201,7202", "7201 ", "0x1c21", "-7201", "7201.0", "٧٢٠١"][n % 6] ?? "")),
    }),
    "with two shops, signed": () => ({ parameters: signed([["shop", SHOP], ...own(victim)]) }),
    "with parameters split anew": () => {
      const [shop, customer, prefix, time] = own(victim);
      const signature = signProxy(own(victim), secret());
      return {
        parameters: [
          shop!,
          ["logged_in_customer_id", customer![1]],
          ["path_prefix", `${prefix![1]}shop=x`],
          time!,
          ["signature", signature],
        ],
      };
    },
    "without a time, signed": () => ({ parameters: signed(own(victim).filter(([k]) => k !== "timestamp")) }),
    "without a customer field, signed": () => ({
      parameters: signed(own(victim).filter(([k]) => k !== "logged_in_customer_id")),
    }),
    "of a shop that has no Laurel, signed": (n) => ({
      parameters: signed(
        own(victim).map(([k, v]): [string, string] => [k, k === "shop" ? `none-${String(n)}.myshopify.com` : v]),
      ),
    }),
    "of somebody signed out, signed": () => ({ customer: "" }),
    "signed, but by GET": () => ({ method: "GET" }),
    "signed, but no form": (n) => ({ type: ["text/plain", "multipart/form-data; boundary=x", "image/png"][n % 3] }),
    "signed, with broken JSON": (n) => ({
      type: "application/json",
      body: ["{", "[]", "null", '{"reward":{}}', "7"][n % 5],
    }),
    "signed, with a field twice": () => ({ body: `reward=nok-50&reward=nok-50&key=${newKey()}` }),
    "signed, with a field of its own": () => ({ fields: { reward: "nok-50", key: newKey(), customer_id: BO } }),
    "signed, with a key that is none": (n) => ({
      fields: { reward: "nok-50", key: ["short", "", "with space", "a".repeat(65), "ø".repeat(10)][n % 5] ?? "" },
    }),
    "signed, without a key": () => ({ fields: { reward: "nok-50" } }),
    "signed, with a number that is none": (n) => ({
      fields: { reward: "nok-50", key: newKey(), times: ["0", "-1", "1.5", "1e3", "Infinity", "9999999"][n % 6] ?? "" },
    }),
    "signed, and far too long": () => ({ body: `reward=nok-50&key=${newKey()}&return=/${"a".repeat(10_000)}` }),
  };

  it("refuses 200 forged or malformed requests and changes nothing", async () => {
    const before = await snapshot(stage.db, stage.programId);
    const kinds = Object.entries(forgeries);
    for (let n = 0; n < 200; n += 1) {
      const [name, forge] = kinds[n % kinds.length]!;
      victim = VICTIMS[n % VICTIMS.length]!;
      const wish = forge(n);
      const response = await send("exchange", {
        customer: victim,
        fields: { reward: "nok-50", key: newKey() },
        ...wish,
      });
      expect(response.status, name).toBeGreaterThanOrEqual(400);
      expect(response.status, name).not.toBe(429);
      expect(response.status, name).toBeLessThan(500);
      expect(await response.text(), name).not.toMatch(/LRL|stack|at .*\.ts/);
    }
    expect(await snapshot(stage.db, stage.programId)).toEqual(before);
  });

  const hammers: { name: string; fields: Record<string, string>; spammer: string; allowed: number }[] = [
    { name: "dismiss", fields: { notice: "1" }, spammer: "7250", allowed: 20 },
    { name: "undo", fields: { code: "1" }, spammer: "7251", allowed: 12 },
  ];
  it.each(hammers)(
    "stops one who sends $name without pause, with the time to wait",
    async ({ name, fields, spammer, allowed }) => {
      const statuses: number[] = [];
      let last = new Response();
      for (let n = 0; n < 25; n += 1) {
        last = await send(name, { customer: spammer, fields });
        statuses.push(last.status);
      }
      expect(statuses.filter((status) => status === 422).length).toBe(allowed);
      expect(statuses.at(-1)).toBe(429);
      expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(last.headers.get("content-type")).toBe("application/problem+json");
    },
  );

  it("answers other paths without a word about what exists", async () => {
    const response = await send("$", { fields: {} });
    expect([response.status, (await response.json()) as Answer]).toMatchObject([
      404,
      { ok: false, reason: "notFound" },
    ]);
  });

  it("says in the shopper's language that something broke, and nothing of what it was", async () => {
    vi.spyOn(stage.db.pool, "query").mockImplementationOnce(() => {
      throw new Error("the disk is full");
    });
    const response = await send("undo", { customer: BO, fields: { code: "1" }, headers: { "accept-language": "nb" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
    const text = await response.text();
    expect(text).toContain("Noe gikk galt hos oss.");
    expect(text).not.toContain("disk");
  });
});
