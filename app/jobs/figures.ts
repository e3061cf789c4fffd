import { listDueSnapshots, takeSnapshot } from "../commands/take-snapshot.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { JobContext } from "./context.ts";
import { withShopLock } from "./shop-lock.ts";

/** Counts figures anew where they are due: what the home page and the reports show. */
export async function keepFigures(context: JobContext): Promise<void> {
  const { db } = context;
  for (const programId of await listDueSnapshots(db, { now: context.now() })) {
    const now = context.now();
    const { program } = await readProgram(db, { programId, now });
    const clock = () => performance.now();
    await withShopLock(db, `figures:${programId}`, () =>
      takeSnapshot(db, { programId, timeZone: program.timeZone, now, clock }),
    );
  }
}
