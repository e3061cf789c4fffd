import type { Bench, WholeBench } from "./bench.ts";
import { awardBatchBench } from "./award-batch.ts";
import { awardBench } from "./award.ts";
import { exchangeBench } from "./exchange.ts";
import { growthBench } from "./growth.ts";
import { locksBench } from "./locks.ts";
import { hotShopBench } from "./hot-shop.ts";
import { readBench } from "./read.ts";
import { reviewBench } from "./review.ts";
import { sizeBench } from "./size.ts";
import { whatIfBench } from "./what-if.ts";

/** Every bench, in the order in which the list shows them. */
export const BENCHES: readonly Bench[] = [
  awardBench,
  awardBatchBench,
  readBench,
  hotShopBench,
  sizeBench,
  exchangeBench,
  reviewBench,
  whatIfBench,
  growthBench,
  locksBench,
];

/** Benches of the whole app in a store of its own, too long for the suite. Each is loaded when it runs: they bring a browser and a store. */
export const WHOLE_BENCHES: readonly WholeBench[] = [
  {
    name: "admin",
    measures:
      "the largest share that a page of the admin takes of LCP 1,500 ms, INP 100 ms, CLS 0.02, with 100,000 members at 4x CPU slowdown",
    goal: { sign: "≤", value: 1 },
    run: async (settings) => (await import("./admin.ts")).measureAdmin(settings),
  },
  {
    name: "storefront",
    measures:
      "KB of JavaScript, compressed, after an exchange; before it none. With CSS, requests, layout shift and Lighthouse's scores",
    goal: { sign: "≤", value: 3 },
    run: async () => (await import("./storefront.ts")).weighStorefront(),
  },
  {
    name: "shopper-api",
    measures:
      "ms in which 99 of 100 requests of shoppers are answered, at 200 a second whatever the answers take, by one process",
    goal: { sign: "≤", value: 25 },
    run: async () => (await import("./shopper-api.ts")).loadShopperApi(),
  },
];
