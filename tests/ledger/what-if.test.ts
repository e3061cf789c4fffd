import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveDraft } from "../../app/commands/save-draft.ts";
import { playWhatIf, playWhatIfSlice, startWhatIf } from "../../app/commands/what-if.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { patchProgram } from "../../app/domain/program.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { readWhatIf } from "../../app/queries/what-if.ts";
import { addShop, bring, openShop, OPENED, publish, type TestShop } from "./shop.ts";

// Broken if a merchant published a draft because of numbers that the engine itself would not have given.
const DAY = 86_400_000;
const day = (count: number) => new Date(OPENED.getTime() + count * DAY);
const NOW = day(200);

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const level = (id: string, threshold: string) => ({ id, name: id, threshold, tag: id, multiplier: "2" });

/** A shop with three customers who bought for some months, one of them with a refund. */
async function busyShop(): Promise<TestShop> {
  const ground = { ...shop, ...(await addShop(shop.db)) };
  const tiers = { levels: [level("silver", "1000.00"), level("gold", "3000.00")] };
  await publish(
    ground,
    { earning: { points: 10, per: "100.00", bonuses: { joining: 5, firstOrder: 3 } }, tiers },
    OPENED,
  );
  for (let number = 0; number < 12; number += 1) {
    const paid = day(2 + number * 9);
    const order = orderOf({
      ...{
        id: `${ground.shopId}${100 + number}`,
        name: `#${number}`,
        customerId: `${ground.shopId}${(number % 3) + 1}`,
      },
      ...{ createdAt: paid, processedAt: paid, updatedAt: paid, paidAt: paid },
      lines: [{ price: `${500 + number * 40}.00`, refunded: number === 7 ? 1 : 0 }],
    });
    await bring(ground, [order], paid);
  }
  return ground;
}

async function draft({ programId }: TestShop, patch: object): Promise<void> {
  const { program } = await readProgram(shop.db, { programId, now: NOW });
  const patched = patchProgram(program, patch);
  if (!patched.ok) throw new Error(JSON.stringify(patched.errors));
  await saveDraft(shop.db, { programId, document: patched.program, author: "staff:42", now: NOW });
}

async function play({ programId }: TestShop, members: number) {
  const started = await startWhatIf(shop.db, { programId, author: "staff:42", now: NOW });
  if (!started.ok) throw new Error(started.reason);
  let slices = 0;
  while (!(await playWhatIfSlice(shop.db, { programId, id: started.id, now: NOW, members }))) slices += 1;
  const played = await readWhatIf(shop.db, { programId });
  if (played === null) throw new Error("nothing was played");
  return { ...played, slices };
}

describe("a draft over the past year", () => {
  it("gives under today's program what the ledger says, and under the draft what the draft would have", async () => {
    const ground = await busyShop();
    await draft(ground, { earning: { points: 30 } });
    const { sums, finishedAt } = await play(ground, 500);
    const { rows } = await shop.db.pool.query<{ earned: string }>(
      `SELECT sum(points)::text AS earned FROM entries WHERE program_id = $1
       AND kind IN ('order', 'takeBack', 'takeBackCovered', 'joining', 'firstOrder', 'tierBonus', 'birthday')`,
      [ground.programId],
    );
    expect(finishedAt).toEqual(NOW);
    expect(sums.today.earned).toBe(rows[0]?.earned);
    expect(sums).toMatchObject({ members: 3, orders: 12 });
    // Bonuses stay as they are: three members with 5 for joining and 3 for the first order.
    expect(BigInt(sums.draft.earned) - 24n).toBe(3n * (BigInt(sums.today.earned) - 24n));
    expect(sums.samples.length).toBe(3);
  });

  it("is the same in slices of one member, wherever it stopped in between", async () => {
    const ground = await busyShop();
    await draft(ground, { tiers: { levels: [level("silver", "1000.00"), level("gold", "2000.00")] } });
    const whole = await play(ground, 500);
    const sliced = await play(ground, 1);
    expect(sliced.slices).toBe(3);
    expect(sliced.sums).toEqual(whole.sums);
    const moved = whole.sums.moves.filter(({ from, to }) => from !== to);
    expect(moved.length).toBeGreaterThan(0);
    for (const move of moved) expect(move).toMatchObject({ from: "silver", to: "gold" });
  });

  it("counts each member once when two processes play it", async () => {
    const ground = await busyShop();
    await draft(ground, { earning: { points: 20 } });
    const started = await startWhatIf(shop.db, { programId: ground.programId, author: "a", now: NOW });
    if (!started.ok) throw new Error(started.reason);
    const { programId } = ground;
    const one = () => playWhatIf(shop.db, { programId, id: started.id, now: () => NOW, members: 1 });
    await Promise.all([one(), one()]);
    expect((await readWhatIf(shop.db, ground))?.sums).toMatchObject({ members: 3, orders: 12 });
  });

  it("needs a draft, and leaves everything as it is", async () => {
    const ground = await busyShop();
    const state = () =>
      shop.db.pool.query("SELECT * FROM members WHERE program_id = $1 ORDER BY members.id", [ground.programId]);
    const before = (await state()).rows;
    expect(await startWhatIf(shop.db, { programId: ground.programId, author: "a", now: NOW })).toEqual({
      ok: false,
      reason: "noDraft",
    });
    await draft(ground, { earning: { points: 1 } });
    await play(ground, 500);
    expect((await state()).rows).toEqual(before);
  });
});
