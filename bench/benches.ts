import type { Bench } from "./bench.ts";
import { awardBatchBench } from "./award-batch.ts";
import { awardBench } from "./award.ts";
import { exchangeBench } from "./exchange.ts";
import { growthBench } from "./growth.ts";
import { hotShopBench } from "./hot-shop.ts";
import { readBench } from "./read.ts";
import { reviewBench } from "./review.ts";
import { sizeBench } from "./size.ts";

/** Every bench, in the order in which the list shows them. */
export const BENCHES: readonly Bench[] = [
  awardBench,
  awardBatchBench,
  readBench,
  hotShopBench,
  sizeBench,
  exchangeBench,
  reviewBench,
  growthBench,
];
