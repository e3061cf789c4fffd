import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/**
 * How often a shopper, and a whole shop, may ask. A person clicks a few times a minute; somebody who tries codes or hammers the
 * button is stopped here, before the database. Exchanging and undoing are counted once more, more strictly: each may cost a part of the
 * shop's budget with Shopify, which orders and balances need too. Counts are kept by each process: n processes allow n times as much.
 */
export const LIMITS = {
  asking: { customer: { points: 20, duration: 10 }, shop: { points: 4000, duration: 10 } },
  codes: { customer: { points: 12, duration: 60 }, shop: { points: 1200, duration: 60 } },
} as const;

export type Allowance = { ok: true } | { ok: false; seconds: number };
export type Take = (shop: string, customerId: string) => Promise<Allowance>;

export type Limits = {
  /** Any request. */
  take: Take;
  /** An exchange or an undo. */
  takeCode: Take;
};

type Share = { points: number; duration: number };
type Shares = { customer: Share; shop: Share };

export function createLimits(limits: { asking: Shares; codes: Shares } = LIMITS): Limits {
  return { take: taker("asking", limits.asking), takeCode: taker("codes", limits.codes) };
}

/** A customer who asks too often uses up nothing of what the others of the shop have together. */
function taker(name: string, shares: Shares): Take {
  const customers = new RateLimiterMemory({ keyPrefix: `${name}-customer`, ...shares.customer });
  const shops = new RateLimiterMemory({ keyPrefix: `${name}-shop`, ...shares.shop });
  return async (shop, customerId) => {
    try {
      await customers.consume(`${shop}/${customerId}`);
      await shops.consume(shop);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return { ok: false, seconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) };
    }
  };
}
