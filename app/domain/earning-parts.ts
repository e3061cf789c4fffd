import type { LeftOutReason } from "./explanation.ts";
import type { OrderLine } from "./order.ts";
import type { Campaign } from "./program.ts";
import type { Rational } from "./rational.ts";

/** One part of an order that may earn: a line, or the shipping where `line` is null. */
export type EarningPart = {
  line: OrderLine | null;
  /** What it is worth now (rule 2), before amounts typed by hand. */
  value: Rational;
  /** Why it earns nothing by the program; null where it earns. */
  reason: LeftOutReason | null;
  campaign: Campaign | null;
};
