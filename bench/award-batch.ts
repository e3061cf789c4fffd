import type { Bench } from "./bench.ts";
import type { Ground } from "./ground.ts";
import { ratesOf, SETTINGS } from "./bench.ts";
import { addFloorMembers, addShop, addShoppers, award, inTurn } from "./ground.ts";
import { race } from "./measure.ts";
import { sameAwards } from "./same-rows.ts";
import { describeSplit, splitOf } from "./split.ts";

/** The worker takes its inbox batch by batch; two batches at once are as many as two cores carry. */
const BATCHES_AT_ONCE = 2;

/** Orders that arrive many at once, each of another member. */
export const awardBatchBench: Bench = {
  name: "award-batch",
  measures: "batches of 500 awards (applyOrders) against a plain INSERT + UPDATE statement of 500 rows",
  goal: { sign: "≥", value: 1 },
  settings: { ...SETTINGS, rounds: 9, roundMs: 1000 },
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const nextShopper = inTurn(await addShoppers(ground, [shop], settings.members));
    await addFloorMembers(ground, settings.members);
    const nextId = inTurn(Array.from({ length: settings.members }, (_, index) => index + 1));
    const shoppers = (): ReturnType<typeof nextShopper>[] => Array.from({ length: settings.batch }, nextShopper);
    const contest = {
      subject: () => award(ground.db, shoppers()),
      floor: () => floorBatch(ground, Array.from({ length: settings.batch }, nextId)),
      sameRows: await sameAwards(ground, settings.batch),
      concurrency: BATCHES_AT_ONCE,
    };
    const result = await race(contest, settings);
    const split = await splitOf(ground.db, settings.rounds, (timed) => award(timed, shoppers()));
    return { value: result.ratio, notes: [ratesOf(result, "awards", "the batched floor"), describeSplit(split)] };
  },
};

async function floorBatch(ground: Ground, ids: readonly number[]): Promise<number> {
  // Rows are locked in one order, as a careful writer of batches does: two batches never wait for each other in a circle.
  const { rowCount } = await ground.floor.query({
    name: "floor-batch",
    text: `WITH locked AS MATERIALIZED (SELECT id FROM floor_members WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE),
      m AS (UPDATE floor_members f SET version = version + 1, balance = balance + $2 FROM locked WHERE f.id = locked.id
        RETURNING f.id, f.version, f.balance)
      INSERT INTO floor_entries (member_id, no, points, balance, at) SELECT id, version, $2, balance, $3 FROM m`,
    values: [ids, 657, new Date(0)],
  });
  if (rowCount !== ids.length) throw new Error("the floor did not write every row");
  return ids.length;
}
