import { listRunningReviews, runReviewSlice } from "../commands/run-review.ts";
import type { JobContext } from "./context.ts";

/** Slices of one program that one round works off, so that another program's review isn't kept waiting. */
const SLICES_MAX = 200;

/** Goes on with the reviews of tiers that staff have asked for, and answers how many slices it did. */
export async function runReviews(context: JobContext): Promise<number> {
  let slices = 0;
  for (const programId of await listRunningReviews(context.db)) {
    for (let slice = 0; slice < SLICES_MAX; slice += 1) {
      if (!(await runReviewSlice(context.db, { programId, now: context.now() }))) break;
      slices += 1;
    }
  }
  return slices;
}
