import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Killed, dying } from "../../tests/setup/dying.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import type { Database } from "../database.ts";
import { sweepExchanges } from "../jobs/sweep.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { listUndecidedCredits } from "../queries/undecided-credits.ts";
import { verifyLedger } from "../queries/verify-ledger.ts";
import { HttpRefusal } from "../shopify/transport.ts";
import type { Transport } from "../shopify/transport.ts";
import { decideCredit } from "./decide-credit.ts";
import { exchangePoints } from "./exchange-points.ts";
import type { Exchanged } from "./exchange-points.ts";
import { undoCode } from "./undo-code.ts";

// Store credit is money: given twice it is the merchant's loss, not given for points it is the customer's, and Shopify has no key against it.

const PROGRAM = {
  exchange: { rewards: [{ id: "credit", type: "storeCredit", points: 100, value: "50.00", multiples: true }] },
};
const SWEEP_EVERY_SECONDS = 5;
const SETTLED_WITHIN_SECONDS = 75;

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

type Fault = "nothing" | "before" | "after" | "503 after" | "refused" | "throttled";

/** A store whose answer to the giving of credit is under the test's control, and whose accounts may be closed to our eyes. */
function faulty(): {
  through: (transport: Transport) => Transport;
  fault: { name: Fault; blind: boolean; asked: number };
} {
  const fault = { name: "nothing" as Fault, blind: false, asked: 0 };
  const through =
    (transport: Transport): Transport =>
    async (query, variables) => {
      if (query.includes("CustomerStoreCredits") && fault.blind) {
        return { data: null, errors: [{ message: "Access denied", extensions: { code: "ACCESS_DENIED" } }] };
      }
      if (!query.includes("storeCreditAccountCredit(")) return transport(query, variables);
      fault.asked += 1;
      if (fault.name === "before") throw new Error("timeout");
      if (fault.name === "throttled") throw new HttpRefusal(429, 0);
      if (fault.name === "refused") {
        const userErrors = [{ message: "No", code: "CREDIT_LIMIT_EXCEEDED" }];
        return { data: { storeCreditAccountCredit: { storeCreditAccountTransaction: null, userErrors } }, errors: [] };
      }
      const answer = await transport(query, variables);
      if (fault.name === "after") throw new Error("timeout");
      if (fault.name === "503 after") throw new HttpRefusal(503, 0);
      return answer;
    };
  return { through, fault };
}

/** A database that lets something happen once, right after a statement. */
function after(db: Database, statement: string, happen: () => Promise<unknown>): Database {
  let waits = true;
  const pool = new Proxy(db.pool, {
    get: (target, key) => {
      if (key !== "query") return Reflect.get(target, key, target) as unknown;
      return async (query: string, values?: unknown[]) => {
        const result = await target.query(query, values);
        if (waits && typeof query === "string" && query.includes(statement)) {
          waits = false;
          await happen();
        }
        return result;
      };
    },
  });
  return { ...db, pool };
}

type Wish = { memberId: string; times?: number; key?: string; db?: Database };

async function exchange(
  world: World,
  { memberId, times = 1, key = randomUUID(), db }: Wish,
): Promise<Exchanged | "killed"> {
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward: "credit", times, key };
  try {
    return await exchangePoints(db ?? worlds.db, { ...input, gateway: store.gateway, now: world.now() });
  } catch (error) {
    if (error instanceof Killed) return "killed";
    throw error;
  }
}

async function sweepUntilSettled(world: World): Promise<void> {
  for (let seconds = 0; seconds < SETTLED_WITHIN_SECONDS; seconds += SWEEP_EVERY_SECONDS) {
    world.pass(SWEEP_EVERY_SECONDS);
    await sweepExchanges(world.context);
  }
}

async function stand(world: World, member: { memberId: string; customerId: string }) {
  const { programId } = world.shop;
  const summary = await readMemberSummary(worlds.db, { programId, memberId: member.memberId, now: world.now() });
  expect(await verifyLedger(worlds.db, { programId })).toEqual([]);
  const account = world.store.shop.storeCreditOf(member.customerId);
  return { points: summary!.available, reserved: summary!.reserved, credit: account?.balance ?? "0.00" };
}

const undecided = async (world: World) =>
  (await listUndecidedCredits(worlds.db, { programId: world.shop.programId, limit: 10 })).credits;

describe("points for store credit", () => {
  it("are spent at once, several together, once for a click, and can't be undone", async () => {
    const world = await worlds.open({ program: PROGRAM });
    const ada = await newMember(world, "ada", 500);
    const key = randomUUID();
    const first = await exchange(world, { ...ada, times: 2, key });
    expect(first).toMatchObject({ ok: true, available: 300n, code: { status: "used", value: "100.00" } });
    expect(await exchange(world, { ...ada, times: 2, key })).toMatchObject({ ok: true, available: 300n });
    expect(await stand(world, ada)).toEqual({ points: 300n, reserved: 0n, credit: "100.00" });
    if (first === "killed" || !first.ok) throw new Error("refused");
    const undo = { programId: world.shop.programId, codeId: first.code.id, gateway: world.store.gateway };
    expect(await undoCode(worlds.db, { ...undo, now: world.now() })).toMatchObject({ ok: false, reason: "used" });
  });

  it("pay for an order at the checkout, which by itself earns nothing on that part", async () => {
    const world = await worlds.open({ program: PROGRAM });
    const ada = await newMember(world, "ada", 100);
    await exchange(world, ada);
    const account = world.store.shop.storeCreditOf(ada.customerId)!;
    const payments = [{ gateway: "shopify_store_credit", amount: "50.00", accountId: account.id }];
    world.store.shop.placeOrder({ customerId: ada.customerId, lines: [{ product: "tea", price: "50.00" }], payments });
    await world.quiet();
    expect(await stand(world, ada)).toEqual({ points: 0n, reserved: 0n, credit: "0.00" });
  });

  it.each([
    { name: "refused", after: { points: 100n, reserved: 0n, credit: "0.00" } },
    { name: "throttled", after: { points: 100n, reserved: 0n, credit: "0.00" } },
    { name: "before", after: { points: 100n, reserved: 0n, credit: "0.00" } },
    { name: "after", after: { points: 0n, reserved: 0n, credit: "50.00" } },
    { name: "503 after", after: { points: 0n, reserved: 0n, credit: "50.00" } },
  ] as const)("with the answer lost or bad ($name) end where the account says", async ({ name, after }) => {
    const { through, fault } = faulty();
    const world = await worlds.open({ program: PROGRAM, through });
    const ada = await newMember(world, "ada", 100);
    fault.name = name;
    await exchange(world, ada);
    if (name !== "throttled") expect(fault.asked).toBe(1);
    fault.name = "nothing";
    const asked = fault.asked;
    await sweepUntilSettled(world);
    expect(await stand(world, ada)).toEqual(after);
    // Nobody asks a second time: only the account is looked at.
    expect(fault.asked).toBe(asked);
  });

  it("killed at any statement are given once or not at all", async () => {
    const world = await worlds.open({ program: PROGRAM });
    const ada = await newMember(world, "ada", 100_000);
    const STATEMENTS_MAX = 30;
    let given = 0n;
    for (const when of ["before", "after"] as const) {
      for (let statement = 1; statement <= STATEMENTS_MAX; statement += 1) {
        const result = await exchange(world, { ...ada, db: dying(worlds.db, statement, when) });
        await sweepUntilSettled(world);
        const { points, reserved, credit } = await stand(world, ada);
        given = (100_000n - points) / 100n;
        expect([reserved, credit], `${statement} ${when}`).toEqual([0n, given === 0n ? "0.00" : `${given * 50n}.00`]);
        if (result !== "killed") break;
      }
    }
    expect(given).toBeGreaterThan(2n);
  });

  it("of two exchanges whose answers were both lost are both found", async () => {
    const { through, fault } = faulty();
    const world = await worlds.open({ program: PROGRAM, through });
    const ada = await newMember(world, "ada", 300);
    fault.name = "after";
    await Promise.all([exchange(world, ada), exchange(world, ada)]);
    fault.name = "before";
    await exchange(world, ada);
    fault.name = "nothing";
    await sweepUntilSettled(world);
    expect(await stand(world, ada)).toEqual({ points: 100n, reserved: 0n, credit: "100.00" });
  });
});

describe("an exchange that looks into the account", () => {
  it("doesn't take the credit of one that began meanwhile for one too many", async () => {
    const { through, fault } = faulty();
    const world = await worlds.open({ program: PROGRAM, through });
    const ada = await newMember(world, "ada", 200);
    fault.name = "after";
    const db = after(worlds.db, "credit_asked_at AS asked", () => exchange(world, ada));
    await exchange(world, { ...ada, db });
    fault.name = "nothing";
    await sweepUntilSettled(world);
    expect(await undecided(world)).toEqual([]);
    expect(await stand(world, ada)).toEqual({ points: 0n, reserved: 0n, credit: "100.00" });
  });
});

describe("a credit of which nobody can tell", () => {
  it("is left to staff where Shopify doesn't let us look, and ends as they say, once", async () => {
    const { through, fault } = faulty();
    const world = await worlds.open({ program: PROGRAM, through });
    const { programId } = world.shop;
    const ada = await newMember(world, "ada", 200);
    fault.blind = true;
    fault.name = "after";
    await exchange(world, ada);
    fault.name = "before";
    await exchange(world, ada);
    await sweepUntilSettled(world);
    const waiting = await undecided(world);
    expect(waiting).toMatchObject([{ memberId: ada.memberId, points: 100n, value: "50.00" }, { points: 100n }]);
    expect(await stand(world, ada)).toMatchObject({ points: 0n, reserved: 200n });
    const decide = (codeId: string, given: boolean) =>
      decideCredit(worlds.db, { programId, codeId, given, author: "staff:42", now: world.now() });
    expect(await decide(waiting[0]?.codeId ?? "", true)).toEqual({ ok: true });
    expect(await decide(waiting[1]?.codeId ?? "", false)).toEqual({ ok: true });
    expect(await decide(waiting[1]?.codeId ?? "", true)).toEqual({ ok: false, reason: "unknownCode" });
    expect(await undecided(world)).toEqual([]);
    expect(await stand(world, ada)).toEqual({ points: 100n, reserved: 0n, credit: "50.00" });
    const { rows } = await worlds.db.pool.query(
      "SELECT actor, after FROM audit_log WHERE program_id = $1 AND action = 'storeCredit.decided' ORDER BY id",
      [programId],
    );
    expect(rows).toEqual([
      { actor: "staff:42", after: { given: true } },
      { actor: "staff:42", after: { given: false } },
    ]);
  });

  it("is left to staff where somebody gave the same amount by hand in that moment", async () => {
    const { through, fault } = faulty();
    const world = await worlds.open({ program: PROGRAM, through });
    const ada = await newMember(world, "ada", 100);
    fault.name = "after";
    world.store.shop.creditStoreCredit(ada.customerId, "50.00");
    await exchange(world, ada);
    await sweepUntilSettled(world);
    expect(await undecided(world)).toHaveLength(1);
  });

  it("can't be decided by another program, nor one that waits for nobody", async () => {
    const world = await worlds.open({ program: PROGRAM });
    const ada = await newMember(world, "ada", 100);
    const result = await exchange(world, ada);
    if (result === "killed" || !result.ok) throw new Error("refused");
    const { programId } = world.shop;
    for (const [program, codeId] of [
      [programId, result.code.id],
      ["999999", result.code.id],
      [programId, "x"],
    ] as const) {
      const decided = await decideCredit(worlds.db, {
        programId: program,
        codeId,
        given: false,
        author: "a",
        now: world.now(),
      });
      expect(decided).toEqual({ ok: false, reason: "unknownCode" });
    }
    expect(await stand(world, ada)).toEqual({ points: 0n, reserved: 0n, credit: "50.00" });
  });
});
