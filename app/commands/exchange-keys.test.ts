import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Killed, dying } from "../../tests/setup/dying.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import type { Database } from "../database.ts";
import { sweepExchanges } from "../jobs/sweep.ts";
import { readMemberSummary } from "../queries/member-summary.ts";
import { exchangePoints } from "./exchange-points.ts";
import type { Exchanged } from "./exchange-points.ts";
import { undoCode } from "./undo-code.ts";

// One click is one exchange, whatever number of times it arrives and whatever died in between; a key never stands for two wishes.

const REWARDS = {
  exchange: {
    rewards: [
      { id: "nok-50", type: "amount", points: 100, value: "50.00", multiples: true },
      { id: "own", type: "amount", points: 100, value: "50.00", customerOnly: true },
    ],
  },
};

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

type Wish = { memberId: string; key: string; reward?: string; times?: number; drawnAt?: Date; db?: Database };

function exchange(world: World, wish: Wish): Promise<Exchanged> {
  const { memberId, key, reward = "nok-50", times = 1, drawnAt, db } = wish;
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward, times, key, drawnAt };
  return exchangePoints(db ?? worlds.db, { ...input, gateway: store.gateway, now: world.now() });
}

async function reserved(world: World, memberId: string): Promise<bigint | undefined> {
  const found = await readMemberSummary(worlds.db, { programId: world.shop.programId, memberId, now: world.now() });
  return found?.reserved;
}

describe.each(["nok-50", "own"])("the key of a click for %s", (reward) => {
  it("gives every one of many at once the same code", async () => {
    const world = await worlds.open({ program: REWARDS });
    const { memberId } = await newMember(world, "ada", 1000);
    const key = randomUUID();
    const results = await Promise.all(Array.from({ length: 12 }, () => exchange(world, { memberId, key, reward })));
    // Who comes second may be too early for the code: Shopify is still making it. Asked again, everybody has it.
    const codes = new Set(results.flatMap((result) => (result.ok ? [result.code.code] : [])));
    expect(codes.size).toBe(1);
    for (const result of results) if (!result.ok) expect(result.reason).toBe("pending");
    const again = await exchange(world, { memberId, key, reward });
    expect(again.ok && codes.has(again.code.code)).toBe(true);
    expect(await reserved(world, memberId)).toBe(100n);
  });

  it("is refused for another reward and another number, one after the other and at once", async () => {
    const world = await worlds.open({ program: REWARDS });
    const { memberId } = await newMember(world, "ada", 1000);
    const other = reward === "own" ? "nok-50" : "own";
    const key = randomUUID();
    expect(await exchange(world, { memberId, key, reward })).toMatchObject({ ok: true });
    expect(await exchange(world, { memberId, key, reward: other })).toEqual({ ok: false, reason: "keyReused" });
    if (reward === "nok-50") {
      expect(await exchange(world, { memberId, key, reward, times: 2 })).toEqual({ ok: false, reason: "keyReused" });
    }
    const atOnce = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        exchange(world, { memberId, key: atOnce, reward: index % 2 === 0 ? reward : other }),
      ),
    );
    const won = new Set(results.flatMap((result) => (result.ok ? [result.code.reward] : [])));
    expect(won.size).toBe(1);
    const reasons = results.flatMap((result) => (result.ok ? [] : [result.reason]));
    expect(reasons.filter((reason) => reason === "keyReused").length).toBeGreaterThanOrEqual(5);
    expect(reasons.filter((reason) => reason !== "keyReused" && reason !== "pending")).toEqual([]);
    expect(await reserved(world, memberId)).toBe(200n);
  });

  it("belongs to its member: another's same key is another click", async () => {
    const world = await worlds.open({ program: REWARDS });
    const ada = await newMember(world, "ada", 100);
    const bo = await newMember(world, "bo", 100);
    const key = randomUUID();
    const [first, second] = [
      await exchange(world, { ...ada, key, reward }),
      await exchange(world, { ...bo, key, reward }),
    ];
    if (!first.ok || !second.ok) throw new Error("refused");
    expect(first.code.code).not.toBe(second.code.code);
  });

  it("goes on where a process died at any statement, and ends in one code", async () => {
    const world = await worlds.open({ program: REWARDS });
    const { memberId } = await newMember(world, "ada", 100_000);
    const STATEMENTS_MAX = 30;
    let codes = 0n;
    for (let statement = 1; statement <= STATEMENTS_MAX; statement += 1) {
      const key = randomUUID();
      const died = await exchange(world, { memberId, key, reward, db: dying(worlds.db, statement, "after") }).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      const again = await exchange(world, { memberId, key, reward });
      expect(again.ok, `after statement ${statement}`).toBe(true);
      expect(await exchange(world, { memberId, key, reward })).toMatchObject({ ok: true });
      codes += 1n;
      expect(await reserved(world, memberId)).toBe(codes * 100n);
      if (!died) break;
    }
    expect(codes).toBeGreaterThan(2n);
    world.pass(60);
    expect(await sweepExchanges(world.context)).toEqual({ opened: 0, returned: 0, waiting: 0 });
  });

  it("of a code that was undone makes no second one: the click may be late", async () => {
    const world = await worlds.open({ program: REWARDS });
    const { memberId } = await newMember(world, "ada", 100);
    const wish = { memberId, key: randomUUID(), reward, drawnAt: world.now() };
    world.pass(5);
    await undone(world, await exchange(world, wish));
    expect(await exchange(world, wish)).toEqual({ ok: false, reason: "unavailable" });
    expect(await reserved(world, memberId)).toBe(0n);
  });

  it("is another click on a page that was drawn after the code was undone, even if that page knew nothing of it", async () => {
    const world = await worlds.open({ program: REWARDS });
    const { memberId } = await newMember(world, "ada", 1000);
    const early = { memberId, key: randomUUID(), reward, drawnAt: world.now() };
    const first = await exchange(world, early);
    // Before it was undone, that page is the same click: the first one's code.
    world.pass(5);
    expect(codeOf(await exchange(world, { ...early, drawnAt: world.now() }))).toBe(codeOf(first));
    await undone(world, first);
    world.pass(5);
    const late = { ...early, drawnAt: world.now() };
    const answers = await Promise.all(Array.from({ length: 6 }, () => exchange(world, late)));
    for (const answer of answers) if (!answer.ok) expect(answer.reason).toBe("pending");
    const second = await exchange(world, late);
    expect(codeOf(second)).not.toBe(codeOf(first));
    expect(await reserved(world, memberId)).toBe(100n);
    // And so on: the second one is undone too, and the account is as old as before.
    await undone(world, second);
    expect(await exchange(world, late)).toEqual({ ok: false, reason: "unavailable" });
    world.pass(5);
    const third = await exchange(world, { ...late, drawnAt: world.now() });
    expect([codeOf(first), codeOf(second)]).not.toContain(codeOf(third));
    expect(await reserved(world, memberId)).toBe(100n);
  });
});

function codeOf(result: Exchanged): string {
  if (!result.ok) throw new Error(result.reason);
  return result.code.code;
}

async function undone(world: World, result: Exchanged): Promise<void> {
  if (!result.ok) throw new Error(result.reason);
  const { shop, store } = world;
  const undo = { programId: shop.programId, codeId: result.code.id, gateway: store.gateway, now: world.now() };
  expect(await undoCode(worlds.db, undo)).toMatchObject({ ok: true });
}
