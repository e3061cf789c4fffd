import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyOrders } from "../../app/commands/apply-orders.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { createStatementLinks } from "../../app/shopper/statement-link.ts";
import { AGENT, gid, tokenOf } from "./session-token.ts";
import { setStage, SHOP, type Stage } from "./shopper-stage.ts";

// Broken if the account's pages told somebody about the orders and points of somebody else.
const ADA = "7201";
const BO = "7202";
const CAT = "7203";

type Route = Record<"action" | "loader", (args: never) => Promise<Response>>;
type Answer = { ok: boolean; reason?: string; message?: string };
type Query = Readonly<Record<string, string>>;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage([ADA, BO, CAT]);
});
afterAll(() => stage.close());

async function send(name: "order" | "statement", customer: string, query: Query = {}): Promise<Response> {
  const url = `http://localhost:4001/api/account/${name}?${String(new URLSearchParams(query))}`;
  const authorization = `Bearer ${await tokenOf({ sub: gid(customer) })}`;
  const headers = { "user-agent": AGENT, origin: "null", authorization };
  return stage.answer(new Request(url, { headers }));
}

describe("an order", () => {
  type Told = Answer & {
    pending: number;
    next: { tier: string; missing: string } | null;
    order: {
      name: string;
      points: number;
      usableFrom: string | null;
      title: string;
      sentences: { text: string }[];
    } | null;
  };
  const day = 86_400_000;
  const askAbout = async (query: Query, customer = ADA) =>
    (await (await send("order", customer, query)).json()) as Told;

  beforeAll(async () => {
    const { db, programId, shopId } = stage;
    const levels = [{ id: "gold", name: "Gold", threshold: "1000", tag: "gold" }];
    const patch = { earning: { holdDays: 14 }, tiers: { levels } };
    await publishProgram(db, { programId, patch, author: "test", now: new Date() });
    const now = new Date();
    const dates = { createdAt: now, processedAt: now, updatedAt: now, paidAt: now };
    const mine = { customerId: ADA, ...dates };
    const order = orderOf({ id: "601", name: "#1009", ...mine, lines: [{ price: "90.00" }] });
    const waiting = { lines: [{ price: "5.00" }], financialStatus: "pending" as const, paidAt: null };
    const unpaid = orderOf({ id: "602", name: "#1010", ...mine, ...waiting });
    await applyOrders(db, { orders: [order, unpaid].map((each) => ({ shopId, order: each })), now: new Date() });
  });

  it("is told with its points, the day from which they can be used, why, and where the shopper stands", async () => {
    const told = await askAbout({ id: "gid://shopify/Order/601", locale: "nb" });
    const from = new Date(Date.now() + 14 * day).toISOString().slice(0, 10);
    expect(told).toMatchObject({ ok: true, pending: 90, next: { tier: "gold", missing: "910.00" } });
    expect(told.order).toMatchObject({
      name: "#1009",
      points: 90,
      title: "Slik ble poengene for bestilling #1009 regnet ut",
    });
    expect(Math.abs(Date.parse(told.order?.usableFrom ?? "") - Date.parse(from))).toBeLessThanOrEqual(day);
    expect(told.order?.sentences.length).toBeGreaterThan(1);
    expect((await askAbout({ name: "#1009", locale: "nb" })).order).toEqual(told.order);
    expect((await askAbout({ id: "601", locale: "nb" })).order).toEqual(told.order);
  });

  it("that earns nothing yet says why", async () => {
    const { order } = await askAbout({ name: "#1010", locale: "en" });
    expect(order).toMatchObject({ points: 0, usableFrom: null });
    expect(order?.sentences[0]?.text).toMatch(/paid/);
  });

  it("of somebody else, one that is not there and one of a guest are no orders", async () => {
    for (const query of [{ id: "601" }, { name: "#1009" }, { name: "#4711" }, { id: "999" }] as Query[])
      expect((await askAbout(query, BO)).order).toBeNull();
    expect((await askAbout({ id: "601" }, "7299")).order).toBeNull();
  });

  it.each<Query>([{}, { name: "" }, { name: "x".repeat(101) }, { id: "1 OR 1" }])(
    "asked for by %j is malformed",
    async (query) => {
      expect((await send("order", CAT, query)).status).toBe(400);
    },
  );
});

describe("the statement", () => {
  const open = async (path: string, method = "GET"): Promise<Response> => {
    const { loader } = (await import("../../app/routes/statement.$token.ts")) as Route;
    const url = new URL(path, "http://localhost:4001");
    return loader({
      request: new Request(url, { method }),
      params: { token: url.pathname.split("/").at(-1) },
    } as never);
  };
  const linkOf = async (customer: string): Promise<string> =>
    ((await (await send("statement", customer)).json()) as Answer & { path: string }).path;

  it("is a file at a link of the shopper's own", async () => {
    const path = await linkOf(ADA);
    const csv = await open(`${path}?format=csv`);
    expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="points-.*\.csv"$/);
    expect(await csv.text()).toContain("#1009");
    const json = await open(`${path}?format=json`);
    expect(JSON.stringify(await json.json())).toContain("#1009");
    expect(await (await open(`${await linkOf(BO)}?format=csv`)).text()).not.toContain("#1009");
  });

  it("is at no link that was changed, and at none of another kind", async () => {
    const path = await linkOf(BO);
    for (const forged of [
      path.replace(BO, ADA),
      path.slice(0, -1),
      `${path}A`,
      path.replace("demo.", "other."),
      "/statement/x",
    ]) {
      const answer = await open(forged);
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining("This link has ended")]);
    }
    expect((await open(`${path}?format=exe`)).status).toBe(400);
    expect((await open(path, "POST")).status).toBe(405);
  });

  it("is gone from its link after ten minutes", async () => {
    const links = createStatementLinks(Buffer.alloc(32, 1));
    const made = new Date("2026-01-05T09:00:00Z");
    const token = links.sign({ shop: SHOP, customerId: ADA }, made);
    const after = (minutes: number) => links.open(token, new Date(made.getTime() + minutes * 60_000));
    expect(after(9)).toEqual({ shop: SHOP, customerId: ADA });
    expect(after(10)).toBeNull();
    expect(createStatementLinks(Buffer.alloc(32, 2)).open(token, made)).toBeNull();
  });
});
