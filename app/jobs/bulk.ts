import { listBulkMembers } from "../commands/bulk-jobs.ts";
import { type BulkJob, workBulkSlice } from "../commands/work-bulk-job.ts";
import { listOpenBulkJobs } from "../queries/bulk-jobs.ts";
import type { JobContext } from "./context.ts";
import { withShopLock } from "./shop-lock.ts";

/** Works off the changes that staff began for many members. Each job is one process's at a time; another one finds it done or goes on. */
export async function workBulkJobs(context: JobContext): Promise<number> {
  let finished = 0;
  for (const job of await listOpenBulkJobs(context.db)) {
    try {
      const done = await withShopLock(context.db, `bulk:${job.jobId}`, () => workOff(context, job));
      if (done === true) finished += 1;
    } catch (error) {
      context.log.error({ err: error, job: job.jobId }, "a change of many members was interrupted; it will go on");
    }
  }
  return finished;
}

async function workOff(context: JobContext, job: BulkJob & { status: "listing" | "working" }): Promise<boolean> {
  if (job.status === "listing") while (!(await listBulkMembers(context.db, job)));
  while (!(await workBulkSlice(context.db, job, context.now())));
  return true;
}
