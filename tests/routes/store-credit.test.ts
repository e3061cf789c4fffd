import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { openStore } from "../scenarios/store.ts";
import { adminRequest } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a merchant could offer store credit that the shop can't give: points would go and come back at each exchange.

type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
type Saved = { ok: boolean; reason?: string; problems?: { path: string; code: string }[] };
let stage: Stage;
let save: Handler;
let exchange: Handler;
let state: Handler;
beforeAll(async () => {
  stage = await setStage([]);
  ({ action: save } = (await import("../../app/routes/app.program.save.tsx")) as unknown as { action: Handler });
  ({ loader: exchange } = (await import("../../app/routes/app.program.exchange.tsx")) as unknown as {
    loader: Handler;
  });
  ({ loader: state } = (await import("../../app/routes/app.store-credit.ts")) as unknown as { loader: Handler });
});
afterAll(() => stage.close());

const switchCredit = (storeCredit: "off" | undefined): void => {
  const { info } = stage.store.store.shop.state;
  if (storeCredit === undefined) delete info.storeCredit;
  else info.storeCredit = storeCredit;
};
const shown = async (): Promise<unknown> =>
  ((await state({ request: await adminRequest("/app/store-credit"), params: {} })) as Response).json();

async function publish(rewards: object[] | null): Promise<Saved> {
  const request = await adminRequest("/app/program/exchange");
  const loaded = (await exchange({ request, params: {} })) as { revision: string; exchange: { rewards: object[] } };
  const sections = { exchange: { ...loaded.exchange, rewards: rewards ?? loaded.exchange.rewards } };
  const json = { intent: "publish", revision: loaded.revision, sections };
  return (await save({ request: await adminRequest("/app/program/save", { json }), params: {} })) as Saved;
}

const CREDIT = { id: "credit", type: "storeCredit", points: 100, value: "50.00" };
const rewardsInForce = async (): Promise<string[]> => {
  const { program } = await readProgram(stage.db, { programId: stage.programId, now: new Date() });
  return program.exchange.rewards.map(({ id }) => id);
};

describe("a reward of store credit", () => {
  it("is published only in a shop that has store credit", async () => {
    switchCredit("off");
    expect(await shown()).toEqual({ state: "off" });
    const before = await rewardsInForce();
    expect(await publish([CREDIT])).toMatchObject({
      ...{ ok: false, reason: "problems" },
      problems: [{ path: "exchange.rewards.0.type", code: "storeCreditOff" }],
    });
    expect(await rewardsInForce()).toEqual(before);
    switchCredit(undefined);
    expect(await shown()).toEqual({ state: "on" });
    expect(await publish([CREDIT])).toMatchObject({ ok: true });
    expect(await rewardsInForce()).toEqual(["credit"]);
  });

  it("that is offered already holds up nothing else", async () => {
    switchCredit("off");
    expect(await publish([CREDIT, { id: "ship", type: "freeShipping", points: 10 }])).toMatchObject({ ok: true });
    expect(await publish([CREDIT, { ...CREDIT, id: "more", value: "70.00" }])).toMatchObject({
      problems: [{ path: "exchange.rewards.1.type", code: "storeCreditOff" }],
    });
  });

  it("needs a permission that Laurel asks for only then", async () => {
    const options = { domain: "x.myshopify.com", shopId: "1", currency: "NOK", timeZone: "Europe/Oslo" };
    const { gateway } = openStore({ ...options, scopes: ["read_customers"], clock: () => new Date() });
    expect(await gateway.readStoreCredit()).toBe("notAllowed");
  });
});
