import type { Bench } from "./bench.ts";
import type { Ground } from "./ground.ts";
import { quietNote, ratesOf, SETTINGS } from "./bench.ts";
import { addFloorMembers, addShop, addShoppers, award, inTurn, nextNumber } from "./ground.ts";
import { race } from "./measure.ts";
import { sameAwards } from "./same-rows.ts";
import { describeSplit, splitOf } from "./split.ts";

/** Orders that arrive one by one, of customers who are members already. */
export const awardBench: Bench = {
  name: "award",
  measures:
    "single awards (applyOrders with one order) of 100 callers against one plain INSERT + UPDATE statement of as many",
  goal: { sign: "≥", value: 0.6 },
  settings: SETTINGS,
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const nextShopper = inTurn(await addShoppers(ground, [shop], settings.members));
    await addFloorMembers(ground, settings.members);
    const contest = {
      subject: () => award(ground.db, [nextShopper()]),
      floor: () => floorAward(ground, settings.members),
      sameRows: await sameAwards(ground, 1),
      concurrency: settings.callers,
    };
    const result = await race(contest, settings);
    const quiet = await quietNote(contest, settings, "awards");
    const split = await splitOf(ground.db, settings.rounds * 10, (timed) => award(timed, [nextShopper()]));
    return { value: result.ratio, notes: [ratesOf(result, "awards", "the floor"), quiet, describeSplit(split)] };
  },
};

/** The floor of an award: one plain statement that moves a balance and adds a line. */
export async function floorAward(ground: Ground, members: number): Promise<number> {
  const { rowCount } = await ground.floor.query({
    name: "floor-award",
    text: `WITH m AS (UPDATE floor_members SET version = version + 1, balance = balance + $2 WHERE id = $1 RETURNING id, version, balance)
      INSERT INTO floor_entries (member_id, no, points, balance, at) SELECT id, version, $2, balance, $3 FROM m`,
    values: [1 + (nextNumber() % members), 657, new Date(0)],
  });
  if (rowCount !== 1) throw new Error("the floor wrote nothing");
  return 1;
}
