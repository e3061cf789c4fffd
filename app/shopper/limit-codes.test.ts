import { expect, it } from "vitest";
import type { ShopperAbilities } from "./abilities.ts";
import { limitCodes } from "./limit-codes.ts";
import { createLimits } from "./limits.ts";
import { refuse } from "./refusals.ts";

// Broken if somebody could exchange and undo without pause, which uses up the shop's budget with Shopify, or if that stopped others.

const MUCH = { customer: { points: 1000, duration: 60 }, shop: { points: 1000, duration: 60 } };
const NOW = new Date("2026-01-05T09:00:00Z");

function stage(codes: typeof MUCH) {
  const done: string[] = [];
  const abilities = {
    exchange: (shopper: { customerId: string }) => {
      done.push(`exchange ${shopper.customerId}`);
      return Promise.resolve(refuse("tooFewPoints"));
    },
    undo: (shopper: { customerId: string }) => {
      done.push(`undo ${shopper.customerId}`);
      return Promise.resolve(refuse("unknownCode"));
    },
    dismiss: () => Promise.resolve({ ok: true as const }),
  };
  const limited = limitCodes(abilities as unknown as ShopperAbilities, createLimits({ asking: MUCH, codes }));
  const as = (customerId: string, domain = "a") => ({ shopId: "1", programId: "1", domain, customerId });
  const wish = { reward: "nok-50", times: 1, key: "12345678" };
  return { done, limited, as, wish };
}

it("counts exchanges and undos of a customer together, and nothing else", async () => {
  const { done, limited, as, wish } = stage({ ...MUCH, customer: { points: 3, duration: 60 } });
  await limited.exchange(as("1"), wish, NOW);
  await limited.undo(as("1"), { code: "7" }, NOW);
  await limited.exchange(as("1"), wish, NOW);
  expect(await limited.undo(as("1"), { code: "7" }, NOW)).toEqual({
    ...{ ok: false, reason: "tooManyRequests", retryAfterSeconds: 60 },
  });
  expect(await limited.dismiss(as("1"), { notice: "1" }, NOW)).toEqual({ ok: true });
  await limited.undo(as("2"), { code: "7" }, NOW);
  expect(done).toEqual(["exchange 1", "undo 1", "exchange 1", "undo 2"]);
});

it("holds a shop to its share without touching another shop's", async () => {
  const { done, limited, as, wish } = stage({ ...MUCH, shop: { points: 1, duration: 60 } });
  await limited.exchange(as("1"), wish, NOW);
  expect(await limited.exchange(as("2"), wish, NOW)).toMatchObject({ reason: "tooManyRequests" });
  await limited.exchange(as("2", "b"), wish, NOW);
  expect(done).toEqual(["exchange 1", "exchange 2"]);
});
