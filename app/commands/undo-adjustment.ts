import type { Database } from "../database.ts";
import { adjustedPoints } from "../queries/adjusted-points.ts";
import { adjustPoints, type AdjustPointsInput, type AdjustPointsResult } from "./adjust-points.ts";

type UndoAdjustmentInput = Omit<AdjustPointsInput, "points"> & {
  /** The key of the adjustment that is undone. */
  key: string;
};

/**
 * Takes back what staff gave, or gives back what they took, as an entry of its own: the ledger keeps both. What was forgiven for want of
 * points was not taken, so that it is not given back. A second time, and what never was, change nothing.
 */
export async function undoAdjustment(
  db: Database,
  input: UndoAdjustmentInput,
): Promise<AdjustPointsResult | { ok: false; reason: "unchanged" }> {
  const points = await adjustedPoints(db, input);
  if (points === 0n) return { ok: false, reason: "unchanged" };
  return adjustPoints(db, { ...input, points: -points, key: `undo:${input.key}` });
}
