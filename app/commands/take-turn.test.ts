import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, openDatabase } from "../database.ts";
import type { Database } from "../database.ts";
import { installShop } from "./install-shop.ts";
import { forgetTurns, takeTurn } from "./take-turn.ts";
import type { TurnLimits } from "./take-turn.ts";
import { redactShop, uninstallShop } from "./uninstall-shop.ts";
import type { TestDatabase } from "../../tests/setup/database.ts";
import { testDatabase } from "../../tests/setup/database.ts";

// Broken if a shopper could exchange without pause by asking several processes, which uses up the shop's budget with Shopify, or if one who
// tries it, or one busy shop, stopped others.

let testing: TestDatabase;
/** Two processes of the app: each with connections of its own to the one database. */
let one: Database;
let other: Database;
beforeAll(async () => {
  testing = await testDatabase();
  one = openDatabase(testing.url, { max: 8 });
  other = openDatabase(testing.url, { max: 8 });
});
afterAll(async () => {
  await closeDatabase(one);
  await closeDatabase(other);
  await testing.drop();
});

const AT = new Date("2026-01-05T09:00:00Z");
const later = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);
const MUCH = { points: 1_000, seconds: 60 };

let shops = 0;
async function openShop(): Promise<{ shopId: string; domain: string }> {
  shops += 1;
  const shop = { shopId: String(7_000 + shops), domain: `turns-${shops}.myshopify.com` };
  await installShop(one, { ...shop, currency: "NOK", timeZone: "Europe/Oslo", now: AT });
  return shop;
}

const taker =
  (shopId: string, limits: Partial<TurnLimits>) =>
  (db: Database, customerId: string, now = AT) =>
    takeTurn(db, { shopId, customerId, now, limits: { customer: MUCH, shop: MUCH, ...limits } });

describe("takeTurn", () => {
  it("counts a customer's turns in all processes together, and says for how long to wait", async () => {
    const { shopId } = await openShop();
    const take = taker(shopId, { customer: { points: 3, seconds: 60 } });
    expect(await take(one, "1")).toEqual({ ok: true });
    expect(await take(other, "1", later(10))).toEqual({ ok: true });
    expect(await take(one, "1", later(20))).toEqual({ ok: true });
    expect(await take(other, "1", later(30))).toEqual({ ok: false, seconds: 30 });
    expect(await take(one, "1", later(59.5))).toEqual({ ok: false, seconds: 1 });
    expect(await take(one, "2", later(30))).toEqual({ ok: true });
    // The span began with the first turn.
    expect(await take(other, "1", later(60))).toEqual({ ok: true });
  });

  it("lets exactly as many through as allowed when two processes are asked at once", async () => {
    const { shopId } = await openShop();
    const take = taker(shopId, { customer: { points: 12, seconds: 60 } });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => take(n % 2 === 0 ? one : other, "1")));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(12);
  });

  it("holds all customers of a shop to its share, and no other shop", async () => {
    const { shopId } = await openShop();
    const shop = { points: 40, seconds: 60 };
    const take = taker(shopId, { shop });
    for (let customer = 1; customer <= 40; customer += 1) {
      expect(await take(customer % 2 === 0 ? one : other, String(customer))).toEqual({ ok: true });
    }
    expect(await take(one, "41", later(15))).toEqual({ ok: false, seconds: 45 });
    expect(await taker((await openShop()).shopId, { shop })(one, "41")).toEqual({ ok: true });
    expect(await take(other, "41", later(60))).toEqual({ ok: true });
  });

  it("lets many customers of a shop through at once without one waiting for ever, about as many as allowed", async () => {
    const { shopId } = await openShop();
    const take = taker(shopId, { shop: { points: 50, seconds: 60 } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => take(n % 2 === 0 ? one : other, String(n + 1))),
    );
    const through = answers.filter(({ ok }) => ok).length;
    expect(through).toBeGreaterThanOrEqual(50);
    // At most sixteen connections are in the middle of it at a time, and each sees what was there before it.
    expect(through).toBeLessThanOrEqual(50 + 16);
  });

  it("takes nothing from the shop's share for a customer who asks too often", async () => {
    const { shopId } = await openShop();
    const take = taker(shopId, { customer: { points: 1, seconds: 60 }, shop: { points: 2, seconds: 60 } });
    for (let time = 0; time < 10; time += 1) await take(one, "1");
    expect(await take(one, "2")).toEqual({ ok: true });
    expect((await take(one, "3")).ok).toBe(false);
  });

  it("isn't stopped by the count of a process whose clock was far ahead", async () => {
    const { shopId } = await openShop();
    const take = taker(shopId, { customer: { points: 1, seconds: 60 }, shop: { points: 1, seconds: 60 } });
    await take(one, "1", later(86_400));
    expect(await take(other, "1")).toEqual({ ok: true });
  });

  it("forgets who exchanged when: after an hour, and with the shop", async () => {
    const { shopId, domain } = await openShop();
    const take = taker(shopId, {});
    await take(one, "1");
    await take(one, "2", later(3_000));
    const left = async (): Promise<string[]> => {
      const { rows } = await one.pool.query<{ counter: string }>(
        "SELECT counter::text FROM code_turns WHERE shop_id = $1 AND counter > 0 ORDER BY code_turns.counter",
        [shopId],
      );
      return rows.map(({ counter }) => counter);
    };
    await forgetTurns(one, { now: later(3_601) });
    expect(await left()).toEqual(["2"]);
    await uninstallShop(one, { domain, now: AT });
    await redactShop(one, { domain, now: AT });
    expect(await left()).toEqual([]);
  });
});
