import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteDiscount } from "../../../dev-store/shop/discounts.ts";
import { Killed, dying } from "../../../tests/setup/dying.ts";
import { testWorlds } from "../../../tests/setup/world.ts";
import type { TestWorlds } from "../../../tests/setup/world.ts";
import { HttpRefusal } from "../../shopify/transport.ts";
import { HOUR, discountsOf, expectSound, listPools, openStage, taken, tend } from "../../../tests/setup/pools.ts";
import type { Line, Stage } from "../../../tests/setup/pools.ts";
import { STOCK_MIN } from "./stock-pool.ts";
import { tendPools } from "./tend-pools.ts";

// Whatever fails between us and Shopify, and wherever a worker dies: one discount, codes that exist, and none of them given twice.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const open = (): Promise<Stage> => openStage(worlds);

const FAULTS: Record<string, NonNullable<Line["fault"]>> = {
  "429 at every try": () => Promise.reject(new HttpRefusal(429, 0)),
  "500 before applying": () => Promise.reject(new HttpRefusal(500, null)),
  "500 after applying": async (send) => {
    await send();
    throw new HttpRefusal(500, null);
  },
  "a timeout after applying": async (send) => {
    await send();
    throw new Error("timeout");
  },
  "a malformed answer": async (send) => {
    await send();
    return { data: { nothing: true }, errors: [] };
  },
  "an applied request that is sent again": async (send) => {
    await send();
    return send();
  },
};

/** As on the first day, without another shop: no pool, no discount, nothing planned. */
async function startAnew(stage: Stage): Promise<void> {
  const { db, shop, store } = stage.world;
  await db.pool.query("DELETE FROM pools WHERE program_id = $1", [shop.programId]);
  await db.pool.query("UPDATE shops SET pools_plan_at = NULL, pools_version = NULL WHERE id = $1", [shop.id]);
  for (const discount of discountsOf(stage)) deleteDiscount(store.shop, discount.id);
}

describe("a pool in trouble", () => {
  it.each(Object.keys(FAULTS))("survives %s", async (name) => {
    const stage = await open();
    let calls = 0;
    // Every other call fails while the trouble lasts.
    stage.line.fault = (send) => (++calls % 2 === 1 ? FAULTS[name]!(send) : send());
    for (let round = 0; round < 6; round += 1) {
      await tend(stage, 1);
      stage.world.pass(70);
    }
    stage.line.fault = null;
    stage.world.pass(HOUR);
    await tend(stage);
    expect(await taken(stage)).toMatch(/^\w{5}-/);
    // Tries never leave a second discount behind.
    expect(discountsOf(stage)).toHaveLength(1);
    await expectSound(stage);
  });

  it("survives a crash at each of its statements: before it, and after it without an answer", async () => {
    const stage = await open();
    for (const when of ["before", "after"] as const) {
      for (let statement = 1; ; statement += 1) {
        await startAnew(stage);
        const died = await tend(stage, 3, dying(stage.world.db, statement, when)).then(
          () => false,
          (error: unknown) => {
            if (error instanceof Killed) return true;
            throw error;
          },
        );
        stage.world.pass(130);
        await tend(stage, 3);
        await taken(stage);
        expect(discountsOf(stage), `${when} statement ${statement}`).toHaveLength(1);
        await expectSound(stage);
        if (!died) break;
        expect(statement).toBeLessThan(60);
      }
    }
  });

  it("leaves a code alone that exists already", async () => {
    const stage = await open();
    const stolen: string[] = [];
    stage.line.fault = async (send) => {
      const { rows } = await stage.world.db.pool.query<{ codes: string[] }>(
        "SELECT codes FROM pool_batches WHERE program_id = $1 AND bulk_id IS NULL",
        [stage.world.shop.programId],
      );
      for (const code of stolen.length > 0 ? [] : (rows[0]?.codes.slice(0, 2) ?? [])) {
        const value = { kind: "amount" as const, amount: "1.00", eachItem: false };
        stage.world.store.shop.createDiscount({ title: `Staff ${code}`, code, value });
        stolen.push(code);
      }
      return send();
    };
    await tend(stage, 2);
    stage.line.fault = null;
    await tend(stage);
    const pools = await listPools(stage);
    expect(stolen).toHaveLength(2);
    expect(pools[0]!.free).toHaveLength(STOCK_MIN - 2);
    expect(pools[0]!.free.filter((code) => stolen.includes(code))).toEqual([]);
    await expectSound(stage);
  });

  it("is tended by several workers at once without a second discount", async () => {
    const stage = await open();
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => tendPools(stage.world.context)));
      stage.world.pass(3);
    }
    expect(discountsOf(stage)).toHaveLength(1);
    expect((await listPools(stage)).map((pool) => pool.free.length)).toEqual([STOCK_MIN]);
    await expectSound(stage);
  });
});
