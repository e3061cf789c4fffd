import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeBackVersion } from "../../app/commands/scheduled-versions.ts";
import { makeTimeline } from "../../app/domain/timeline.ts";
import { rational } from "../../app/domain/rational.ts";
import { forgetProgram, knownTimeline, loadTimeline, revisionOf, timelineAt } from "../../app/ledger/programs.ts";
import { revisionRows } from "../../app/ledger/revisions.ts";
import { recording } from "../setup/recording.ts";
import { addShop, OPENED, openShop, publish } from "./shop.ts";
import type { TestShop } from "./shop.ts";

// Goal: a process works with the versions that a program has now, whoever published them, and reads them again only when they have moved.

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const LATER = new Date("2026-02-01T09:00:00Z");

async function newProgram(): Promise<string> {
  return (await addShop(shop.db)).programId;
}

async function revisionInDatabase(programId: string): Promise<string | undefined> {
  const { rows } = await shop.db.pool.query<{ revision: string }>("SELECT revision::text FROM programs WHERE id = $1", [
    programId,
  ]);
  return rows[0]?.revision;
}

const pointsOf = (timeline: Awaited<ReturnType<typeof loadTimeline>>): number[] =>
  timeline.map(({ program }) => program.earning.points);

describe("the versions of a program", () => {
  it("are the same ones in memory until somebody publishes or takes back", async () => {
    const programId = await newProgram();
    const first = await loadTimeline(shop.db.pool, programId);
    expect(await loadTimeline(shop.db.pool, programId)).toBe(first);
    const version = await publish({ ...shop, programId }, { earning: { points: 7 } }, LATER);
    const second = await loadTimeline(shop.db.pool, programId);
    expect([pointsOf(first), pointsOf(second)]).toEqual([[1], [1, 7]]);
    expect(second.map(({ version: each, effectiveAt }) => [each, effectiveAt])).toEqual([
      [1, OPENED],
      [version, LATER],
    ]);
    await takeBackVersion(shop.db, { programId, version, author: "staff:1", now: OPENED });
    expect(pointsOf(await loadTimeline(shop.db.pool, programId))).toEqual([1]);
  });

  it("are none where there is no such program", async () => {
    expect(await loadTimeline(shop.db.pool, "999999999")).toEqual([]);
  });

  it("come from memory where their revision is the one that was just read, and are read where it isn't", async () => {
    const programId = await newProgram();
    const { db, statements } = recording(shop.db);
    const timeline = await timelineAt(db.pool, programId, (await revisionInDatabase(programId)) ?? "");
    const asked = statements.length;
    expect(asked).toBeGreaterThan(0);
    expect(await timelineAt(db.pool, programId, revisionOf(timeline) ?? "")).toBe(timeline);
    expect(statements).toHaveLength(asked);
    expect(await timelineAt(db.pool, programId, "1")).toBe(timeline);
    expect(statements.length).toBeGreaterThan(asked);
  });

  it("bear their revision, which batches are held against", async () => {
    const programId = await newProgram();
    const timeline = await loadTimeline(shop.db.pool, programId);
    const revision = await revisionInDatabase(programId);
    expect(revisionOf(timeline)).toBe(revision);
    expect(revisionOf(makeTimeline(timeline))).toBeUndefined();
    const items = [
      { programId, timeline, accounts: [] },
      { programId, timeline, accounts: [] },
    ];
    expect(revisionRows(items)).toBe(revisionRows(items.slice(1)));
    expect(revisionRows(items)).toContain(`${programId},${revision ?? ""}`);
    expect(
      revisionRows([
        { programId, timeline: makeTimeline(timeline), accounts: [] },
        { programId, accounts: [] },
      ]),
    ).toBe(revisionRows([]));
  });

  it("are known to the connection that read them until they are forgotten", async () => {
    const programId = await newProgram();
    const connection = recording(shop.db).db.pool;
    expect(knownTimeline(connection, programId)).toBeNull();
    forgetProgram(connection, programId);
    const timeline = await loadTimeline(connection, programId);
    expect(knownTimeline(connection, programId)).toBe(timeline);
    expect(knownTimeline(recording(shop.db).db.pool, programId)).toBeNull();
    forgetProgram(connection, programId);
    expect(knownTimeline(connection, programId)).toBeNull();
  });

  it("have with them what linked shops brought", async () => {
    const programId = await newProgram();
    await shop.db.pool.query(
      `INSERT INTO adopted_versions (program_id, version, shop_id, from_program, from_version, document, effective_at, until, factor)
       SELECT $1, 8, 42, $2, 3, document, $3, $4, '1173/100' FROM program_versions WHERE program_id = $2 AND version = 1`,
      [programId, shop.programId, OPENED, LATER],
    );
    await publish({ ...shop, programId }, { earning: { points: 2 } }, LATER);
    const { adopted } = await loadTimeline(shop.db.pool, programId);
    expect(adopted).toMatchObject([
      { version: 8, shopId: "42", effectiveAt: OPENED, until: LATER, factor: rational(1173n, 100n) },
    ]);
    expect(adopted?.[0]?.program.earning.points).toBe(1);
  });
});
