import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import type { Gateway, RedeemCodeFacts } from "../shopify/gateway.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import { checkUndo, endCode } from "./codes.ts";
import { discountTitle } from "./discount-for-code.ts";

export type UndoInput = {
  readonly programId: string;
  readonly codeId: string;
  readonly gateway: Gateway;
  readonly now: Date;
};

/** `unavailable`: the code could not be switched off in Shopify now, so it stays open. */
export type Undone =
  | { readonly ok: true; readonly available: bigint }
  | { readonly ok: false; readonly reason: "used" | "expired" | "unknownCode" | "unavailable" };

/**
 * An unused code back into points (rule 12): Shopify's code is switched off first, then the points return. One that somebody deleted in
 * Shopify already can be undone; one that Shopify counts as used can't, even before its order has been heard of. A checkout that held
 * the code at that moment is told by Shopify that it no longer works; an order that was faster takes the points again.
 */
export async function undoCode(db: Database, input: UndoInput): Promise<Undone> {
  const { programId, codeId, gateway, now } = input;
  const checked = await checkUndo(db, { programId, codeId, now });
  if (!checked.ok) return checked;
  // Store credit is spent in the moment in which it is given, and until then nobody knows whether it was.
  if (checked.code.type === "storeCredit") return { ok: false, reason: "used" };
  if (checked.code.status === "undone" || checked.code.status === "failed") return checked;
  try {
    const found = await findOwn(gateway, checked.code);
    if (found !== null && found.usesCounted > 0) return { ok: false, reason: "used" };
    if (found !== null) await switchOff(db, input, checked.code, found);
  } catch (error) {
    if (!(error instanceof ShopifyFailure)) throw error;
    return { ok: false, reason: "unavailable" };
  }
  return endAndForget(db, input);
}

/** The code in Shopify as far as it is ours: somebody may have deleted it there and made another discount of the same code. */
async function findOwn(gateway: Gateway, code: Code): Promise<RedeemCodeFacts | null> {
  const found = await gateway.findRedeemCode(code.code);
  if (found === null) return null;
  const isOwn = code.discountId === null ? found.title === discountTitle(code) : found.discountId === code.discountId;
  return isOwn ? found : null;
}

async function switchOff(db: Database, input: UndoInput, code: Code, found: RedeemCodeFacts): Promise<void> {
  const { programId, codeId, gateway, now } = input;
  await db.pool.query("UPDATE codes SET undo_begun_at = $3 WHERE program_id = $1 AND id = $2", [
    programId,
    codeId,
    now,
  ]);
  // A code of the pool shares its discount with other members' codes: it alone is taken out.
  if (code.pool) await gateway.withdrawCode({ discountId: found.discountId, codeId: found.codeId, code: code.code });
  else if (found.active) await gateway.deactivateDiscount(found.discountId);
}

/**
 * For the sweep: an undo that began and was not heard of again. If the code is off in Shopify the points return; if it works the undo never
 * happened, as whoever asked was told.
 */
export async function finishUndo(db: Database, input: UndoInput): Promise<"undone" | "kept" | "waiting"> {
  const { programId, codeId, gateway, now } = input;
  const checked = await checkUndo(db, { programId, codeId, now });
  if (checked.ok && (checked.code.status === "open" || checked.code.status === "reserving")) {
    try {
      const found = await findOwn(gateway, checked.code);
      if (found === null || (!found.active && found.usesCounted === 0)) {
        const ended = await endAndForget(db, input);
        return ended.ok ? "undone" : "kept";
      }
    } catch (error) {
      if (!(error instanceof ShopifyFailure)) throw error;
      return "waiting";
    }
  }
  await forgetUndo(db, input);
  return "kept";
}

async function endAndForget(db: Database, input: UndoInput): Promise<Undone> {
  const { programId, codeId, now } = input;
  const ended = await endCode(db, { programId, codeId, now });
  await forgetUndo(db, input);
  return ended;
}

async function forgetUndo(db: Database, { programId, codeId }: UndoInput): Promise<void> {
  await db.pool.query(
    "UPDATE codes SET undo_begun_at = NULL WHERE program_id = $1 AND id = $2 AND undo_begun_at IS NOT NULL",
    [programId, codeId],
  );
}
