import type { Shopper, ShopperAbilities } from "./abilities.ts";
import type { Limits } from "./limits.ts";
import type { Refused } from "./refusals.ts";

/** The same abilities, with exchanges and undos held to their own limits: a form that is malformed doesn't count, a repeated click does. */
export function limitCodes(abilities: ShopperAbilities, limits: Limits): ShopperAbilities {
  const limited =
    <Wish, Done>(act: (shopper: Shopper, wish: Wish, now: Date) => Promise<Done | Refused>) =>
    async (shopper: Shopper, wish: Wish, now: Date): Promise<Done | Refused> => {
      const allowance = await limits.takeCode(shopper.domain, shopper.customerId);
      if (allowance.ok) return act(shopper, wish, now);
      return { ok: false, reason: "tooManyRequests", retryAfterSeconds: allowance.seconds };
    };
  return { ...abilities, exchange: limited(abilities.exchange), undo: limited(abilities.undo) };
}
