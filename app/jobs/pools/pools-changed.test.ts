import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteDiscount, switchDiscount, updateDiscount } from "../../../dev-store/shop/discounts.ts";
import type { Shop } from "../../../dev-store/shop/shop.ts";
import { exchange, expectSound, HOUR, listPools, openStage, quote, taken, tend } from "../../../tests/setup/pools.ts";
import type { Stage } from "../../../tests/setup/pools.ts";
import { testWorlds } from "../../../tests/setup/world.ts";
import type { TestWorlds } from "../../../tests/setup/world.ts";
import { countAuditLines } from "../../queries/audit-log.ts";
import { listCodeReports } from "../../queries/code-reports.ts";
import { checkOpenCodes } from "../check-codes.ts";

// Broken if customers went on paying points for codes of a discount that staff have ended in Shopify, or that gives less than was promised.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

/** A pool that has given two codes, and its discount in Shopify. */
async function open(): Promise<{ stage: Stage; discountId: string; held: string[] }> {
  const stage = await openStage(worlds);
  await tend(stage);
  const held = [await taken(stage), await taken(stage)];
  const discountId = (await listPools(stage))[0]?.discount_id;
  if (!discountId) throw new Error("the pool has no discount");
  return { stage, discountId, held };
}

const CHANGES: Record<string, (shop: Shop, discountId: string) => unknown> = {
  deleted: deleteDiscount,
  ended: (shop, id) => switchDiscount(shop, id, false),
  changed: (shop, id) => updateDiscount(shop, id, { value: { kind: "amount", amount: "5.00", eachItem: false } }),
  "changed to another last day": (shop, id) => updateDiscount(shop, id, { endsAt: "2026-01-20T22:00:00Z" }),
};

async function lost(stage: Stage): Promise<number> {
  const { programId } = stage.world.shop;
  return countAuditLines(stage.world.db, { programId, action: "poolLost", since: new Date(0) });
}

describe("a pool whose discount staff have changed in Shopify", () => {
  it.each(Object.keys(CHANGES))(
    "gives no more codes of one that was %s as soon as Shopify tells of it",
    async (how) => {
      const { stage, discountId } = await open();
      const { world } = stage;
      CHANGES[how]?.(world.store.shop, discountId);
      await world.quiet();
      await tend(stage);
      expect(await lost(stage)).toBe(1);
      const code = await taken(stage);
      expect(quote(stage, code)).toMatchObject({ discounts: "50.00", codes: [{ applied: true }] });
      expect(world.store.shop.findDiscountByCode(code)?.id).not.toBe(discountId);
      await expectSound(stage);
    },
  );

  it("gives the points of its held codes back in the next round, without waiting for their turn", async () => {
    const { stage, discountId, held } = await open();
    const { world } = stage;
    // Long enough for Shopify's search to know the codes, and looked at today already.
    world.pass(2 * HOUR);
    await checkOpenCodes(world.context);
    world.pass(HOUR);
    switchDiscount(world.store.shop, discountId, false);
    await world.quiet();
    await tend(stage);
    expect(await checkOpenCodes(world.context)).toMatchObject({ ended: 2 });
    const { reports } = await listCodeReports(world.db, { programId: world.shop.programId, limit: 5 });
    expect(reports.map(({ kind, code }) => [kind, code]).sort()).toEqual(
      held.map((code) => ["deactivated", code]).sort(),
    );
  });

  it("is noticed without a webhook when more codes are sent for", async () => {
    const { stage, discountId } = await open();
    const { world } = stage;
    switchDiscount(world.store.shop, discountId, false);
    world.store.outbox.length = 0;
    await world.db.pool.query("DELETE FROM pool_codes WHERE program_id = $1", [world.shop.programId]);
    world.pass(HOUR);
    await tend(stage);
    expect(await lost(stage)).toBe(1);
    expect(quote(stage, await taken(stage)).codes).toMatchObject([{ applied: true }]);
  });

  it("is noticed without a webhook when a code of it is looked up", async () => {
    const { stage, discountId } = await open();
    const { world } = stage;
    switchDiscount(world.store.shop, discountId, false);
    world.store.outbox.length = 0;
    world.pass(2 * HOUR);
    expect(await checkOpenCodes(world.context)).toMatchObject({ ended: 2 });
    await tend(stage);
    expect(await lost(stage)).toBe(1);
  });

  it("goes on when the discount is as it was, however often Shopify says that it changed", async () => {
    const { stage, discountId } = await open();
    const { world } = stage;
    for (let time = 0; time < 3; time += 1) {
      updateDiscount(world.store.shop, discountId, { title: "A title that staff like better" });
      await world.quiet();
      await tend(stage, 1);
    }
    expect(await lost(stage)).toBe(0);
    expect((await listPools(stage)).map(({ discount_id: id, status }) => [id, status])).toEqual([[discountId, "open"]]);
    stage.line.asked.length = 0;
    await tend(stage);
    expect(stage.line.asked).toEqual([]);
    expect(await exchange(stage)).toMatchObject({ ok: true, code: { pool: true } });
  });

  it("is looked at again later when Shopify can't be asked", async () => {
    const { stage, discountId } = await open();
    const { world } = stage;
    switchDiscount(world.store.shop, discountId, false);
    await world.quiet();
    stage.line.fault = () => Promise.reject(new Error("no route to host"));
    await tend(stage);
    expect(await lost(stage)).toBe(0);
    stage.line.fault = null;
    world.pass(HOUR);
    await tend(stage);
    expect(await lost(stage)).toBe(1);
  });
});
