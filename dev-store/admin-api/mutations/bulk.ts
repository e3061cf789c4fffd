import { attempt, type Context, type View } from "../answers.ts";

/** Flow is not in the box: a trigger is taken and nothing is listening. */
export const bulkMutations = {
  flowTriggerReceive: (_args: unknown, _context: Context): View => attempt(() => ({})),
};
