import type { Database } from "../database.ts";
import { findAdjustment } from "../queries/find-adjustment.ts";
import { adjustPoints, type AdjustPointsInput, type AdjustPointsResult } from "./adjust-points.ts";

type UndoAdjustmentInput = Omit<AdjustPointsInput, "points" | "lot"> & {
  /** The key of the adjustment that is undone. */
  key: string;
};

/**
 * Takes back what staff gave, or gives back what they took, as an entry of its own: the ledger keeps both. What was given is taken from the
 * lot that it opened, so that no other points go before their time; what was taken comes back with the expiry of points that are given now.
 * What was forgiven for want of points was not taken, so that it is not given back. A second time, and what never was, change nothing.
 */
export async function undoAdjustment(
  db: Database,
  input: UndoAdjustmentInput,
): Promise<AdjustPointsResult | { ok: false; reason: "unchanged" }> {
  const { points, lot } = await findAdjustment(db, input);
  if (points === 0n) return { ok: false, reason: "unchanged" };
  return adjustPoints(db, { ...input, points: -points, lot, key: `undo:${input.key}` });
}
