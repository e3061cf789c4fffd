import { createHash } from "node:crypto";
import { valueOf } from "../domain/exchange.ts";
import type { Program, Reward } from "../domain/program.ts";
import { lastDayBefore } from "../domain/member-view.ts";
import type { DiscountRequest } from "../shopify/gateway.ts";
import type { RewardTerms } from "./discount-for-code.ts";
import { discountTerms, startOf } from "./discount-for-code.ts";

/** The discount that the codes of a pool share. */

/** Whether codes of a reward can be made ahead: Shopify can't bind one code of a shared discount to one customer; credit has no code. */
export function isPooled(reward: Reward): boolean {
  return !reward.customerOnly && reward.type !== "storeCredit";
}

/**
 * A fingerprint of what a code of the reward gives and on what conditions. Codes are handed out of a pool of the same fingerprint only, so
 * that a reward that the merchant changes gives what it says now, and codes given before stay as they were promised.
 */
export function poolTerms(reward: Reward, program: Program): string {
  const value = reward.type === "product" ? reward.variant : valueOf(reward, 1, program);
  const { type, minimumSubtotal, combinesWith } = reward;
  const { order, product, shipping } = combinesWith;
  const facts = [type, value, minimumSubtotal, order, product, shipping, program.currency];
  return createHash("sha256").update(JSON.stringify(facts)).digest("base64url");
}

export type PoolFacts = {
  readonly reward: string;
  /** The discount's first code, which nobody is given. */
  readonly anchor: string;
  readonly until: Date;
};

/** By its title Laurel knows a pool's discount again, after an answer that was lost. */
export function poolTitle({ reward, anchor, until }: PoolFacts, zone: string): string {
  return `Laurel ${reward} until ${lastDayBefore(until, zone)} ${anchor.slice(0, 5)}`;
}

/** The discount with its first code: for whoever has one of its codes, once, until the end of the last day. */
export function discountForPool(pool: PoolFacts, terms: RewardTerms, now: Date): DiscountRequest {
  const { reward, program } = terms;
  return {
    ...discountTerms(valueOf(reward, 1, program), terms),
    code: pool.anchor,
    title: poolTitle(pool, program.timeZone),
    startsAt: startOf(now),
    endsAt: pool.until,
    customerIds: null,
  };
}
