import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Killed, dying } from "../../tests/setup/dying.ts";
import { FAULTS, faultyStore } from "../../tests/setup/shopify-faults.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import type { Database } from "../database.ts";
import { sweepExchanges } from "../jobs/sweep.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import { exchangePoints } from "./exchange-points.ts";
import type { Exchanged } from "./exchange-points.ts";
import { undoCode } from "./undo-code.ts";

// Points without a code are a customer who was robbed; a code without points is a discount that the merchant gives away.

const COST = 100;
const SWEEP_EVERY_SECONDS = 5;
const SETTLED_WITHIN_SECONDS = 60;
/** More statements than an exchange has. */
const STATEMENTS_MAX = 20;

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

async function exchange(
  world: World,
  db: Database,
  memberId: string,
  key = randomUUID(),
): Promise<Exchanged | "killed"> {
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward: "nok-50", times: 1, key };
  try {
    return await exchangePoints(db, { ...input, gateway: store.gateway, now: world.now() });
  } catch (error) {
    if (error instanceof Killed) return "killed";
    throw error;
  }
}

type Row = { status: string; code: string };

async function listCodes(world: World, memberId: string): Promise<Row[]> {
  const { rows } = await world.db.pool.query<Row>(
    "SELECT status, code FROM codes WHERE program_id = $1 AND member_id = $2 ORDER BY id",
    [world.shop.programId, memberId],
  );
  return rows;
}

/** Every code that is open works in the shop, no other does, and the points fit. */
async function expectSound(world: World, memberId: string, points: number): Promise<void> {
  const codes = await listCodes(world, memberId);
  for (const { status, code } of codes) {
    expect(["open", "failed"]).toContain(status);
    const discount = world.store.shop.findDiscountByCode(code);
    expect(discount !== null, `${code} is ${status}`).toBe(status === "open");
  }
  const open = codes.filter((code) => code.status === "open").length;
  const { programId } = world.shop;
  const summary = await readMemberSummary(world.db, { programId, memberId, now: world.now() });
  expect(Number(summary!.reserved)).toBe(open * COST);
  expect(Number(summary!.available)).toBe(points - open * COST);
}

async function sweepUntilSettled(world: World): Promise<void> {
  for (let seconds = 0; seconds < SETTLED_WITHIN_SECONDS; seconds += SWEEP_EVERY_SECONDS) {
    world.pass(SWEEP_EVERY_SECONDS);
    await sweepExchanges(world.context);
  }
}

describe("an exchange", () => {
  it("gives a code that works in the shop, and says what is left", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 150);
    const result = await exchange(world, worlds.db, memberId);
    expect(result).toMatchObject({ ok: true, available: 50n, code: { status: "open", points: 100n, value: "50.00" } });
    await expectSound(world, memberId, 150);
  });

  it("answers a repeated click with the same code, and refuses its key for anything else", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 500);
    const key = randomUUID();
    const first = await exchange(world, worlds.db, memberId, key);
    const again = await exchange(world, worlds.db, memberId, key);
    expect(first).toMatchObject({ ok: true });
    expect(again).toEqual({ ...(first as object), available: 400n });
    const { shop, store } = world;
    const other = { programId: shop.programId, memberId, shopId: shop.id, reward: "nok-50", times: 2, key };
    const refused = await exchangePoints(worlds.db, { ...other, gateway: store.gateway, now: world.now() });
    expect(refused).toEqual({ ok: false, reason: "keyReused" });
    await expectSound(world, memberId, 500);
  });

  it("lets exactly one of many at once spend a balance that is enough for one", async () => {
    const world = await worlds.open();
    for (let round = 0; round < 5; round += 1) {
      const { memberId } = await newMember(world, `ada ${round}`, 100);
      const results = await Promise.all(Array.from({ length: 20 }, () => exchange(world, worlds.db, memberId)));
      const reasons = results.map((result) => (result === "killed" ? "killed" : result.ok ? "ok" : result.reason));
      expect(reasons.sort()).toEqual(["ok", ...Array.from({ length: 19 }, () => "tooFewPoints")]);
      await expectSound(world, memberId, 100);
    }
  });

  it.each(Object.keys(FAULTS))(
    "with %s, killed at any statement or not at all, is whole within a minute",
    async (name) => {
      const { through, fault } = faultyStore();
      const world = await worlds.open({ through });
      const points = 100_000;
      const { memberId } = await newMember(world, "ada", points);
      let last: Exchanged | "killed" = "killed";
      for (let statement = 0; statement <= STATEMENTS_MAX; statement += 1) {
        for (const when of ["before", "after"] as const) {
          fault.name = name;
          last = await exchange(world, statement === 0 ? worlds.db : dying(worlds.db, statement, when), memberId);
          fault.name = "nothing";
          await sweepUntilSettled(world);
        }
      }
      // The last one lived to its end: every statement of an exchange has been a killing one.
      expect(last).not.toBe("killed");
      await expectSound(world, memberId, points);
      expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
    },
  );

  it("is returned or finished after Shopify was unreachable for ten minutes, and never guessed before", async () => {
    const { through, fault } = faultyStore();
    const world = await worlds.open({ through });
    const { memberId } = await newMember(world, "ada", 100);
    fault.unreachable = true;
    expect(await exchange(world, worlds.db, memberId)).toEqual({ ok: false, reason: "pending" });
    for (let round = 0; round < 10; round += 1) await sweepUntilSettled(world);
    expect(await listCodes(world, memberId)).toMatchObject([{ status: "reserving" }]);
    fault.unreachable = false;
    await sweepUntilSettled(world);
    expect(await listCodes(world, memberId)).toMatchObject([{ status: "failed" }]);
    await expectSound(world, memberId, 100);
  });

  it("doesn't leave a code behind when its answer comes after the points went back", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 100);
    // The request hangs; meanwhile the sweep gives the points back; then the request is applied after all.
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => (release = resolve));
    const { shop, store } = world;
    const slow = {
      ...store.gateway,
      createDiscount: async (request: Parameters<typeof store.gateway.createDiscount>[0]) => {
        await hanging;
        return store.gateway.createDiscount(request);
      },
    };
    const input = {
      programId: shop.programId,
      memberId,
      shopId: shop.id,
      reward: "nok-50",
      times: 1,
      key: randomUUID(),
    };
    const running = exchangePoints(worlds.db, { ...input, gateway: slow, now: world.now() });
    await expect.poll(async () => (await listCodes(world, memberId)).length).toBe(1);
    world.pass(45);
    expect(await sweepExchanges(world.context)).toEqual({ opened: 0, returned: 1, waiting: 0 });
    release();
    expect(await running).toEqual({ ok: false, reason: "unavailable" });
    await expectSound(world, memberId, 100);
  });
});

describe("undoing a code", () => {
  const undo = (world: World, codeId: string): ReturnType<typeof undoCode> =>
    undoCode(worlds.db, { programId: world.shop.programId, codeId, gateway: world.store.gateway, now: world.now() });

  async function openCode(world: World, memberId: string): Promise<{ id: string; code: string }> {
    const result = await exchange(world, worlds.db, memberId);
    if (result === "killed" || !result.ok) throw new Error("no code");
    return result.code;
  }

  it("switches the code off in Shopify before the points come back, and does it once", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 100);
    const { id, code } = await openCode(world, memberId);
    world.pass(1);
    expect(await undo(world, id)).toMatchObject({ ok: true, available: 100n });
    const discount = world.store.shop.findDiscountByCode(code)!;
    expect(world.store.shop.discountStatus(discount)).toBe("EXPIRED");
    expect(await undo(world, id)).toMatchObject({ ok: true, available: 100n });
    const summary = await readMemberSummary(worlds.db, { programId: world.shop.programId, memberId, now: world.now() });
    expect([summary!.available, summary!.reserved]).toEqual([100n, 0n]);
  });

  it("works for a code that somebody has deleted in Shopify", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 100);
    const { id, code } = await openCode(world, memberId);
    const discount = await world.store.gateway.findDiscountByCode(code);
    await world.store.gateway.deleteDiscount(discount!.id);
    expect(await undo(world, id)).toMatchObject({ ok: true, available: 100n });
  });

  it("is refused while an order that used the code is still on its way to us", async () => {
    const world = await worlds.open();
    const { memberId, customerId } = await newMember(world, "ada", 100);
    const { id, code } = await openCode(world, memberId);
    world.pass(1);
    world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "80.00" }], codes: [code] });
    expect(await undo(world, id)).toEqual({ ok: false, reason: "used" });
  });

  it("leaves the code open when Shopify can't be reached", async () => {
    const { through, fault } = faultyStore();
    const world = await worlds.open({ through });
    const { memberId } = await newMember(world, "ada", 100);
    const { id } = await openCode(world, memberId);
    fault.unreachable = true;
    expect(await undo(world, id)).toEqual({ ok: false, reason: "unavailable" });
    await expectSound(world, memberId, 100);
  });
});

describe("an exchange that is refused", () => {
  it("writes nothing, not even what time has brought since anybody looked", async () => {
    const world = await worlds.open({ program: { expiry: { kind: "age", months: 1 } } });
    const { memberId } = await newMember(world, "Ada", COST);
    const written = async (): Promise<unknown> =>
      (
        await world.db.pool.query("SELECT version::text, entries, available::text FROM members WHERE id = $1", [
          memberId,
        ])
      ).rows;
    const before = await written();
    // The points have ended, and no job has run since.
    world.pass(60 * 86_400);
    expect(await exchange(world, world.db, memberId)).toEqual({ ok: false, reason: "tooFewPoints" });
    expect(await written()).toEqual(before);
    expect(await verifyLedger(world.db, world.shop)).toEqual([]);
  });
});
