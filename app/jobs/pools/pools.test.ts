import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testWorlds } from "../../../tests/setup/world.ts";
import type { TestWorlds } from "../../../tests/setup/world.ts";
import { publishProgram } from "../../commands/publish-program.ts";
import { undoCode } from "../../commands/undo-code.ts";
import { readPoolHealth } from "../../queries/pool-health.ts";
import { verifyLedger } from "../../queries/verify-ledger.ts";
import {
  HOUR,
  REWARDS,
  discountsOf,
  exchange,
  expectSound,
  listPools,
  openStage,
  quote,
  taken,
  tend,
} from "../../../tests/setup/pools.ts";
import type { Stage } from "../../../tests/setup/pools.ts";
import { rateAfter, stockFor, STOCK_MAX, STOCK_MIN } from "./stock-pool.ts";
import { KEPT_AFTER_END_MS } from "./tend-pools.ts";

// A pool that is empty makes customers wait; one that hands out what Shopify doesn't have, or what the reward no longer says, cheats them.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const open = (rewards?: readonly object[]): Promise<Stage> => openStage(worlds, rewards);

describe("a pool", () => {
  it("is made for a reward that anybody may use, and an exchange from it asks nothing of Shopify", async () => {
    const stage = await open([...REWARDS, { id: "own", type: "freeShipping", points: 1, customerOnly: true }]);
    await tend(stage);
    expect((await listPools(stage)).map((pool) => [pool.status, pool.free.length])).toEqual([["open", STOCK_MIN]]);
    // The discount's first code is given to nobody: a discount can't be without one.
    expect(discountsOf(stage).map((discount) => discount.codes.length)).toEqual([STOCK_MIN + 1]);
    stage.line.asked.length = 0;
    const code = await taken(stage);
    expect(stage.line.asked).toEqual([]);
    expect(quote(stage, code)).toMatchObject({ discounts: "50.00" });
    expect(quote(stage, code, "99.99").codes).toMatchObject([{ applied: false, reason: "belowMinimum" }]);
    stage.world.store.shop.placeOrder({
      customerId: null,
      lines: [{ product: "tea", price: "400.00" }],
      codes: [code],
    });
    expect(quote(stage, code).codes).toMatchObject([{ applied: false, reason: "usedUp" }]);
    expect(quote(stage, await taken(stage)).codes).toMatchObject([{ applied: true }]);
    await expectSound(stage);
  });

  it("has codes that end with the reward's last day, to the second", async () => {
    const stage = await open();
    await tend(stage);
    const code = await taken(stage);
    const end = Date.parse("2026-02-04T23:00:00Z");
    stage.world.pass((end - stage.world.now().getTime()) / 1000 - 1);
    expect(quote(stage, code).codes).toMatchObject([{ applied: true }]);
    stage.world.pass(1);
    expect(quote(stage, code).codes).toMatchObject([{ applied: false, reason: "expired" }]);
  });

  it("of a product waits until the shop has it, and codes are made at once meanwhile", async () => {
    const stage = await open([{ id: "tote", type: "product", points: 1, variant: "tote-bag" }]);
    await tend(stage);
    expect(await exchange(stage, "tote")).toEqual({ ok: false, reason: "unavailable" });
    const health = await readPoolHealth(stage.world.db, { shopId: stage.world.shop.id, now: stage.world.now() });
    expect(health).toMatchObject([
      { reward: "tote", left: 0, behind: true, error: 'the shop has no product "tote-bag"' },
    ]);
    stage.world.store.shop.createProduct({ title: "Tote bag", handle: "tote-bag", variants: [{ price: "120.00" }] });
    stage.world.pass(HOUR);
    await tend(stage);
    expect(await taken(stage, "tote")).toMatch(/^\w{5}-/);
  });

  it("gives what the reward says at that moment: a changed one gets another discount, given codes stay as promised", async () => {
    const stage = await open();
    await tend(stage);
    const before = await taken(stage);
    const { programId } = stage.world.shop;
    const patch = { exchange: { rewards: [{ ...REWARDS[0], value: "70.00", minimumSubtotal: "0.00" }] } };
    await publishProgram(stage.world.db, { programId, patch, author: "staff", now: stage.world.now() });
    stage.world.pass(1);
    const atOnce = await exchange(stage);
    expect(atOnce).toMatchObject({ ok: true, code: { pool: false, value: "70.00" } });
    await tend(stage);
    const after = await taken(stage);
    expect([quote(stage, before).discounts, quote(stage, after).discounts]).toEqual(["50.00", "70.00"]);
    expect(quote(stage, after, "80.00").discounts).toBe("70.00");
  });

  it("loses one code when it is undone, and no other", async () => {
    const stage = await open();
    await tend(stage);
    const first = await exchange(stage);
    const second = await taken(stage);
    if (!first.ok) throw new Error(first.reason);
    const { world } = stage;
    // Shopify takes a code out by a job of a second.
    const gateway = { ...world.store.gateway };
    const undo = { programId: world.shop.programId, codeId: first.code.id, gateway, now: world.now() };
    const asked = await undoCode(world.db, undo);
    expect(asked).toMatchObject({ ok: true });
    expect(world.store.shop.findDiscountByCode(first.code.code)).toBeNull();
    expect(quote(stage, second).codes).toMatchObject([{ applied: true }]);
    await expectSound(stage);
  });
});

describe("the stock", () => {
  it("is what half an hour takes, now or yesterday, within limits; the rate rises at once and falls slowly", () => {
    expect(stockFor({ perHour: 0, givenBefore: 0 })).toBe(STOCK_MIN);
    expect(stockFor({ perHour: 300.5, givenBefore: 0 })).toBe(151);
    expect(stockFor({ perHour: 3, givenBefore: 801 })).toBe(101);
    expect(stockFor({ perHour: 1e9, givenBefore: 0 })).toBe(STOCK_MAX);
    expect(rateAfter(0, 10, 60_000)).toBe(600);
    expect(rateAfter(600, 0, 60_000)).toBe(540);
  });

  it("is filled up before it runs out, at less than 0.1 point of the API for an exchange", async () => {
    const stage = await open();
    await tend(stage);
    let exchanges = 0;
    // 120 an hour over ten hours. An exchange takes one row away; most are taken here directly, so that the test is short.
    for (let wave = 0; wave < 150; wave += 1) {
      await taken(stage);
      const others = await stage.world.db.pool.query(
        `DELETE FROM pool_codes WHERE program_id = $1 AND code IN (
           SELECT c.code FROM pool_codes c JOIN pools p ON p.program_id = c.program_id AND p.id = c.pool_id
           WHERE c.program_id = $1 ORDER BY p.closes_at, c.code LIMIT 7)`,
        [stage.world.shop.programId],
      );
      exchanges += 1 + (others.rowCount ?? 0);
      await tend(stage, 2);
      stage.world.pass(234);
    }
    // What closing and deleting will cost belongs to it as well.
    stage.world.pass(60 * 24 * HOUR);
    await stage.world.db.pool.query("UPDATE codes SET status = 'used' WHERE program_id = $1", [
      stage.world.shop.programId,
    ]);
    await tend(stage, 1);
    expect(discountsOf(stage).filter((discount) => discount.codes.length > STOCK_MIN + 1)).toEqual([]);
    expect(exchanges).toBe(1_200);
    expect(stage.line.cost / exchanges).toBeLessThanOrEqual(0.1);
  });
});

describe("a day's end", () => {
  it("finds tomorrow's pool ready where codes are used, and keeps what somebody holds", async () => {
    const stage = await open();
    await tend(stage);
    const code = await taken(stage);
    await taken(stage);
    stage.world.pass(11 * HOUR);
    await tend(stage);
    expect((await listPools(stage)).map((pool) => pool.status)).toEqual(["open", "open"]);
    stage.world.pass(4 * HOUR);
    await taken(stage);
    await tend(stage);
    expect((await listPools(stage)).map((pool) => [pool.status, pool.free.length])).toEqual([
      ["closed", 0],
      ["open", STOCK_MIN - 1],
    ]);
    expect(quote(stage, code).codes).toMatchObject([{ applied: true }]);
    await expectSound(stage);
  });

  it("costs nothing for a reward that nobody takes: its discount goes, and none comes until it is taken again", async () => {
    const stage = await open();
    await tend(stage);
    stage.world.pass(15 * HOUR);
    await tend(stage);
    expect([await listPools(stage), discountsOf(stage)]).toEqual([[], []]);
    stage.line.cost = 0;
    for (let day = 0; day < 10; day += 1) {
      stage.world.pass(24 * HOUR);
      await tend(stage);
    }
    expect(stage.line.cost).toBe(0);
    // One exchange now and then is made at once, at the cost of its own discount; from the second on a pool is worth it.
    expect(await exchange(stage)).toMatchObject({ ok: true, code: { pool: false } });
    await tend(stage);
    expect(await listPools(stage)).toEqual([]);
    expect(await exchange(stage)).toMatchObject({ ok: true, code: { pool: false } });
    await tend(stage);
    await taken(stage);
    await expectSound(stage);
  });

  it("comes to at most some thirty points of the API for an exchange, however few there are", async () => {
    const stage = await open();
    await tend(stage);
    stage.line.cost = 0;
    let exchanges = 0;
    for (let day = 0; day < 12; day += 1) {
      for (let time = 0; time < day % 4; time += 1) {
        expect(await exchange(stage)).toMatchObject({ ok: true });
        exchanges += 1;
        await tend(stage);
      }
      stage.world.pass(12 * HOUR);
      await tend(stage);
      stage.world.pass(12 * HOUR);
      await tend(stage);
    }
    expect(exchanges).toBe(18);
    expect(stage.line.cost / exchanges).toBeLessThanOrEqual(30);
  });

  it("deletes a discount some days after its codes have ended, and not while a code of it is open", async () => {
    const stage = await open();
    await tend(stage);
    await taken(stage);
    const { world } = stage;
    const pool = (await listPools(stage))[0]!;
    const isThere = (): boolean => discountsOf(stage).some((discount) => discount.id === pool.discount_id);
    world.pass(31 * 24 * HOUR);
    await tend(stage);
    expect(isThere()).toBe(true);
    world.pass(KEPT_AFTER_END_MS / 1000);
    await tend(stage);
    expect(isThere(), "the member's code has not been settled yet").toBe(true);
    await world.advanceTo(new Date(world.now().getTime() + 120_000));
    await tend(stage);
    expect(isThere()).toBe(false);
    expect((await listPools(stage)).map((each) => each.id)).not.toContain(pool.id);
    expect(await verifyLedger(world.db, world.shop)).toEqual([]);
  });
});
