import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCode } from "../../tests/setup/open-code.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { listCodeReports } from "../queries/code-reports.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import type { Transport } from "../shopify/transport.ts";
import { checkOpenCodes } from "./check-codes.ts";
import { settleDue } from "./moments.ts";

// A code that staff ended in Shopify must not keep its points, and one that they changed must not surprise anybody.

const HOURS = 3600;
const DAYS = 24 * HOURS;

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

async function stand(
  world: World,
  memberId: string,
): Promise<{ available: bigint; reserved: bigint; codes: string[] }> {
  const summary = await readMemberSummary(worlds.db, { programId: world.shop.programId, memberId, now: world.now() });
  const codes = summary!.codes.map((code) => `${code.status} until ${code.lastDay}`);
  return { available: summary!.available, reserved: summary!.reserved, codes };
}

const told = async (world: World): Promise<unknown[]> => {
  const { reports } = await listCodeReports(worlds.db, { programId: world.shop.programId, limit: 50 });
  return reports.map(({ kind, details }) => ({ kind, details }));
};

/** A world with one open code that is due to be looked up. */
async function ground(through?: (transport: Transport) => Transport) {
  const world = await worlds.open(through ? { through } : {});
  const { memberId, customerId } = await newMember(world, "ada", 100);
  const made = await openCode(world, memberId);
  world.pass(2 * HOURS);
  return { world, memberId, customerId, ...made, discount: world.store.shop.findDiscountByCode(made.code)! };
}

describe("an open code that is looked up in Shopify", () => {
  it("is left alone when nobody has changed it, and is not asked about again that day", async () => {
    const { world, memberId } = await ground();
    expect(await checkOpenCodes(world.context)).toEqual({ seen: 1, ended: 0, moved: 0, changed: 0 });
    expect(await checkOpenCodes(world.context)).toEqual({ seen: 0, ended: 0, moved: 0, changed: 0 });
    world.pass(DAYS);
    expect((await checkOpenCodes(world.context)).seen).toBe(1);
    expect(await stand(world, memberId)).toMatchObject({ available: 0n, reserved: 100n });
    expect(await told(world)).toEqual([]);
  });

  it("gives its points back when staff have deleted it", async () => {
    const { world, memberId, discount } = await ground();
    await world.store.gateway.deleteDiscount(discount.id);
    expect((await checkOpenCodes(world.context)).ended).toBe(1);
    expect(await stand(world, memberId)).toEqual({ available: 100n, reserved: 0n, codes: ["undone until 2026-04-05"] });
    expect(await told(world)).toEqual([{ kind: "deleted", details: {} }]);
    expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
  });

  it("gives its points back when somebody made another discount of the same code instead", async () => {
    const { world, memberId, code, discount } = await ground();
    await world.store.gateway.deleteDiscount(discount.id);
    world.store.shop.createDiscount({ title: "Mine", code, kind: "freeShipping" });
    expect((await checkOpenCodes(world.context)).ended).toBe(1);
    expect(await stand(world, memberId)).toMatchObject({ available: 100n, reserved: 0n });
    expect(world.store.shop.discountStatus(world.store.shop.findDiscountByCode(code)!)).toBe("ACTIVE");
  });

  it("gives its points back when staff have deactivated it", async () => {
    const { world, memberId, discount } = await ground();
    await world.store.gateway.deactivateDiscount(discount.id);
    expect((await checkOpenCodes(world.context)).ended).toBe(1);
    expect(await stand(world, memberId)).toMatchObject({ available: 100n, reserved: 0n });
    expect(await told(world)).toEqual([{ kind: "deactivated", details: {} }]);
  });

  it("that an order has used is left to the order, though the discount is over", async () => {
    const { world, memberId, customerId, code, discount } = await ground();
    world.store.shop.placeOrder({ customerId, lines: [{ product: "tea", price: "80.00" }], codes: [code] });
    await world.store.gateway.deactivateDiscount(discount.id);
    expect((await checkOpenCodes(world.context)).ended).toBe(0);
    expect(await stand(world, memberId)).toMatchObject({ available: 0n, reserved: 100n });
    await world.quiet();
    expect((await stand(world, memberId)).codes).toEqual(["used until 2026-04-05"]);
  });

  it("follows a last day that was moved, in the account and on the day itself", async () => {
    const { world, memberId, discount } = await ground();
    discount.endsAt = "2026-01-10T23:00:00Z";
    expect((await checkOpenCodes(world.context)).moved).toBe(1);
    expect((await stand(world, memberId)).codes).toEqual(["open until 2026-01-10"]);
    await world.quiet();
    expect(await told(world)).toEqual([
      { kind: "endMoved", details: { was: "2026-04-05T22:00:00.000Z", is: "2026-01-10T23:00:00.000Z" } },
    ]);
    world.pass(6 * DAYS);
    await settleDue(world.context);
    const { rows } = await worlds.db.pool.query<{ status: string }>("SELECT status FROM codes WHERE program_id = $1", [
      world.shop.programId,
    ]);
    expect(rows).toEqual([{ status: "expired" }]);
    expect(await verifyLedger(worlds.db, { programId: world.shop.programId })).toEqual([]);
  });

  it("stays as it is where its value or its limit was changed, and staff are told, again when it changes again", async () => {
    const { world, memberId, discount } = await ground();
    discount.value = { kind: "amount", amount: "75.00", eachItem: false };
    discount.usageLimit = null;
    expect((await checkOpenCodes(world.context)).changed).toBe(1);
    const limit = { kind: "limitChanged", details: { is: null } };
    const value = (is: string) => ({ kind: "valueChanged", details: { was: "50.00", is, type: "amount" } });
    expect(await told(world)).toEqual(expect.arrayContaining([limit, value("75.0")]));
    await worlds.db.pool.query("UPDATE code_reports SET dismissed_at = now() WHERE program_id = $1", [
      world.shop.programId,
    ]);
    world.pass(DAYS);
    await checkOpenCodes(world.context);
    expect(await told(world)).toEqual([]);
    discount.value = { kind: "amount", amount: "10.00", eachItem: false };
    world.pass(DAYS);
    await checkOpenCodes(world.context);
    expect(await told(world)).toEqual([value("10.0")]);
    expect(await stand(world, memberId)).toMatchObject({ available: 0n, reserved: 100n });
  });

  it("is asked about again when Shopify could not be reached, and never guessed", async () => {
    let reachable = true;
    const { world, memberId } = await ground(
      (transport) => (query, variables) =>
        reachable ? transport(query, variables) : Promise.reject(new Error("no route to host")),
    );
    reachable = false;
    expect(await checkOpenCodes(world.context)).toEqual({ seen: 0, ended: 0, moved: 0, changed: 0 });
    expect(await stand(world, memberId)).toMatchObject({ reserved: 100n });
    reachable = true;
    expect((await checkOpenCodes(world.context)).seen).toBe(1);
  });
});
