import type { Allowance } from "../commands/take-turn.ts";
import type { Shopper, ShopperAbilities } from "./abilities.ts";
import type { Refused } from "./refusals.ts";

/** Whether a shopper may exchange or undo once more now; asking counts. */
export type TakeTurn = (shopper: Shopper, now: Date) => Promise<Allowance>;

/** The same abilities, with exchanges and undos held to their own limits: a form that is malformed doesn't count, a repeated click does. */
export function limitCodes(abilities: ShopperAbilities, takeTurn: TakeTurn): ShopperAbilities {
  const limited =
    <Wish, Done>(act: (shopper: Shopper, wish: Wish, now: Date) => Promise<Done | Refused>) =>
    async (shopper: Shopper, wish: Wish, now: Date): Promise<Done | Refused> => {
      const allowance = await takeTurn(shopper, now);
      if (allowance.ok) return act(shopper, wish, now);
      return { ok: false, reason: "tooManyRequests", retryAfterSeconds: allowance.seconds };
    };
  return { ...abilities, exchange: limited(abilities.exchange), undo: limited(abilities.undo) };
}
