import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import { adjustPoints } from "../commands/adjust-points.ts";
import { saveMailSettings } from "../commands/save-mail-settings.ts";
import { publishProgram } from "../commands/publish-program.ts";
import { NO_MAILS } from "../domain/mail.ts";
import type { LoyaltyMetafield } from "../domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../domain/program-metafield.ts";
import { HttpRefusal } from "../shopify/transport.ts";
import type { GraphqlAnswer, Transport } from "../shopify/transport.ts";
import { syncPrograms } from "./sync-program.ts";
import { syncMembers } from "./sync.ts";

// What stands in the metafield is what the shopper sees: late is a support case, wrong is a broken promise.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

/** Counts calls by operation, and answers in Shopify's place where the test says so. */
function watched(): {
  through: (transport: Transport) => Transport;
  calls: string[];
  answer: Map<string, () => GraphqlAnswer | null>;
} {
  const calls: string[] = [];
  const answer = new Map<string, () => GraphqlAnswer | null>();
  return {
    calls,
    answer,
    through: (transport) => async (query, variables) => {
      const name = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "";
      calls.push(name);
      return answer.get(name)?.() ?? transport(query, variables);
    },
  };
}

function loyalty(world: World, customerId: string): LoyaltyMetafield | null {
  const found = world.store.shop
    .listMetafields(gid("Customer", customerId))
    .find((metafield) => metafield.key === "loyalty");
  return found ? (JSON.parse(found.value) as LoyaltyMetafield) : null;
}

async function give(world: World, memberId: string, points: number): Promise<void> {
  const { programId } = world.shop;
  const given = { programId, memberId, points: BigInt(points), reason: "a test", author: "test" };
  await adjustPoints(worlds.db, { ...given, key: String(points), now: world.now() });
}

describe("sync", () => {
  it("writes 25 members a call, in the app's own namespace, and only those that changed", async () => {
    const { through, calls } = watched();
    const world = await worlds.open({ through });
    for (let n = 0; n < 60; n += 1) world.store.shop.createCustomer({ firstName: `Customer ${n}` });
    await world.quiet();
    expect(calls.filter((name) => name === "MetafieldsSet")).toHaveLength(1 + 3);
    expect(calls).not.toContain("TagsAdd");
    calls.length = 0;
    expect((await syncMembers(world.context)).members).toBe(0);
    expect(calls).toEqual([]);
    const [metafield] = world.store.shop.listMetafields(gid("Customer", world.store.shop.listCustomers()[0]!.id));
    expect(metafield).toMatchObject({
      namespace: expect.stringMatching(/^app--/) as string,
      key: "loyalty",
      type: "json",
    });
  });

  it("adds and removes the tier's tag only when the tier changes, and leaves other tags alone", async () => {
    const { through, calls } = watched();
    const levels = [
      { id: "bronze", name: "Bronze", threshold: "0", tag: "loyalty-bronze" },
      { id: "gold", name: "Gold", threshold: "1000.00", tag: "loyalty-gold" },
    ];
    const world = await worlds.open({ through, program: { tiers: { levels } } });
    const { id } = world.store.shop.createCustomer({ firstName: "Ada", tags: ["press"] });
    await world.quiet();
    expect(world.store.shop.requireCustomer(id).tags.toSorted()).toEqual(["loyalty-bronze", "press"]);
    calls.length = 0;
    world.pass(60);
    world.store.shop.placeOrder({ customerId: id, lines: [{ product: "tea", price: "10.00" }] });
    await world.quiet();
    expect(calls.filter((name) => name.startsWith("Tags"))).toEqual([]);
    expect(loyalty(world, id)).toMatchObject({
      balance: 10,
      tier: "bronze",
      next: { tier: "gold", missing: "990.00" },
    });
    world.pass(60);
    world.store.shop.placeOrder({ customerId: id, lines: [{ product: "rug", price: "990.00" }] });
    await world.quiet();
    expect(calls.filter((name) => name.startsWith("Tags"))).toEqual(["TagsRemove", "TagsAdd"]);
    expect(world.store.shop.requireCustomer(id).tags.toSorted()).toEqual(["loyalty-gold", "press"]);
    expect(loyalty(world, id)).toMatchObject({ balance: 1000, tier: "gold", card: { name: "Gold" }, next: null });
  });

  it("waits on THROTTLED and goes on", async () => {
    const { through, calls, answer } = watched();
    const world = await worlds.open({ through });
    const { customerId, memberId } = await newMember(world, "ada");
    let refusals = 3;
    answer.set("MetafieldsSet", () => {
      refusals -= 1;
      if (refusals < 0) return null;
      return { data: null, errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] };
    });
    await give(world, memberId, 5);
    calls.length = 0;
    expect(await syncMembers(world.context)).toEqual({ members: 1, failures: [] });
    expect(calls).toEqual(["MetafieldsSet", "MetafieldsSet", "MetafieldsSet", "MetafieldsSet"]);
    expect(loyalty(world, customerId)?.balance).toBe(5);
  });

  it("tries again later what Shopify could not take, and loses nothing", async () => {
    const { through, answer } = watched();
    const world = await worlds.open({ through });
    const { customerId, memberId } = await newMember(world, "ada");
    answer.set("MetafieldsSet", () => {
      throw new HttpRefusal(500, null);
    });
    await give(world, memberId, 5);
    expect((await syncMembers(world.context)).failures).toHaveLength(1);
    expect(loyalty(world, customerId)?.balance).toBe(0);
    answer.clear();
    expect((await syncMembers(world.context)).members).toBe(0);
    world.pass(6);
    expect((await syncMembers(world.context)).members).toBe(1);
    expect(loyalty(world, customerId)?.balance).toBe(5);
  });

  it("isn't held up by a customer who was deleted meanwhile: the others of the call are written", async () => {
    const world = await worlds.open();
    const ada = await newMember(world, "ada");
    const bob = await newMember(world, "bob");
    world.store.shop.deleteCustomer(ada.customerId);
    world.store.outbox.length = 0;
    await give(world, ada.memberId, 5);
    await give(world, bob.memberId, 7);
    expect((await syncMembers(world.context)).failures).toEqual([]);
    expect(loyalty(world, bob.customerId)?.balance).toBe(7);
  });

  it("writes again what changed while it was being written", async () => {
    const { through, answer } = watched();
    const world = await worlds.open({ through });
    const { customerId, memberId } = await newMember(world, "ada");
    const meanwhile: Promise<void>[] = [];
    answer.set("MetafieldsSet", () => {
      if (meanwhile.length === 0) meanwhile.push(give(world, memberId, 7));
      return null;
    });
    await give(world, memberId, 5);
    await syncMembers(world.context);
    await Promise.all(meanwhile);
    await syncMembers(world.context);
    expect(loyalty(world, customerId)?.balance).toBe(12);
  });

  it("writes the program and every member when a new version is in force, and moves all to a renamed tag", async () => {
    const levels = [{ id: "member", name: "Member", threshold: "0", tag: "club" }];
    const world = await worlds.open({ program: { tiers: { levels } } });
    const { customerId, memberId } = await newMember(world, "ada", 200);
    expect(loyalty(world, customerId)?.worth).toBe("100.00");
    const { programId, id: shopId } = world.shop;
    const reward = { id: "nok-50", type: "amount", points: 100, value: "80.00" };
    const patch = { exchange: { rewards: [reward] }, tiers: { levels: [{ ...levels[0]!, tag: "friends" }] } };
    world.pass(60);
    expect(await publishProgram(worlds.db, { programId, patch, author: "test", now: world.now() })).toMatchObject({
      ok: true,
    });
    await syncPrograms(world.context);
    await world.quiet();
    const program = world.store.shop.listMetafields(gid("Shop", shopId)).find((each) => each.key === "program");
    expect((JSON.parse(program!.value) as ProgramMetafield).exchange.rewards[0]!.value).toBe("80.00");
    expect(loyalty(world, customerId)?.worth).toBe("160.00");
    expect(world.store.shop.requireCustomer(customerId).tags).toEqual(["friends"]);
    expect(memberId).toMatch(/^[0-9]+$/);
  });

  it("says that members are told by mail as soon as mails are switched on, without writing any member", async () => {
    const { through, calls } = watched();
    const world = await worlds.open({ through });
    await newMember(world, "ada", 10);
    const { programId } = world.shop;
    const shown = (): ProgramMetafield => {
      const owner = gid("Shop", world.store.shop.state.info.id);
      const field = world.store.shop.listMetafields(owner).find(({ key }) => key === "program");
      return JSON.parse(field?.value ?? "{}") as ProgramMetafield;
    };
    expect(shown().mails).toBeUndefined();
    for (const sends of [true, false]) {
      const settings = { ...NO_MAILS, sends };
      await saveMailSettings(world.db, { programId, settings, author: "test", now: world.now() });
      expect(await syncPrograms(world.context)).toBe(1);
      expect(shown().mails).toBe(sends ? true : undefined);
    }
    calls.length = 0;
    await syncMembers(world.context);
    expect([await syncPrograms(world.context), calls]).toEqual([0, []]);
  });
});
