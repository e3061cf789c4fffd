import type { Bench } from "./bench.ts";
import type { BenchShop } from "./ground.ts";
import { ratesOf, SETTINGS } from "./bench.ts";
import { addShop, addShoppers, award, CONCURRENCY, inTurn } from "./ground.ts";
import { race } from "./measure.ts";

/** One shop on its busiest day: no row that a whole shop shares may stand in the way. */
export const hotShopBench: Bench = {
  name: "hot-shop",
  measures: "single awards that are all in one shop against the same awards spread over 1,000 shops",
  goal: { sign: "≥", value: 0.95 },
  settings: { ...SETTINGS, rounds: 13, roundMs: 400 },
  async run(ground, settings) {
    const hot = await addShop(ground.db);
    const shops: BenchShop[] = [];
    while (shops.length < settings.shops) shops.push(await addShop(ground.db));
    const hotShopper = inTurn(await addShoppers(ground, [hot], settings.members));
    const spread = byTurns(await addShoppers(ground, shops, settings.members), settings.shops);
    const contest = {
      subject: () => award(ground.db, [hotShopper()]),
      floor: () => award(ground.db, [spread()]),
      concurrency: CONCURRENCY,
    };
    const result = await race(contest, settings);
    return { value: result.ratio, notes: [ratesOf(result, "awards", `over ${settings.shops} shops`)] };
  },
};

/** Shoppers stand in the list shop by shop; taken like this, each award is in another shop than the last. */
function byTurns<T>(shoppers: readonly T[], shops: number): () => T {
  const perShop = shoppers.length / shops;
  const order = shoppers.map((_, index) => shoppers[(index % shops) * perShop + Math.floor(index / shops)]);
  return inTurn(order.filter((shopper) => shopper !== undefined));
}
