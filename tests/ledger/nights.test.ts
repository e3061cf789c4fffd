import { afterAll, beforeAll, expect, it } from "vitest";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { nightlyMoment } from "../../app/domain/time.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { scheduleReview, wakeForNights } from "../../app/ledger/tier-reviews.ts";
import { addShop, OPENED, openShop, publish, see } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: in the first night under a version everybody is looked at whom it could concern, once, and at no time before.

let database: TestShop;
beforeAll(async () => {
  database = await openShop();
});
afterAll(() => database.close());

const day = (count: number): Date => new Date(OPENED.getTime() + count * 86_400_000);
const LEVEL = { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" };
const levels = { levels: [LEVEL] };

type Review = { status: string; at: Date; seen: number; cursor: string | null; finished_at: Date | null };

async function reviewsOf({ programId }: TestShop): Promise<Review[]> {
  const { rows } = await database.db.pool.query<Review>(
    "SELECT status, at, seen::int, cursor::text, finished_at FROM tier_reviews WHERE program_id = $1 ORDER BY at",
    [programId],
  );
  return rows;
}

/** A shop with members of whom the second has points, its first night behind it, and nobody waiting for anything. */
async function stage(
  first: object,
): Promise<TestShop & { night: (patch: object) => Promise<{ woken: boolean[]; at: Date }> }> {
  const of = { ...database, ...(await addShop(database.db)) };
  const { programId } = of;
  await publish(of, first, day(1));
  const ids: string[] = [];
  for (const customerId of ["1", "2", "3"]) ids.push(await see(of, customerId, day(2)));
  await adjustPoints(of.db, {
    programId,
    memberId: ids[1]!,
    points: 5n,
    reason: "r",
    author: "staff:1",
    key: "k",
    now: day(2),
  });
  await database.db.pool.query("DELETE FROM tier_reviews WHERE program_id = $1", [programId]);
  const night = async (patch: object): Promise<{ woken: boolean[]; at: Date }> => {
    await publish(of, patch, day(10));
    await database.db.pool.query("UPDATE members SET next_at = NULL WHERE program_id = $1", [programId]);
    const [{ at } = { at: day(0) }] = await reviewsOf(of);
    await wakeForNights(of.db, programId, await loadTimeline(of.db.pool, programId), at);
    const { rows } = await database.db.pool.query<{ next_at: Date | null }>(
      "SELECT next_at FROM members WHERE program_id = $1 ORDER BY id",
      [programId],
    );
    return { woken: rows.map(({ next_at: next }) => next !== null), at };
  };
  return { ...of, night };
}

const NOBODY = [false, false, false];
const ALL = [true, true, true];

it("members whom the version moves are woken, and the night is over when all were seen", async () => {
  const of = await stage({});
  const { woken, at } = await of.night({ tiers: levels });
  expect(woken).toEqual(ALL);
  expect(at > day(10) && at <= day(11)).toBe(true);
  const [done, ...more] = await reviewsOf(of);
  expect([done, more]).toMatchObject([{ status: "done", seen: 3, at, finished_at: at }, []]);
  expect(done?.cursor).not.toBe("0");
});

it("nobody is looked at before the night has come, and nobody twice", async () => {
  const of = await stage({});
  const { programId, db } = of;
  const timeline = await loadTimeline(db.pool, programId);
  await publish(of, { tiers: levels }, day(9));
  await db.pool.query("DELETE FROM tier_reviews WHERE program_id = $1", [programId]);
  await scheduleReview(db.pool, programId, day(20));
  await scheduleReview(db.pool, programId, day(20));
  await wakeForNights(db, programId, timeline, new Date(day(20).getTime() - 1));
  expect(await reviewsOf(of)).toMatchObject([{ status: "waiting", seen: 0, finished_at: null }]);
  const night = () => wakeForNights(db, programId, timeline, day(20));
  await Promise.all([night(), night()]);
  expect(await reviewsOf(of)).toMatchObject([{ status: "done", seen: 3 }]);
});

it("nights that were missed are all made up for, oldest first, by whoever comes next", async () => {
  const of = await stage({});
  const { programId, db } = of;
  for (const count of [22, 20, 21]) await scheduleReview(db.pool, programId, day(count));
  await wakeForNights(db, programId, await loadTimeline(db.pool, programId), day(21));
  expect(await reviewsOf(of)).toMatchObject([
    { status: "done", at: day(20), seen: 3 },
    { status: "done", at: day(21), seen: 3 },
    { status: "waiting", at: day(22), seen: 0 },
  ]);
});

it("where calendar years count, the next turn of the year is everybody's next night", async () => {
  const of = await stage({ tiers: { ...levels, window: { kind: "calendarYear" } } });
  const { at } = await of.night({ tiers: { ...levels, window: { kind: "calendarYear" }, graceDays: 3 } });
  const turn = nightlyMoment("2027-01-01", "Europe/Oslo");
  expect(await reviewsOf(of)).toMatchObject([
    { status: "done", at },
    { status: "waiting", at: turn, seen: 0 },
  ]);
});

it.each([
  ["nothing but the rate", { earning: { points: 3 } }, NOBODY],
  ["the rule for points that end", { expiry: { kind: "age", months: 3 } }, [false, true, false]],
  ["the time zone", { timeZone: "America/New_York" }, ALL],
])("a version that changes %s wakes whom that concerns", async (_, patch, expected) => {
  expect((await (await stage({})).night(patch)).woken).toEqual(expected);
});

it.each([
  ["the window", { window: { kind: "rolling", months: 3 } }, true],
  ["the days of grace", { graceDays: 5 }, true],
  ["a name", { levels: [{ ...LEVEL, name: "Copper" }] }, false],
])("of a version that changes %s members with dates hear in time", async (_, patch, expected) => {
  const first = { tiers: { ...levels, window: { kind: "lifetime" }, graceDays: 1 } };
  const of = await stage(first);
  await database.db.pool.query(
    `UPDATE members SET tier_state = tier_state || '{"hold": {"by": "staff", "until": "2026-06-01T00:00:00Z", "lock": false}}'
     WHERE program_id = $1 AND id = (SELECT max(id) FROM members WHERE program_id = $1)`,
    [of.programId],
  );
  expect((await of.night({ tiers: { ...first.tiers, ...patch } })).woken).toEqual([false, false, expected]);
});
