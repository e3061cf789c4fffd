import type { Bench, Outcome, Settings } from "./bench.ts";
import type { Ground } from "./ground.ts";
import type { LockFigures } from "./lock-watch.ts";
import { mergeCustomers } from "../app/commands/merge-customers.ts";
import { publishProgram } from "../app/commands/publish-program.ts";
import { settle } from "../app/commands/settle.ts";
import { SETTINGS } from "./bench.ts";
import { addShop, addShoppers, award } from "./ground.ts";
import { watching } from "./lock-watch.ts";

const PUBLISHED = new Date("2026-01-01T09:00:00Z");

/** Everybody's holds have ended by then, then birthdays and the end of what they earned: each member is due for all of it. */
const MOMENTS = {
  holds: new Date("2026-01-20T09:00:00Z"),
  birthdays: new Date("2026-02-11T09:00:00Z"),
  expiries: new Date("2026-06-01T09:00:00Z"),
};

const PROGRAM = {
  earning: { holdDays: 10, bonuses: { birthday: 50 } },
  expiry: { kind: "age", months: 3 },
};

const AT_ONCE = 500;

/** How many orders the member has who is merged: as many as there are members, up to this. */
const MOST_ORDERS = 5000;

/** How long members stay locked while time does its work for all of them on one day, and while one with a long history is merged. */
export const locksBench: Bench = {
  name: "locks",
  measures:
    "ms for which members stay locked at most while holds, birthdays and expiries of 20,000 come due at once; the merge of one with 5,000 orders is told beside it",
  goal: { sign: "≤", value: 100 },
  settings: { ...SETTINGS, members: 20_000 },
  run,
};

async function run(ground: Ground, settings: Settings): Promise<Outcome> {
  const shop = await addShop(ground.db);
  const done = await publishProgram(ground.db, {
    ...{ programId: shop.programId, patch: PROGRAM, author: "bench", now: PUBLISHED },
  });
  if (!done.ok) throw new Error(`the program was refused: ${JSON.stringify(done.errors)}`);
  await addShoppers(ground, [shop], settings.members);
  await giveBirthdays(ground, shop.programId);
  const notes: string[] = [];
  let longest = 0;
  for (const [name, now] of Object.entries(MOMENTS)) {
    const watch = watching(ground.db);
    const { members } = await settle(watch.db, { programId: shop.programId, now });
    const figures = watch.figures();
    longest = Math.max(longest, figures.lockedMs);
    notes.push(`${name}: ${members} members, ${textOf(figures)}`);
  }
  notes.push(await mergeOf(ground, Math.min(settings.members, MOST_ORDERS)));
  return { value: longest, notes };
}

function textOf({ slices, lockedMs, lockedOften }: LockFigures): string {
  return `locked ${slices} times, for ${lockedMs.toFixed(0)} ms at most, ${lockedOften.toFixed(0)} ms in 99 of 100`;
}

/** Everybody has the same birthday; the next night that is followed finds it. */
async function giveBirthdays(ground: Ground, programId: string): Promise<void> {
  await ground.floor.query("UPDATE members SET birthday = '02-10' WHERE program_id = $1", [programId]);
  await ground.floor.query("VACUUM (ANALYZE) members");
}

/** Merges a member with so many orders into one with a single order. The statement also reads what it was sent, before it locks anybody. */
async function mergeOf(ground: Ground, orders: number): Promise<string> {
  const shop = await addShop(ground.db);
  const [kept, gone] = await addShoppers(ground, [shop], 2);
  if (!kept || !gone) throw new Error("there is nobody to merge");
  for (let count = 1; count < orders; count += AT_ONCE)
    await award(
      ground.db,
      Array.from({ length: Math.min(AT_ONCE, orders - count) }, () => gone),
    );
  const watch = watching(ground.db);
  const start = performance.now();
  const { shopId, programId } = shop;
  const now = new Date(Date.UTC(2026, 5, 1));
  let isDone = false;
  const merged = mergeCustomers(watch.db, { shopId, keptId: kept.customerId, goneId: gone.customerId, now }).finally(
    () => (isDone = true),
  );
  const waited = await longestWait(ground, programId, () => isDone);
  await merged;
  return `merging a member with ${orders} orders: ${(performance.now() - start).toFixed(0)} ms, the statement that writes it ${watch.figures().lockedMs.toFixed(0)} ms, others waited for the members for ${waited.toFixed(0)} ms at most`;
}

/** How long somebody else who wants the program's members has to wait for them: the longest of many tries, one after the other. */
async function longestWait(ground: Ground, programId: string, isOver: () => boolean): Promise<number> {
  let longest = 0;
  while (!isOver()) {
    const start = performance.now();
    await ground.floor.query("SELECT FROM members WHERE program_id = $1 FOR UPDATE", [programId]);
    longest = Math.max(longest, performance.now() - start);
  }
  return longest;
}
