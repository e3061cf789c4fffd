import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import { readDefaults, readScopes } from "../scenarios/files.ts";
import { World } from "../scenarios/world.ts";

/** Where a proof runs: a database, and a number for each shop that is opened on it. */
export type ProofGround = { readonly db: Database; readonly nextNumber: () => number };

/** What a proof came to: how much was tried, and everything that was not as promised, in sentences. */
export type Proved = {
  readonly tried: number;
  readonly violations: string[];
  readonly figures: Record<string, number>;
};

/** Says how far a long proof has come. */
export type Progress = (line: string) => void;

/** One reward that anybody may use, whose codes may come from a pool, and one that is bound to its customer: 100 points each. */
const REWARDS = [
  { id: "nok-50", type: "amount", points: 100, value: "50.00" },
  { id: "nok-50-own", type: "amount", points: 100, value: "50.00", customerOnly: true },
];
export const COST = 100n;
export const SHARED_REWARD = "nok-50";
export const OWN_REWARD = "nok-50-own";

const AT = new Date("2026-01-05T09:00:00Z");

/** A shop with Laurel installed and both rewards. */
export async function openProofWorld(
  ground: ProofGround,
  through?: (transport: Transport) => Transport,
): Promise<World> {
  const patched = patchProgram(requireProgram(readDefaults()), { exchange: { rewards: REWARDS } });
  if (!patched.ok) throw new Error(JSON.stringify(patched.errors));
  const { db, nextNumber } = ground;
  return World.open({
    ...{ db, number: nextNumber(), scopes: readScopes(), program: patched.program, at: AT },
    ...(through ? { through } : {}),
  });
}
