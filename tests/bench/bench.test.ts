import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Ground } from "../../bench/ground.ts";
import type { TestDatabase } from "../setup/database.ts";
import { lineOf } from "../../bench/bench.ts";
import { BENCHES, WHOLE_BENCHES } from "../../bench/benches.ts";
import { openGround } from "../../bench/ground.ts";
import { median, race } from "../../bench/measure.ts";
import { testDatabase } from "../setup/database.ts";

const RUN = fileURLToPath(new URL("../../bench/run.ts", import.meta.url));
const SHORT = { rounds: 2, roundMs: 5, members: 20, shops: 4, batch: 10, callers: 8, keep: false };

function run(...names: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [RUN, ...names], { encoding: "utf8" });
}

describe.each(BENCHES)("$name", (bench) => {
  let database: TestDatabase;
  let ground: Ground;
  beforeAll(async () => {
    database = await testDatabase();
    ground = await openGround(database.url);
  });
  afterAll(async () => {
    await ground.close();
    await database.drop();
  });

  test("measures with the real commands and ends in `name value goal`", async () => {
    const { value, notes } = await bench.run(ground, SHORT);
    expect(value).toBeGreaterThan(0);
    expect(Number.isFinite(value)).toBe(true);
    expect(notes).not.toEqual([]);
    expect(lineOf(bench, value)).toMatch(new RegExp(`^${bench.name} \\d+\\.\\d\\d [≥≤][\\d.]+$`));
    // A review writes no points, only who stands where, a draft that is played only its sums, and a page that is read nothing.
    const table = { review: "tier_changes", "what-if": "what_ifs" }[bench.name] ?? "entries";
    const { rows } = await ground.floor.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
    const least = { review: 1, "what-if": 1, read: SHORT.members }[bench.name] ?? SHORT.members + 1;
    expect(rows[0]?.count).toBeGreaterThanOrEqual(least);
  });
});

test("without a name the benches are listed with their goals", () => {
  const { status, stdout } = run();
  expect(status).toBe(0);
  for (const bench of [...BENCHES, ...WHOLE_BENCHES])
    expect(stdout).toContain(`${bench.goal.sign}${bench.goal.value}  ${bench.measures}`);
});

test("an unknown name and a second one are refused before anything starts", () => {
  expect(run("awrad")).toMatchObject({
    status: 1,
    stdout: "",
    stderr:
      'There is no bench "awrad". The benches are award, award-batch, read, hot-shop, size, exchange, review, what-if, growth, locks, admin, storefront, shopper-api.\n',
  });
  expect(run("award", "size").stderr).toMatch(/^Name one bench at a time\./);
});

test("a step that takes twice as long has half the floor's rate", async () => {
  // A clock of its own: on a busy machine two waits of twenty milliseconds take anything but the same time.
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const wait = (ms: number) => () => new Promise<number>((done) => setTimeout(() => done(1), ms));
  const racing = race({ subject: wait(40), floor: wait(20), concurrency: 3 }, { rounds: 3, roundMs: 120 });
  await vi.runAllTimersAsync();
  expect((await racing).ratio).toBeCloseTo(0.5);
});

test("the median of an even number of ratios lies between the two in the middle", () => {
  expect(median([4, 1, 2, 10])).toBe(3);
  expect(median([9, 1, 2])).toBe(2);
  expect(() => median([])).toThrow("no median of nothing");
});
