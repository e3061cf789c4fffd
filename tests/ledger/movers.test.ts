import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { settle } from "../../app/commands/settle.ts";
import type { Database } from "../../app/database.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { reviewWouldChange } from "../../app/domain/member-tier.ts";
import { follow } from "../../app/domain/moments.ts";
import { loadAccounts } from "../../app/ledger/load-accounts.ts";
import { findMovers } from "../../app/ledger/movers.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import type { TestDatabase } from "../setup/database.ts";
import { testDatabase } from "../setup/database.ts";
import { Random } from "../model/random.ts";
import { insertMembers, later, programOf, shopWith, START } from "./drawn-members.ts";
import type { MemberState } from "./drawn-members.ts";

// Broken if the statement that looks for members whom a review moves left one out: that member would keep a wrong tier, tag and
// multiplier, and nobody would notice. The rule itself is held against it, on members and programs drawn at random.

let testing: TestDatabase;
let db: Database;
beforeAll(async () => {
  testing = await testDatabase();
  db = openDatabase(testing.url, { max: 4 });
});
afterAll(async () => {
  await closeDatabase(db);
  await testing.drop();
});

/** Any state that the columns can hold, likely or not: what is found must be right for all of them. */
function randomState(random: Random): MemberState {
  const moment = (from: number, until: number): Date => later(random.between(from * 24, until * 24) / 24);
  const hold = random.pick([
    null,
    null,
    null,
    { by: "start", until: null, lock: false },
    { by: "staff", until: null, lock: random.chance(0.5) },
    { by: "staff", until: moment(-20, 20), lock: false },
  ]);
  const from = moment(-120, 0);
  const card = random.chance(0.4)
    ? { from, until: moment(-30, 60), order: null, basis: { from: null, until: null, without: null } }
    : null;
  const belowSince = random.chance(0.3) ? moment(-40, 0) : null;
  const cardsEndedAt = random.chance(0.3) ? moment(-90, 0) : null;
  const excluded = random.pick([[], [], [], [], [[moment(-50, -40), moment(-30, -20)]], [[moment(-50, -1), null]]]);
  const tier = random.pick([null, "a", "b", "c", "d", "gone"]);
  return {
    tier,
    state: { hold, card, cardsEndedAt, belowSince },
    excluded,
    joined: random.chance(0.95) ? later(-300) : null,
  };
}

function randomOrder(random: Random, member: number, number: number): object {
  return {
    ...{ id: member * 10 + number, member },
    paidAt: random.chance(0.95) ? later(random.between(-420 * 24, 0) / 24) : null,
    spend: random.pick([0, 4_999, 5_000, 5_000, 10_000, 20_000]),
    part: random.pick([null, "1/3", "1/2", "1/2"]),
    points: random.pick([0, 50, 100, 200]),
    orders: random.between(0, 1),
  };
}

const randomOrders =
  (random: Random) =>
  (member: number): object[] =>
    Array.from({ length: random.between(0, 4) }, (_, number) => randomOrder(random, member, number));

function randomTiers(random: Random): object {
  const metric = random.pick(["spend", "points", "orders"] as const);
  const window = random.pick([
    { kind: "lifetime" },
    { kind: "rolling", months: 1 },
    { kind: "rolling", months: 6 },
    { kind: "calendarYear" },
    { kind: "membership", months: 3 },
  ]);
  const scale = metric === "orders" ? 1 : 100;
  const threshold = (): string => String(scale * random.pick([0, 0, 1, 1, 2, 3, 4, 6]));
  const names = ["a", "b", "c", "d"].slice(0, random.between(0, 4));
  const levels = names.map((id) => ({ id, name: id, threshold: threshold(), tag: `tier-${id}` }));
  const graceDays = random.pick([0, 0, 1, 30]);
  return { tiers: { metric, window, graceDays, levels, startTier: random.pick([null, null, names[0] ?? null]) } };
}

const MEMBERS = 120;

describe("whom a review moves", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("nobody is left out (seed %i)", async (seed) => {
    const random = new Random(seed);
    const program = programOf(randomTiers(random));
    const ground = await shopWith(db, program);
    const drawn = Array.from({ length: MEMBERS }, () => randomState(random));
    const ids = await insertMembers(db, ground, drawn, randomOrders(random));
    const loaded = await loadAccounts(db.pool, ground.programId, ids);
    const moved = ids.filter((id) => reviewWouldChange(loaded.get(id)!.account, program, START));
    const slice = { programId: ground.programId, after: "0", rows: MEMBERS };
    const found = await findMovers(db.pool, program, slice, { at: START, most: MEMBERS });
    expect(moved.filter((id) => !found.includes(id))).toEqual([]);
    // Looking at everybody would leave nobody out either: what is found in vain must stay a small part.
    expect(found.filter((id) => !moved.includes(id)).length).toBeLessThan(MEMBERS / 4);
  });
});

test("two halves of a coin are a whole one: they can be what a threshold lacks", async () => {
  const program = programOf({
    tiers: { levels: [{ id: "a", name: "a", threshold: "100.00", tag: "a" }], window: { kind: "lifetime" } },
  });
  const ground = await shopWith(db, program);
  const state = { hold: null, card: null, cardsEndedAt: null, belowSince: null };
  const halves = (member: number): object[] =>
    [4_999, 5_000].map((spend, id) => ({ id, member, paidAt: START, spend, part: "1/2", points: 0, orders: 1 }));
  const [id] = await insertMembers(db, ground, [{ tier: null, state, excluded: [], joined: later(-300) }], halves);
  const slice = { programId: ground.programId, after: "0", rows: 10 };
  expect(await findMovers(db.pool, program, slice, { at: START, most: 10 })).toEqual([id]);
});

describe("a new version", () => {
  test.each([21, 22, 23, 24, 25, 26])("moves everybody whom it has to, and in time (seed %i)", async (seed) => {
    const random = new Random(seed);
    const ground = await shopWith(db, programOf(randomTiers(random)));
    const { programId } = ground;
    const nothing = { hold: null, card: null, cardsEndedAt: null, belowSince: null };
    const fresh = { tier: null, state: nothing, excluded: [], joined: later(-300) };
    const ids = await insertMembers(
      db,
      ground,
      Array.from({ length: 40 }, () => fresh),
      randomOrders(random),
    );
    await settle(db, { programId, now: later(1) });
    for (const day of [2, 45, 100]) {
      const publishAt = later(day + random.between(0, 23) / 24);
      const document = programOf(randomTiers(random));
      const published = await publishProgram(db, { programId, document, author: "test", now: publishAt });
      expect(published.ok).toBe(true);
      // Sometimes the worker was away for a night or a month.
      for (const days of [random.pick([0.5, 1, 3, 35]), 40])
        await everybodyIsWhereTheyBelong(programId, ids, later(day + days));
    }
    await everybodyIsWhereTheyBelong(programId, ids, later(420));
  });
});

/** After the worker's turn nobody's stored account is behind what time brings by the rule. */
async function everybodyIsWhereTheyBelong(programId: string, ids: string[], now: Date): Promise<void> {
  expect((await settle(db, { programId, now })).done).toBe(true);
  const timeline = await loadTimeline(db.pool, programId);
  const loaded = await loadAccounts(db.pool, programId, ids);
  for (const { account } of loaded.values()) {
    const stored = structuredClone(account.tier);
    follow(account, timeline, now);
    expect(account.tier, `member ${account.memberId} at ${now.toISOString()}`).toEqual(stored);
  }
}
