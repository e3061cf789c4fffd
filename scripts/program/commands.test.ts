import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../app/database.ts";
import type { TestDatabase } from "../../tests/setup/database.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { installShop } from "../../app/commands/install-shop.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { testDatabase } from "../../tests/setup/database.ts";
import { chooseProgram } from "./choose-shop.ts";
import { diffProgram, exportProgram, importProgram, listWaiting, readDocument, withdrawProgram } from "./commands.ts";

/** A merchant who keeps the program in version control would publish something else than what the file says. */
describe("the program as a file", () => {
  let database: TestDatabase;
  let db: Database;
  let programId: string;
  const now = new Date("2026-01-05T09:00:00Z");
  const later = new Date("2026-01-06T09:00:00Z");
  const shop = (shopId: string, domain: string) => ({ shopId, domain, currency: "NOK", timeZone: "Europe/Oslo", now });

  beforeAll(async () => {
    database = await testDatabase();
    db = openDatabase(database.url, { max: 2 });
  });

  afterAll(async () => {
    await closeDatabase(db);
    await database.drop();
  });

  it("needs a shop, takes the only one, and asks which where there are several", async () => {
    await expect(chooseProgram(db, null)).rejects.toThrow("No shop has installed Laurel");
    programId = (await installShop(db, shop("1", "tea.myshopify.com"))).programId;
    expect(await chooseProgram(db, null)).toBe(programId);
    await installShop(db, shop("2", "rugs.myshopify.com"));
    await expect(chooseProgram(db, null)).rejects.toThrow(
      "Say which shop you mean with --shop DOMAIN. Shops: rugs.myshopify.com, tea",
    );
    await expect(chooseProgram(db, "cups.myshopify.com")).rejects.toThrow(
      '"cups.myshopify.com" is not a shop of this database',
    );
    expect(await chooseProgram(db, "tea.myshopify.com")).toBe(programId);
  });

  it("exports what it imports: nothing differs, nothing is published", async () => {
    const document = readDocument((await exportProgram(db, { programId, now })).text, "program.json");
    expect(await diffProgram(db, { programId, now, document })).toEqual({
      text: "Nothing differs from version 1.",
      status: 0,
    });
    expect(await importProgram(db, { programId, now, document })).toEqual({
      text: "Nothing differs from version 1.",
      status: 0,
    });
  });

  it("tells what a file would change, publishes it, and has it in force from then on", async () => {
    const file = JSON.parse((await exportProgram(db, { programId, now })).text) as { earning: object };
    const level = { id: "gold", name: "Gold", threshold: "1000", tag: "gold" };
    const document = { ...file, earning: { ...file.earning, points: 2 }, tiers: { levels: [level] } };
    const difference = await diffProgram(db, { programId, now: later, document });
    expect(difference.status).toBe(1);
    expect(difference.text).toContain("  earning.points: 1 → 2\n+ tiers.levels[gold]: {");
    const imported = await importProgram(db, { programId, now: later, document });
    expect(imported.text.split("\n").at(-1)).toBe("Published as version 2.");
    expect((await exportProgram(db, { programId, now })).text).not.toContain('"gold"');
    expect((await exportProgram(db, { programId, now: later })).text).toContain('"threshold": "1000.00"');
  });

  it("refuses a mistake whole, with every place, and leaves the program as it was", async () => {
    const before = await exportProgram(db, { programId, now: later });
    const document = { earning: { points: -1 }, colour: "red" };
    const refusal = "nothing was changed:\n  earning.points must not be negative.\n  colour is not a key of a program.";
    await expect(importProgram(db, { programId, now: later, document })).rejects.toThrow(refusal);
    expect(await exportProgram(db, { programId, now: later })).toEqual(before);
    expect(() => readDocument("{", "program.json")).toThrow("program.json is not JSON");
  });

  it("lists the versions that wait, takes one back before its time, and refuses what is in force or isn't there", async () => {
    const waits = { effectiveAt: new Date("2026-02-01T00:00:00Z"), author: "staff", now: later };
    expect(await listWaiting(db, { programId, now: later })).toEqual({
      text: "No version waits for its time.",
      status: 0,
    });
    const published = await publishProgram(db, { programId, patch: { earning: { points: 9 } }, ...waits });
    const version = published.ok ? String(published.version) : "";
    expect((await listWaiting(db, { programId, now: later })).text).toBe(
      `version ${version}: from 2026-02-01T00:00:00.000Z`,
    );
    const given = { programId, now: later };
    expect((await withdrawProgram(db, { ...given, version })).text).toBe(
      `Version ${version} was taken back. What it says is the draft now.`,
    );
    expect((await listWaiting(db, given)).text).toBe("No version waits for its time.");
    const afterwards = new Date("2026-02-02T00:00:00Z");
    expect((await exportProgram(db, { programId, now: afterwards })).text).toContain('"points": 2');
    await expect(withdrawProgram(db, { ...given, version: "1" })).rejects.toThrow("Version 1 is in force already");
    await expect(withdrawProgram(db, { ...given, version: "99" })).rejects.toThrow("There is no version 99");
    await expect(withdrawProgram(db, { ...given, version: "two" })).rejects.toThrow(
      '"two" is not the number of a version',
    );
  });
});
