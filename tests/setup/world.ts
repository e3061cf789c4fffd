import { closeDatabase, openDatabase } from "../../app/database.ts";
import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import { readDefaults, readScopes } from "../scenarios/files.ts";
import { World } from "../scenarios/world.ts";
import { testDatabase } from "./database.ts";

export { newMember } from "./new-member.ts";

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
