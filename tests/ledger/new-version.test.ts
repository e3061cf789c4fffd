import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteCustomer } from "../../app/commands/delete-customer.ts";
import { mergeCustomers } from "../../app/commands/merge-customers.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import { transaction } from "../../app/database.ts";
import { moveMembers, previewMoves } from "../../app/ledger/move-members.ts";
import type { Move } from "../../app/ledger/move-members.ts";
import { followVersion, moveExclusions } from "../../app/ledger/new-version.ts";
import { loadTimeline } from "../../app/ledger/programs.ts";
import { scheduleReview } from "../../app/ledger/tier-reviews.ts";
import { recording } from "../setup/recording.ts";
import { addShop, OPENED, openShop, publish, see, summaryOf } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: what a new version of a program means for members happens to those whom it concerns, and to nobody else.

let database: TestShop;
beforeAll(async () => {
  database = await openShop();
});
afterAll(() => database.close());

const day = (count: number): Date => new Date(OPENED.getTime() + count * 86_400_000);
const newShop = async (): Promise<TestShop> => ({ ...database, ...(await addShop(database.db)) });

describe("tags that exclude", () => {
  it("begin and end exclusions as they come and go, of those who carry them, in whatever capitals", async () => {
    const of = await newShop();
    for (const [customerId, tags] of [
      ["1", [" STAFF ", "vip"]],
      ["2", ["press"]],
      ["3", ["vip"]],
      ["4", ["staff"]],
    ] as const) {
      await see(of, customerId, day(1), [...tags]);
    }
    await database.db.pool.query("UPDATE member_customers SET gone_at = $2 WHERE program_id = $1 AND customer_id = 4", [
      ...[of.programId, day(1)],
    ]);
    const tags = [["Staff"], ["staff", "Press"], ["press"], ["press"]];
    for (const [index, each] of tags.entries()) {
      await publish(of, { excludeCustomers: { tags: each }, earning: { points: index + 2 } }, day(10 * (index + 1)));
    }
    // What publishing and time have done of it already is undone.
    const timeline = await loadTimeline(database.db.pool, of.programId);
    expect(timeline.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    await database.db.pool.query("UPDATE members SET exclusions = '[]', excluded = false WHERE program_id = $1", [
      of.programId,
    ]);
    const excluded = async (version: number): Promise<unknown[]> => {
      await moveExclusions(database.db, of.programId, timeline, timeline[version - 1]!, day(99));
      const { rows } = await database.db.pool.query<{ exclusions: unknown[] }>(
        "SELECT exclusions FROM members WHERE program_id = $1 ORDER BY id",
        [of.programId],
      );
      return rows.map(({ exclusions }) => exclusions);
    };
    const [staffFrom, pressFrom, staffUntil] = [day(10), day(20), day(30)].map((at) => at.toISOString());
    expect(await excluded(2)).toEqual([[[staffFrom, null]], [], [], []]);
    expect(await excluded(3)).toEqual([[[staffFrom, null]], [[pressFrom, null]], [], []]);
    expect(await excluded(4)).toEqual([[[staffFrom, staffUntil]], [[pressFrom, null]], [], []]);
    const { db, statements } = recording(database.db);
    await moveExclusions(db, of.programId, timeline, timeline[4]!, day(99));
    await moveExclusions(db, of.programId, timeline, timeline[0]!, day(99));
    expect(statements).toEqual([]);
  });
});

describe("a version's first review", () => {
  it("is in the night after it took effect, noted once however often it is asked for", async () => {
    const of = await newShop();
    await publish(of, { earning: { points: 2 } }, day(10));
    const timeline = await loadTimeline(database.db.pool, of.programId);
    await database.db.pool.query("DELETE FROM tier_reviews WHERE program_id = $1", [of.programId]);
    await followVersion(database.db.pool, of.programId, timeline[1]!);
    await followVersion(database.db.pool, of.programId, timeline[1]!);
    await scheduleReview(database.db.pool, of.programId, day(40));
    const { rows } = await database.db.pool.query(
      "SELECT kind, status, at FROM tier_reviews WHERE program_id = $1 ORDER BY at",
      [of.programId],
    );
    const night = { kind: "night", status: "waiting" };
    expect(rows).toMatchObject([night, { ...night, at: day(40) }]);
    expect((rows[0] as { at: Date }).at.getTime() - day(10).getTime()).toBeLessThanOrEqual(86_400_000);
    expect((rows[0] as { at: Date }).at > day(10)).toBe(true);
  });
});

describe("a review of chosen members", () => {
  const LEVELS = [
    { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" },
    { id: "gold", name: "Gold", threshold: "500.00", tag: "gold" },
  ];

  it("leaves out who was merged or deleted, and moves the others once", async () => {
    const of = await newShop();
    await publish(of, { tiers: { levels: LEVELS.slice(1) } }, day(1));
    const memberIds: string[] = [];
    for (const customerId of ["1", "2", "3", "4"]) memberIds.push(await see(of, customerId, day(2)));
    await mergeCustomers(of.db, { shopId: of.shopId, keptId: "1", goneId: "2", now: day(3) });
    await deleteCustomer(of.db, { shopId: of.shopId, customerId: "3", now: day(3) });
    await publish(of, { tiers: { levels: LEVELS } }, day(4));
    await database.db.pool.query("DELETE FROM tier_reviews WHERE program_id = $1", [of.programId]);
    const timeline = await loadTimeline(of.db.pool, of.programId);
    const input = { programId: of.programId, memberIds, now: day(4) };
    const moves = [0, 3].map((index) => ({ memberId: memberIds[index]!, from: null, to: "bronze" }));
    const byMember = (found: Move[]): Move[] => found.toSorted((a, b) => Number(a.memberId) - Number(b.memberId));
    expect(byMember(await previewMoves(of.db.pool, timeline, input))).toEqual(moves);
    expect((await summaryOf(of, "4", day(4))).tier).toBeNull();
    const move = () => transaction(of.db, (connection) => moveMembers(connection, timeline, input));
    expect([byMember(await move()), await move()]).toEqual([moves, []]);
    expect((await summaryOf(of, "4", day(4))).tier).toMatchObject({ id: "bronze" });
  });

  it("lets time pass first: a tier that staff gave until yesterday has ended", async () => {
    const of = await newShop();
    await publish(of, { tiers: { levels: LEVELS } }, day(1));
    const memberId = await see(of, "1", day(2));
    const given = { programId: of.programId, memberId, tier: "gold", lock: false, author: "staff:1" };
    const done = await setTier(of.db, { ...given, until: day(10), now: day(3) });
    expect(done).toMatchObject({ ok: true });
    const timeline = await loadTimeline(of.db.pool, of.programId);
    const moved = await transaction(of.db, (connection) =>
      moveMembers(connection, timeline, { programId: of.programId, memberIds: [memberId], now: day(20) }),
    );
    expect(moved).toEqual([{ memberId, from: "gold", to: "bronze" }]);
  });
});
