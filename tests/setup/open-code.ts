import { randomUUID } from "node:crypto";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import type { Code } from "../../app/domain/account.ts";
import type { World } from "../scenarios/world.ts";

/** A member's points become a code, by a click of its own; a second passes, so that what follows is later. */
export async function openCode(world: World, memberId: string, reward = "nok-50"): Promise<Code> {
  const { shop, store } = world;
  const input = { programId: shop.programId, memberId, shopId: shop.id, reward, times: 1, key: randomUUID() };
  const result = await exchangePoints(world.db, { ...input, gateway: store.gateway, now: world.now() });
  if (!result.ok) throw new Error(result.reason);
  world.pass(1);
  return result.code;
}
