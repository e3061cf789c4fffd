import { afterAll, beforeAll, expect, it } from "vitest";
import { openCode } from "../../tests/setup/open-code.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import type { World } from "../../tests/scenarios/world.ts";
import { dismissNotice } from "../commands/dismiss-notice.ts";
import { undoCode } from "../commands/undo-code.ts";
import { listEndingCodes } from "../queries/ending-codes.ts";
import { readLoyaltyView } from "../queries/loyalty-view.ts";
import { announceCodes } from "./announce-codes.ts";

// A code that was paid for with points must not end without a word, and nobody is told twice or of a code that is gone.

const DAYS = 24 * 3600;
const REWARDS = {
  exchange: {
    rewards: [
      { id: "nok-50", type: "amount", points: 100, value: "50.00", codeDays: 90 },
      { id: "short", type: "amount", points: 100, value: "50.00", codeDays: 4 },
    ],
  },
};

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

type Notice = { id: string; kind: string; name: string; until?: string };

async function noticesOf(world: World, memberId: string): Promise<Notice[]> {
  const view = await readLoyaltyView(worlds.db, { programId: world.shop.programId, memberId, now: world.now() });
  return (JSON.parse(view!.json) as { notices: Notice[] }).notices;
}

const toMail = (world: World) =>
  listEndingCodes(worlds.db, { programId: world.shop.programId, now: world.now(), limit: 10 });

it("is told a week before its end, in the account in Shopify, once", async () => {
  const world = await worlds.open({ program: REWARDS });
  const { memberId, customerId } = await newMember(world, "ada", 100);
  const { code } = await openCode(world, memberId);
  await world.quiet();
  world.pass(82 * DAYS);
  expect(await announceCodes(world.context)).toBe(0);
  world.pass(DAYS + 14 * 3600);
  expect(await announceCodes(world.context)).toBe(1);
  expect(await announceCodes(world.context)).toBe(0);
  expect(await noticesOf(world, memberId)).toMatchObject([{ kind: "codeEnds", name: code, until: "2026-04-05" }]);
  expect(await toMail(world)).toMatchObject([{ memberId, code }]);
  await world.quiet();
  const { loyaltyJson } = (await world.store.gateway.listCustomersById([customerId])).get(customerId)!;
  expect(loyaltyJson).toContain('"kind":"codeEnds"');
});

it("is told in the middle of its life where that is short", async () => {
  const world = await worlds.open({ program: REWARDS });
  const { memberId } = await newMember(world, "ada", 100);
  await openCode(world, memberId, "short");
  world.pass(DAYS);
  expect(await announceCodes(world.context)).toBe(0);
  world.pass(2 * DAYS);
  expect(await announceCodes(world.context)).toBe(1);
});

it("is no news any more once it was undone, has ended, or the notice was put away", async () => {
  const world = await worlds.open({ program: REWARDS });
  const { programId } = world.shop;
  const { memberId } = await newMember(world, "ada", 300);
  const codes = [await openCode(world, memberId), await openCode(world, memberId), await openCode(world, memberId)];
  world.pass(85 * DAYS);
  await announceCodes(world.context);
  const [first, second, third] = await noticesOf(world, memberId);
  expect([first?.name, second?.name, third?.name].sort()).toEqual(codes.map(({ code }) => code).sort());
  const undone = codes.find(({ code }) => code === first?.name)!;
  await undoCode(worlds.db, { programId, codeId: undone.id, gateway: world.store.gateway, now: world.now() });
  expect((await noticesOf(world, memberId)).map(({ id }) => id)).toEqual([second?.id, third?.id]);
  await dismissNotice(worlds.db, { programId, memberId, noticeId: second?.id ?? "", now: world.now() });
  expect((await noticesOf(world, memberId)).map(({ id }) => id)).toEqual([third?.id]);
  expect((await toMail(world)).map(({ noticeId }) => noticeId)).toEqual([third?.id]);
  expect(await announceCodes(world.context)).toBe(0);
  world.pass(10 * DAYS);
  expect(await noticesOf(world, memberId)).toEqual([]);
  expect(await toMail(world)).toEqual([]);
});
