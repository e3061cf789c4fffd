import type { Database } from "../database.ts";
import type { Gateway } from "../shopify/gateway.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import { checkUndo, endCode } from "./codes.ts";

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
 * Shopify already can be undone; one that Shopify counts as used can't, even before its order has been heard of.
 */
export async function undoCode(db: Database, input: UndoInput): Promise<Undone> {
  const { programId, codeId, gateway, now } = input;
  const checked = await checkUndo(db, { programId, codeId, now });
  if (!checked.ok) return checked;
  try {
    const found = await gateway.findDiscountByCode(checked.code.code);
    if (found && found.usesCounted > 0) return { ok: false, reason: "used" };
    if (found?.active === true) await gateway.deactivateDiscount(found.id);
  } catch (error) {
    if (!(error instanceof ShopifyFailure)) throw error;
    return { ok: false, reason: "unavailable" };
  }
  return endCode(db, { programId, codeId, now });
}
