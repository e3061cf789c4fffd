import { AUTOMATIC_DISCOUNTS_MAX } from "./program-checks.ts";
import { PROGRAM_METAFIELD_BYTES, programMetafieldBytes } from "./program-metafield.ts";
import type { Program } from "./program.ts";

/** A limit of Shopify's that the program has nearly reached: how much of how much is used; room in KB, discounts by number. */
export type NearLimit = { what: "room" | "discounts"; used: number; most: number };

/** From four fifths on a merchant hears of it, while there is still time to do something about it. */
const NEAR = 0.8;

/** Limits of Shopify that the program is near to: what shoppers can be shown of it, and automatic discounts of tiers. */
export function nearLimits(program: Program, version: number): NearLimit[] {
  const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024);
  const limits: NearLimit[] = [
    {
      what: "room",
      used: kilobytes(programMetafieldBytes(program, version)),
      most: kilobytes(PROGRAM_METAFIELD_BYTES),
    },
    {
      what: "discounts",
      used: program.tiers.levels.filter(({ discount }) => discount !== null).length,
      most: AUTOMATIC_DISCOUNTS_MAX,
    },
  ];
  return limits.filter(({ used, most }) => used >= NEAR * most);
}
