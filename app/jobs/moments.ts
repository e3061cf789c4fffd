import { listDuePrograms, settle } from "../commands/settle.ts";
import type { JobContext } from "./context.ts";

/** Slices of one program that one round works off; the next round goes on where it stopped. */
const SLICES_MAX = 1_000;

/** Runs whatever time has brought (ends of holds, lots and codes, birthdays, reviews) for every program with something due. */
export async function settleDue(context: JobContext): Promise<number> {
  const now = context.now();
  let members = 0;
  for (const programId of await listDuePrograms(context.db, { now })) {
    for (let slice = 0; slice < SLICES_MAX; slice += 1) {
      const settled = await settle(context.db, { programId, now });
      members += settled.members;
      if (settled.done) break;
    }
  }
  return members;
}
