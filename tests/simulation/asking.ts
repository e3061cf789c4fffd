import type { Random } from "../model/random.ts";
import type { Asking } from "../scenarios/steps.ts";
import type { World } from "../scenarios/world.ts";
import { Killed, dying } from "../setup/dying.ts";
import type { Faults } from "./faults.ts";
import { readHoldings } from "./invariants.ts";
import { Violated } from "./violated.ts";

/** More statements than a command makes. */
const STATEMENTS_MAX = 12;

/** Refusals that are no verdict: something was tried in Shopify, and is finished or taken back later. */
const OPEN_ENDED: ReadonlySet<string> = new Set(["pending", "unavailable"]);

/**
 * Asks for commands as people do whose connection is bad: of a process that dies over it, and then once more, or twice. A refused command
 * changes nothing; neither does one that is asked for a second time.
 */
export function asking(world: World, random: Random, faults: Faults): Asking {
  const holdings = (): Promise<string> => readHoldings(world.db, world.shop.programId);
  return async (command) => {
    if (random.chance(faults.commandDies)) {
      const db = dying(world.db, random.between(1, STATEMENTS_MAX), random.pick(["before", "after"]));
      await command(db).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    }
    const before = await holdings();
    const result = await command(world.db);
    if (!result.ok && OPEN_ENDED.has(result.reason)) return result;
    const after = await holdings();
    if (!result.ok && before !== after)
      throw new Violated(`a command that was refused as ${result.reason} changed something`);
    if (!random.chance(faults.asksTwice)) return result;
    const again = await command(world.db);
    if (!again.ok && OPEN_ENDED.has(again.reason)) return result;
    if (again.ok !== result.ok || (await holdings()) !== after)
      throw new Violated("a command that was asked for twice did something twice");
    return result;
  };
}
