import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/**
 * How often a shopper, and a whole shop, may ask. A person clicks a few times a minute; somebody who tries codes or hammers the
 * button is stopped here, before the database. Counts are kept by each process: n processes allow n times as much.
 */
export const LIMITS = {
  customer: { points: 20, duration: 10 },
  shop: { points: 4000, duration: 10 },
} as const;

export type Limits = {
  take: (shop: string, customerId: string) => Promise<{ ok: true } | { ok: false; seconds: number }>;
};

export function createLimits(
  limits: { [Key in keyof typeof LIMITS]: { points: number; duration: number } } = LIMITS,
): Limits {
  const customers = new RateLimiterMemory({ keyPrefix: "customer", ...limits.customer });
  const shops = new RateLimiterMemory({ keyPrefix: "shop", ...limits.shop });
  return {
    async take(shop, customerId) {
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
