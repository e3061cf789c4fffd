import { settleJobs } from "../../shop/discounts.ts";
import { gid } from "../../shop/gid.ts";
import type { BulkOperation } from "../../shop/types.ts";
import type { Context, View } from "../answers.ts";

/** A bulk operation: its file is there once its time has come, at an address below the store's own. */
export function bulkOperationView(context: Context, operation: BulkOperation): View {
  settleJobs(context.shop);
  const isDone = Date.parse(operation.doneAt) <= context.shop.now().getTime();
  const hasLines = isDone && operation.lines !== "";
  return {
    __typename: "BulkOperation",
    id: gid("BulkOperation", operation.id),
    type: "QUERY",
    status: isDone ? "COMPLETED" : "RUNNING",
    errorCode: null,
    query: operation.query,
    createdAt: operation.createdAt,
    completedAt: isDone ? operation.doneAt : null,
    objectCount: isDone ? operation.objects : 0,
    rootObjectCount: isDone ? operation.roots : 0,
    fileSize: hasLines ? Buffer.byteLength(operation.lines) : null,
    url: hasLines ? `${context.baseUrl}/bulk/${operation.id}.jsonl` : null,
    partialDataUrl: null,
  };
}
