import { playWhatIf } from "../commands/what-if.ts";
import { listOpenWhatIfs } from "../queries/what-if.ts";
import type { JobContext } from "./context.ts";
import { withShopLock } from "./shop-lock.ts";

/** Plays drafts over the past year, slice by slice, so that the process answers others in between and a crash costs one slice. */
export async function playWhatIfs(context: JobContext): Promise<void> {
  for (const open of await listOpenWhatIfs(context.db)) {
    try {
      await withShopLock(context.db, `what-if:${open.programId}`, () =>
        playWhatIf(context.db, { ...open, now: () => context.now() }),
      );
    } catch (error) {
      context.log.error(
        { err: error, program: open.programId },
        "a draft could not be played to the end; it will go on",
      );
    }
  }
}
