import { announceEndingCodes } from "../ledger/announce-codes.ts";
import type { JobContext } from "./context.ts";

const CODES_PER_STEP = 500;
/** So many steps in one round; what is left waits for the next. */
const STEPS_MAX = 100;

/** Tells members in their accounts of codes that end soon; the notice is also what a mail hangs on. */
export async function announceCodes(context: JobContext): Promise<number> {
  let members = 0;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const told = await announceEndingCodes(context.db.pool, { now: context.now(), limit: CODES_PER_STEP });
    if (told === 0) break;
    members += told;
  }
  return members;
}
