import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Killed, dying } from "../../tests/setup/dying.ts";
import { openCode } from "../../tests/setup/open-code.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { sweepUndos } from "../jobs/sweep.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import type { Gateway } from "../shopify/gateway.ts";
import type { Transport } from "../shopify/transport.ts";
import { undoCode } from "./undo-code.ts";

// An undo gives points back for a code that no longer works: never for one that still does, and never somebody else's discount.

const SWEEP_EVERY_SECONDS = 5;
const SETTLED_WITHIN_SECONDS = 60;

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

type Options = { gateway?: Gateway; db?: typeof worlds.db };

const undo = (world: World, codeId: string, { gateway, db }: Options = {}): ReturnType<typeof undoCode> =>
  undoCode(db ?? worlds.db, {
    programId: world.shop.programId,
    codeId,
    gateway: gateway ?? world.store.gateway,
    now: world.now(),
  });

async function points(world: World, memberId: string): Promise<[bigint, bigint, bigint]> {
  const summary = await readMemberSummary(worlds.db, { programId: world.shop.programId, memberId, now: world.now() });
  return [summary!.available, summary!.reserved, summary!.debt];
}

async function sweepUntilSettled(world: World): Promise<void> {
  for (let seconds = 0; seconds < SETTLED_WITHIN_SECONDS; seconds += SWEEP_EVERY_SECONDS) {
    world.pass(SWEEP_EVERY_SECONDS);
    await sweepUndos(world.context);
  }
}

/** Puts a member's code into a discount that it shares with another code, as codes of the pool are. */
async function intoPool(world: World, code: { id: string; code: string }): Promise<string> {
  const { shop } = world.store;
  const own = shop.findDiscountByCode(code.code)!;
  await world.store.gateway.deleteDiscount(own.id);
  const shared = shop.createDiscount({ title: "Pool", code: "KEPT", kind: "freeShipping", usageLimit: 1 });
  await world.store.gateway.addCodes(shared.id, [code.code, "OTHERS"]);
  world.pass(60);
  await worlds.db.pool.query("UPDATE codes SET pool = true, discount_id = $2 WHERE id = $1", [code.id, shared.id]);
  return shared.id;
}

describe("undoing a code of the pool", () => {
  it("takes this code alone out of the shared discount", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 100);
    const code = await openCode(world, memberId);
    await intoPool(world, code);
    expect(await undo(world, code.id)).toMatchObject({ ok: true, available: 100n });
    const { shop } = world.store;
    expect(shop.findDiscountByCode(code.code)).toBeNull();
    expect(shop.discountStatus(shop.findDiscountByCode("OTHERS")!)).toBe("ACTIVE");
  });

  it("is refused when this code was used, and not when another of the discount was", async () => {
    const world = await worlds.open();
    const { memberId, customerId } = await newMember(world, "ada", 200);
    const used = await openCode(world, memberId);
    const unused = await openCode(world, memberId);
    const shared = await intoPool(world, used);
    await world.store.gateway.deleteDiscount(world.store.shop.findDiscountByCode(unused.code)!.id);
    await world.store.gateway.addCodes(shared, [unused.code]);
    world.pass(60);
    await worlds.db.pool.query("UPDATE codes SET pool = true, discount_id = $2 WHERE id = $1", [unused.id, shared]);
    world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "80.00" }], codes: [used.code] });
    expect(await undo(world, used.id)).toEqual({ ok: false, reason: "used" });
    expect(await undo(world, unused.id)).toMatchObject({ ok: true });
  });
});

describe("undoing a code", () => {
  it("leaves a discount alone that somebody else made of the same code", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 100);
    const { id, code } = await openCode(world, memberId);
    const { shop, gateway } = world.store;
    await gateway.deleteDiscount(shop.findDiscountByCode(code)!.id);
    const theirs = shop.createDiscount({ title: "Mine", code, kind: "freeShipping" });
    expect(await undo(world, id)).toMatchObject({ ok: true, available: 100n });
    expect(shop.discountStatus(theirs)).toBe("ACTIVE");
  });

  it("is too late for a checkout that was faster: its order takes the points again", async () => {
    const world = await worlds.open({ program: { earning: { points: 1, per: "1000000.00" } } });
    const { memberId, customerId } = await newMember(world, "ada", 100);
    const { id, code } = await openCode(world, memberId);
    world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "80.00" }], codes: [code] });
    // Shopify counts uses late: it still says that the code is unused.
    const { gateway } = world.store;
    const late: Gateway = {
      ...gateway,
      findRedeemCode: async (wanted) => {
        const found = await gateway.findRedeemCode(wanted);
        return found && { ...found, usesCounted: 0 };
      },
    };
    expect(await undo(world, id, { gateway: late })).toMatchObject({ ok: true, available: 100n });
    await world.quiet();
    expect(await points(world, memberId)).toEqual([0n, 0n, 0n]);
    expect(await undo(world, id)).toMatchObject({ ok: false, reason: "used" });
    expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
  });

  it("killed at any statement is whole within a minute: a code that works has points set aside, one that is off has none", async () => {
    const world = await worlds.open();
    const { memberId } = await newMember(world, "ada", 100_000);
    const STATEMENTS_MAX = 20;
    let left = 100_000n;
    for (const when of ["before", "after"] as const) {
      for (let statement = 1; statement <= STATEMENTS_MAX; statement += 1) {
        const { id, code } = await openCode(world, memberId);
        const result = await undo(world, id, { db: dying(worlds.db, statement, when) }).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          return "killed" as const;
        });
        await sweepUntilSettled(world);
        const { shop } = world.store;
        const works = shop.discountStatus(shop.findDiscountByCode(code)!) === "ACTIVE";
        if (works) left -= 100n;
        expect(await points(world, memberId), `${statement} ${when}`).toEqual([left, 100_000n - left, 0n]);
        if (result !== "killed") {
          expect(works).toBe(false);
          break;
        }
      }
    }
    expect(left).toBeLessThan(100_000n);
  });

  it.each(["before", "after"] as const)(
    "whose answer was lost %s it was switched off ends as things stand",
    async (when) => {
      let lost = false;
      const through =
        (transport: Transport): Transport =>
        async (query, variables) => {
          if (!lost || !query.includes("discountCodeDeactivate")) return transport(query, variables);
          if (when === "after") await transport(query, variables);
          throw new Error("timeout");
        };
      const world = await worlds.open({ through });
      const { memberId } = await newMember(world, "ada", 100);
      const { id } = await openCode(world, memberId);
      lost = true;
      expect(await undo(world, id)).toEqual({ ok: false, reason: "unavailable" });
      lost = false;
      await sweepUntilSettled(world);
      expect(await points(world, memberId)).toEqual(when === "after" ? [100n, 0n, 0n] : [0n, 100n, 0n]);
      expect(await undo(world, id)).toMatchObject({ ok: true, available: 100n });
    },
  );
});
