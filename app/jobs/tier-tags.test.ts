import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishProgram } from "../commands/publish-program.ts";
import { newMember, testWorlds, type TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { readTagProgress } from "../queries/tag-progress.ts";
import { syncPrograms } from "./sync-program.ts";

// Broken if members kept a tag that no tier has any more: a merchant's segments and discounts would go on working for the wrong ones.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

/** One more than is worth telling. */
const MANY = 21;
const FRIEND = { id: "friend", name: "Friend", threshold: "0", tag: "friend" };

async function publish(world: World, levels: object[]): Promise<void> {
  const published = await publishProgram(world.db, {
    ...{ programId: world.shop.programId, patch: { tiers: { levels } }, author: "test", now: world.now() },
  });
  expect(published.ok).toBe(true);
  await syncPrograms(world.context);
  await world.quiet();
}

async function seen(world: World, customerId: string): Promise<{ tags: string[]; card: string | null }> {
  const [customer] = (await world.context.gatewayOf(world.shop.domain).listCustomersById([customerId])).values();
  const loyalty = JSON.parse(customer?.loyaltyJson ?? "{}") as { card?: { name: string } | null };
  return { tags: [...(customer?.tags ?? [])].sort(), card: loyalty.card?.name ?? null };
}

describe("a tier whose tag is changed", () => {
  it("takes its members along: the new tag comes, the old one goes, others stay, and the card is still theirs", async () => {
    const world = await worlds.open({ program: { tiers: { levels: [FRIEND] } } });
    const { customerId } = await newMember(world, "Ada");
    await world.context.gatewayOf(world.shop.domain).addTags(customerId, ["newsletter"]);
    await world.quiet();
    expect(await seen(world, customerId)).toEqual({ tags: ["friend", "newsletter"], card: "Friend" });
    await publish(world, [{ ...FRIEND, tag: "pal" }]);
    expect(await seen(world, customerId)).toEqual({ tags: ["newsletter", "pal"], card: "Friend" });
    await publish(world, [{ ...FRIEND, tag: "pal", name: "Pal" }]);
    expect(await seen(world, customerId)).toEqual({ tags: ["newsletter", "pal"], card: "Pal" });
  });
});

describe("a tag that many members change to", () => {
  it("is told with how far it has come, until so few are left that nobody has to wait", async () => {
    const world = await worlds.open({ program: { tiers: { levels: [] } } });
    const { programId } = world.shop;
    for (let count = 0; count < MANY; count += 1) world.store.shop.createCustomer({ firstName: `Member ${count}` });
    await world.quiet();
    const progress = () => readTagProgress(world.db, { programId });
    expect(await progress()).toBeNull();
    const patch = { tiers: { levels: [FRIEND] } };
    await publishProgram(world.db, { programId, patch, author: "test", now: world.now() });
    await syncPrograms(world.context);
    expect(await progress()).toEqual({ left: MANY, total: MANY });
    // As the sync does when it has written a member.
    const write = () =>
      world.db.pool.query(
        `DELETE FROM sync_queue q USING (SELECT min(member_id) AS id FROM sync_queue WHERE program_id = $1) AS first
         WHERE q.program_id = $1 AND q.member_id = first.id`,
        [programId],
      );
    await write();
    expect(await progress()).toEqual({ left: MANY - 1, total: MANY });
    await write();
    expect(await progress()).toBeNull();
  });
});

describe("a tier that is removed", () => {
  it("leaves no tag behind", async () => {
    const world = await worlds.open({ program: { tiers: { levels: [FRIEND] } } });
    const { customerId } = await newMember(world, "Bo");
    await publish(world, []);
    expect(await seen(world, customerId)).toEqual({ tags: [], card: null });
  });
});
