import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Allowance } from "../commands/take-turn.ts";

/**
 * How often a shopper, and a whole shop, may ask for anything. Somebody who tries codes or hammers the button is stopped here, before the
 * database; therefore each process counts by itself, and n processes allow n times as much. Exchanges and undos are counted once more, more
 * strictly and for all processes together (limit-codes.ts).
 */
export const LIMITS = { customer: { points: 20, duration: 10 }, shop: { points: 4000, duration: 10 } } as const;

export type Limits = {
  /** Any request. */
  take: (shop: string, customerId: string) => Promise<Allowance>;
};

type Share = { points: number; duration: number };

/** A customer who asks too often uses up nothing of what the others of the shop have together. */
export function createLimits(limits: { customer: Share; shop: Share } = LIMITS): Limits {
  const customers = new RateLimiterMemory({ keyPrefix: "customer", ...limits.customer });
  const shops = new RateLimiterMemory({ keyPrefix: "shop", ...limits.shop });
  return {
    take: async (shop, customerId) => {
      try {
        await customers.consume(`${shop}/${customerId}`);
        await shops.consume(shop);
        return { ok: true };
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        return { ok: false, seconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) };
      }
    },
  };
}
