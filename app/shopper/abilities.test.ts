import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { recording } from "../../tests/setup/recording.ts";
import { exchangePoints } from "../commands/exchange-points.ts";
import { createAbilities } from "./abilities.server.ts";

// Broken if somebody who tries ids of codes could tell a code of another shopper from one that does not exist, by its answer or by how
// long it takes: both take exactly the same way through Laurel, and neither reaches Shopify.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

async function codeOf(world: World, memberId: string): Promise<string> {
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward: "nok-50", times: 1, key: randomUUID() };
  const result = await exchangePoints(worlds.db, { ...input, gateway: store.gateway, now: world.now() });
  if (!result.ok) throw new Error(result.reason);
  return result.code.id;
}

it("takes the same way for a code of somebody else, whatever has become of it, and for one that does not exist", async () => {
  const world = await worlds.open();
  const { shop } = world;
  const ada = await newMember(world, "ada", 300);
  const eve = await newMember(world, "eve");
  const [open, used, undone] = [
    await codeOf(world, ada.memberId),
    await codeOf(world, ada.memberId),
    await codeOf(world, ada.memberId),
  ];
  const one = (id: string) => worlds.db.pool.query<{ code: string }>("SELECT code FROM codes WHERE id = $1", [id]);
  const codes = [(await one(used)).rows[0]!.code];
  world.store.shop.placeOrder({ customerId: ada.customerId, lines: [{ product: "tea", price: "80.00" }], codes });
  await world.quiet();
  const { db, statements } = recording(worlds.db);
  let asked = 0;
  const abilities = createAbilities(db, () => {
    asked += 1;
    return world.store.gateway;
  });
  const shopper = async ({ customerId }: { customerId: string }) => {
    const found = await abilities.findShopper(shop.domain, customerId);
    if (found === null) throw new Error("the shop is not known");
    return found;
  };
  const adas = await shopper(ada);
  expect(await abilities.undo(adas, { code: undone }, world.now())).toMatchObject({ ok: true });
  expect(asked).toBe(1);

  const eves = await shopper(eve);
  const ways = [];
  for (const code of [open, used, undone, "999999999", "999999999999999999"]) {
    statements.length = 0;
    const answer = await abilities.undo(eves, { code }, world.now());
    ways.push({ answer, statements: [...statements], asked });
  }
  expect(ways[0]).toMatchObject({ answer: { ok: false, reason: "unknownCode" }, asked: 1 });
  expect(ways[0]?.statements.length).toBeGreaterThan(0);
  for (const way of ways) expect(way).toEqual(ways[0]);
});
