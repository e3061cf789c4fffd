import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addShop } from "../../tests/ledger/shop.ts";
import { testDatabase } from "../../tests/setup/database.ts";
import type { TestDatabase } from "../../tests/setup/database.ts";
import type { Database } from "../database.ts";
import { closeDatabase, openDatabase } from "../database.ts";
import { listScheduled, listVersions, readDraft, readProgram } from "../queries/program-in-force.ts";
import { publishProgram, rollBackProgram } from "./publish-program.ts";
import { rescheduleVersion, takeBackVersion } from "./scheduled-versions.ts";
import { settle } from "./settle.ts";

// Broken if a version that was taken back took effect after all, in this process or in another one that knew it already.

const NOW = new Date("2026-02-01T10:00:00Z");
const MARCH = new Date("2026-03-01T08:00:00Z");
const APRIL = new Date("2026-04-01T07:00:00Z");
const MAY = new Date("2026-05-01T07:00:00Z");

let testing: TestDatabase;
let home: { db: Database };
beforeAll(async () => {
  testing = await testDatabase();
  home = { db: openDatabase(testing.url) };
});
afterAll(async () => {
  await closeDatabase(home.db);
  await testing.drop();
});

/** A shop of its own with a version that gives 50 points and waits for March. */
async function shopWithSchedule(): Promise<{ db: Database; programId: string; version: number }> {
  const { programId } = await addShop(home.db);
  const published = await publishProgram(home.db, {
    ...{ programId, author: "staff:1", effectiveAt: MARCH, now: NOW },
    patch: { earning: { points: 50 } },
  });
  if (!published.ok) throw new Error(JSON.stringify(published));
  return { db: home.db, programId, version: published.version };
}

const pointsAt = async (programId: string, now: Date, db = home.db): Promise<number> =>
  (await readProgram(db, { programId, now })).program.earning.points;
const by = { author: "staff:2", now: NOW };

describe("a version that waits for its time", () => {
  it("is listed until then, and in force from then on", async () => {
    const { db, programId, version } = await shopWithSchedule();
    expect(await listScheduled(db, { programId, now: NOW })).toMatchObject([{ version, effectiveAt: MARCH }]);
    expect(await listScheduled(db, { programId, now: MARCH })).toEqual([]);
    expect([await pointsAt(programId, NOW), await pointsAt(programId, MARCH)]).toEqual([1, 50]);
  });

  it("that is taken back never takes effect; what it says becomes the draft, and history keeps it", async () => {
    const { db, programId, version } = await shopWithSchedule();
    expect(await takeBackVersion(db, { programId, version, ...by })).toEqual({ ok: true, draft: true });
    expect(await listScheduled(db, { programId, now: NOW })).toEqual([]);
    expect(await pointsAt(programId, MAY)).toBe(1);
    expect(await readDraft(db, { programId })).toMatchObject({
      document: { earning: { points: 50 } },
      author: "staff:2",
    });
    const [newest] = await listVersions(db, { programId });
    expect(newest).toMatchObject({ version, effectiveAt: MARCH, withdrawnAt: NOW, withdrawnBy: "staff:2" });
    await settle(db, { programId, now: MAY });
    expect(await pointsAt(programId, MAY)).toBe(1);
  });

  it("keeps a draft that is there already", async () => {
    const { db, programId, version } = await shopWithSchedule();
    await db.pool.query(
      "INSERT INTO program_drafts (program_id, document, based_on, author, updated_at) VALUES ($1, '{}', 1, 'staff:1', $2)",
      [programId, NOW],
    );
    expect(await takeBackVersion(db, { programId, version, ...by })).toEqual({ ok: true, draft: false });
    expect(await readDraft(db, { programId })).toMatchObject({ document: {}, author: "staff:1" });
  });

  it("that is taken back is gone in another process too, which had read it before", async () => {
    const { db, programId, version } = await shopWithSchedule();
    const other = openDatabase(testing.url, { max: 1 });
    try {
      expect(await pointsAt(programId, MARCH, other)).toBe(50);
      await takeBackVersion(db, { programId, version, ...by });
      expect(await pointsAt(programId, MARCH, other)).toBe(1);
    } finally {
      await closeDatabase(other);
    }
  });

  it("can be taken back again without harm, and not once it is in force", async () => {
    const { db, programId, version } = await shopWithSchedule();
    expect(await takeBackVersion(db, { programId, version, ...by, now: MARCH })).toEqual({
      ok: false,
      reason: "inForce",
    });
    expect(await pointsAt(programId, APRIL)).toBe(50);
    expect(await takeBackVersion(db, { programId, version: 99, ...by })).toEqual({
      ok: false,
      reason: "unknownVersion",
    });
    expect(await takeBackVersion(db, { programId, version, ...by })).toMatchObject({ ok: true });
    expect(await takeBackVersion(db, { programId, version, ...by })).toMatchObject({ ok: true });
  });

  it("of another shop's program is unknown", async () => {
    const [mine, theirs] = [await shopWithSchedule(), await addShop(home.db)];
    const wish = { programId: theirs.programId, version: mine.version, ...by };
    expect(await takeBackVersion(home.db, wish)).toEqual({ ok: false, reason: "unknownVersion" });
    expect(await rescheduleVersion(home.db, { ...wish, effectiveAt: APRIL })).toEqual({
      ok: false,
      reason: "unknownVersion",
    });
    expect(await pointsAt(mine.programId, MARCH)).toBe(50);
  });
});

describe("another time for a version that waits", () => {
  it("is when it takes effect, and the time before is forgotten", async () => {
    const { db, programId, version } = await shopWithSchedule();
    const moved = await rescheduleVersion(db, { programId, version, effectiveAt: APRIL, ...by });
    expect(moved).toEqual({ ok: true, version: version + 1, effectiveAt: APRIL });
    expect([await pointsAt(programId, MARCH), await pointsAt(programId, APRIL)]).toEqual([1, 50]);
    expect(await listScheduled(db, { programId, now: NOW })).toMatchObject([{ version: version + 1 }]);
  });

  it("must lie ahead, and the version must still wait", async () => {
    const { db, programId, version } = await shopWithSchedule();
    const wish = { programId, version, ...by };
    expect(await rescheduleVersion(db, { ...wish, effectiveAt: NOW })).toEqual({ ok: false, reason: "past" });
    expect(await rescheduleVersion(db, { ...wish, effectiveAt: MAY, now: MARCH })).toEqual({
      ok: false,
      reason: "inForce",
    });
    expect(await pointsAt(programId, MARCH)).toBe(50);
  });

  it("is given once when two ask at the same moment", async () => {
    const { db, programId, version } = await shopWithSchedule();
    const wish = { programId, version, ...by };
    const both = await Promise.all([APRIL, MAY].map((effectiveAt) => rescheduleVersion(db, { ...wish, effectiveAt })));
    expect(both.filter((result) => result.ok)).toHaveLength(1);
    expect(await listScheduled(db, { programId, now: NOW })).toHaveLength(1);
  });
});

describe("an earlier version that is published again", () => {
  it("gives way to a version that waits, unless that one is taken back with it", async () => {
    const { db, programId, version } = await shopWithSchedule();
    const wish = { programId, version: 1, ...by };
    expect(await rollBackProgram(db, wish)).toMatchObject({ ok: true });
    expect([await pointsAt(programId, NOW), await pointsAt(programId, MARCH)]).toEqual([1, 50]);
    expect(await rollBackProgram(db, { ...wish, takeBack: [version] })).toMatchObject({ ok: true });
    expect(await pointsAt(programId, MAY)).toBe(1);
  });

  it("may be one that was taken back", async () => {
    const { db, programId, version } = await shopWithSchedule();
    await takeBackVersion(db, { programId, version, ...by });
    const again = await rollBackProgram(db, { programId, version, ...by });
    expect(again).toMatchObject({ ok: true, version: version + 1 });
    expect(await pointsAt(programId, NOW)).toBe(50);
  });
});
