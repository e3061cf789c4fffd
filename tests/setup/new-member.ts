import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { findMember } from "../../app/queries/find-member.ts";
import type { World } from "../scenarios/world.ts";

/** A customer of a world's shop who is a member with the given points. */
export async function newMember(
  world: World,
  name: string,
  points = 0,
): Promise<{ customerId: string; memberId: string }> {
  const { id: customerId } = world.store.shop.createCustomer({ firstName: name });
  await world.quiet();
  const found = await findMember(world.db, { shopId: world.shop.id, customerId });
  if (!found) throw new Error(`${name} is no member`);
  const { memberId } = found;
  if (points > 0) {
    const { programId } = world.shop;
    const given = { programId, memberId, points: BigInt(points), reason: "a test", author: "test" };
    await adjustPoints(world.db, { ...given, key: name, now: world.now() });
    await world.quiet();
  }
  return { customerId, memberId };
}
