import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import { findMember } from "../../app/queries/find-member.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import { readDefaults, readScopes } from "../scenarios/files.ts";
import { World } from "../scenarios/world.ts";
import { testDatabase } from "./database.ts";

/** A database of one test file, and worlds on it, one after the other: a shop with Laurel installed, with a clock and a pretend Shopify. */
export type TestWorlds = {
  readonly db: Database;
  readonly open: (options?: {
    program?: Record<string, unknown>;
    at?: string;
    through?: (transport: Transport) => Transport;
  }) => Promise<World>;
  readonly close: () => Promise<void>;
};

/** Use in beforeAll; `close` belongs in afterAll. */
export async function testWorlds(options: { connections?: number } = {}): Promise<TestWorlds> {
  const testing = await testDatabase();
  const db = openDatabase(testing.url, { max: options.connections ?? 8 });
  const defaults = requireProgram(readDefaults());
  let number = 0;
  let current: World | undefined;
  return {
    db,
    open: async ({ program = {}, at = "2026-01-05T09:00:00Z", through } = {}) => {
      const patched = patchProgram(defaults, program);
      if (!patched.ok) throw new Error(JSON.stringify(patched.errors));
      // Jobs work for every shop of their database: what the last test left undone must not be done in this one.
      await current?.close();
      number += 1;
      current = await World.open({
        ...{ db, number, scopes: readScopes(), program: patched.program, at: new Date(at) },
        ...(through ? { through } : {}),
      });
      return current;
    },
    close: async () => {
      await closeDatabase(db);
      await testing.drop();
    },
  };
}

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
    const given = {
      programId: world.shop.programId,
      memberId,
      points: BigInt(points),
      reason: "a test",
      author: "test",
    };
    await adjustPoints(world.db, { ...given, key: name, now: world.now() });
    await world.quiet();
  }
  return { customerId, memberId };
}
