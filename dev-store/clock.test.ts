/** A clock that moved for the store but not for the app would make every session token invalid. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clockFile, installClock, machineNow, readOffset, uninstallClock, writeOffset } from "./clock.ts";

const DAY = 86_400_000;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clock-"));
  file = join(folder, "clock.json");
});
afterEach(() => {
  uninstallClock();
  rmSync(folder, { recursive: true });
});

const ahead = (moment: number) => Math.round((moment - machineNow()) / 1000);

describe("clock", () => {
  test("every way to ask for the present moves, a given date does not", () => {
    installClock(file);
    writeOffset(file, DAY);
    expect(ahead(Date.now())).toBe(86_400);
    expect(ahead(new Date().getTime())).toBe(86_400);
    expect(ahead(new Date(Date()).getTime() + 500)).toBeGreaterThanOrEqual(86_399);
    expect(new Date("2026-01-05T09:00:00Z").toISOString()).toBe("2026-01-05T09:00:00.000Z");
    expect(new Date(2026, 0, 5).getMonth()).toBe(0);
    expect(new Date() instanceof Date).toBe(true);
    expect(ahead(new (class extends Date {})().getTime())).toBe(86_400);
  });

  test("a process follows what another one wrote", async () => {
    installClock(file);
    expect(ahead(Date.now())).toBe(0);
    // Another process renames a whole file into place, at any moment after this one began to look.
    writeFileSync(`${file}.other`, JSON.stringify({ offsetMs: 30 * DAY }));
    renameSync(`${file}.other`, file);
    await expect.poll(() => ahead(Date.now())).toBe(30 * 86_400);
  });

  test("a damaged file or an offset into the past is refused by name", () => {
    writeFileSync(file, '{"offsetMs":"soon"}');
    expect(() => readOffset(file)).toThrow(/clock\.json: offsetMs must be a whole number/);
    expect(() => writeOffset(file, -1)).toThrow(/0 or more/);
    expect(readOffset(join(folder, "none.json"))).toBe(0);
  });

  test("the file is named by DEV_STORE_CLOCK, else it is in the data folder", () => {
    expect(clockFile({ DEV_STORE_CLOCK: "/x/c.json" })).toBe("/x/c.json");
    expect(clockFile({ DATA_DIR: "/data" })).toBe("/data/clock.json");
  });
});
