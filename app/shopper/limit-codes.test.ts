import { expect, it } from "vitest";
import type { ShopperAbilities } from "./abilities.ts";
import { limitCodes } from "./limit-codes.ts";
import { refuse } from "./refusals.ts";

// Broken if somebody could exchange and undo without pause, which uses up the shop's budget with Shopify, or if that stopped anything else.

const NOW = new Date("2026-01-05T09:00:00Z");

it("counts exchanges and undos of a customer together, and nothing else", async () => {
  const done: string[] = [];
  const act = (what: string) => (shopper: { customerId: string }) => {
    done.push(`${what} ${shopper.customerId}`);
    return Promise.resolve(refuse("unknownCode"));
  };
  const dismiss = () => Promise.resolve({ ok: true as const });
  const abilities = { exchange: act("exchange"), undo: act("undo"), dismiss } as unknown as ShopperAbilities;
  const taken: string[] = [];
  const limited = limitCodes(abilities, ({ customerId }) => {
    taken.push(customerId);
    const isOver = taken.filter((each) => each === customerId).length > 3;
    return Promise.resolve(isOver ? { ok: false, seconds: 42 } : { ok: true });
  });
  const shop = { shopId: "1", programId: "1", domain: "a", revision: "1", sendsMails: false };
  const as = (customerId: string) => ({ ...shop, customerId, member: null });
  const wish = { reward: "nok-50", times: 1, key: "12345678" };
  await limited.exchange(as("1"), wish, NOW);
  await limited.undo(as("1"), { code: "7" }, NOW);
  await limited.exchange(as("1"), wish, NOW);
  expect(await limited.undo(as("1"), { code: "7" }, NOW)).toEqual({
    ...{ ok: false, reason: "tooManyRequests", retryAfterSeconds: 42 },
  });
  expect(await limited.dismiss(as("1"), { notice: "1" }, NOW)).toEqual({ ok: true });
  await limited.undo(as("2"), { code: "7" }, NOW);
  expect(done).toEqual(["exchange 1", "undo 1", "exchange 1", "undo 2"]);
  expect(taken).toEqual(["1", "1", "1", "1", "2"]);
});
