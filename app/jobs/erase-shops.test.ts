import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { askErasure } from "../commands/ask-erasure.ts";
import { installShop } from "../commands/install-shop.ts";
import { findShop } from "../queries/find-member.ts";
import { HttpRefusal } from "../shopify/transport.ts";
import { eraseShops } from "./erase-shops.ts";

// Broken if a merchant's click deleted another shop, deleted without the name, or left anything behind when a process died in the middle.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

const ask = (world: World, typed: string) =>
  askErasure(worlds.db, {
    ...{ shopId: world.shop.id, programId: world.shop.programId, typed, author: "staff:1", now: world.now() },
  });
async function rowsOf({ shop }: World): Promise<number> {
  const { rows } = await worlds.db.pool.query<{ left: number }>(
    `SELECT ((SELECT count(*) FROM shops WHERE id = $1) + (SELECT count(*) FROM members WHERE program_id = $2)
       + (SELECT count(*) FROM audit_log WHERE program_id = $2) + (SELECT count(*) FROM inbox WHERE shop = $3)
       + (SELECT count(*) FROM "Session" WHERE shop = $3) + (SELECT count(*) FROM programs WHERE id = $2))::int AS left`,
    [shop.id, shop.programId, shop.domain],
  );
  return rows[0]?.left ?? -1;
}
const install = (world: World) =>
  installShop(worlds.db, {
    ...{ shopId: world.shop.id, domain: world.shop.domain, currency: "NOK", timeZone: "Europe/Oslo", now: world.now() },
  });

describe("everything of a shop", () => {
  it("is only deleted for whoever types its name", async () => {
    const world = await worlds.open();
    await newMember(world, "ada");
    expect(await ask(world, "scenario")).toEqual({ ok: false, reason: "nameDiffers" });
    expect(await ask(world, "")).toEqual({ ok: false, reason: "nameDiffers" });
    await eraseShops(world.context);
    expect(await findShop(worlds.db, { domain: world.shop.domain })).not.toBeNull();
  });

  it("is gone, Laurel is out of the shop, and a new installation begins with nothing", async () => {
    const calls: string[] = [];
    const world = await worlds.open({
      through: (transport) => (query, variables) => {
        calls.push(query);
        return transport(query, variables);
      },
    });
    await newMember(world, "ada");
    expect(await ask(world, ` ${world.shop.domain.toUpperCase()} `)).toEqual({ ok: true });
    expect(await findShop(worlds.db, { domain: world.shop.domain })).toBeNull();
    await expect(install(world)).rejects.toThrow("is being deleted");
    await Promise.all([eraseShops(world.context), eraseShops(world.context)]);
    expect(calls.filter((query) => query.includes("appUninstall")).length).toBe(1);
    expect(await rowsOf(world)).toBe(0);
    await eraseShops(world.context);
    expect(await install(world)).toMatchObject({ created: true });
  });

  it("is gone as well where a process died after Laurel was taken out, and only once Shopify could be asked", async () => {
    let answer: Error | null = new HttpRefusal(503, null);
    const world = await worlds.open({
      through: (transport) => (query, variables) =>
        answer !== null && query.includes("appUninstall") ? Promise.reject(answer) : transport(query, variables),
    });
    await newMember(world, "ada");
    expect(await ask(world, world.shop.domain)).toEqual({ ok: true });
    await eraseShops(world.context);
    expect(await rowsOf(world)).toBeGreaterThan(0);
    answer = new HttpRefusal(401, null);
    await eraseShops(world.context);
    expect(await rowsOf(world)).toBe(0);
  });

  it("waits until nothing of many members is under way", async () => {
    const world = await worlds.open();
    const { programId } = world.shop;
    await worlds.db.pool.query(
      "INSERT INTO tier_reviews (program_id, kind, status, at, author, total) SELECT $1, 'asked', 'looking', $2, 'staff:1', 0",
      [programId, world.now()],
    );
    expect(await ask(world, world.shop.domain)).toEqual({ ok: false, reason: "workUnderway" });
  });
});
