import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import type { Refusal } from "../domain/exchange.ts";
import type { Standing } from "../ledger/exchange-from-pool.ts";
import type { Gateway } from "../shopify/gateway.ts";
import { reserveCode } from "./codes.ts";
import { issueCode } from "./issue-code.ts";
import { newCode } from "./new-code.ts";
import { takeFromPool } from "./take-from-pool.ts";

export type ExchangeInput = {
  readonly programId: string;
  readonly memberId: string;
  readonly shopId: string;
  readonly reward: string;
  readonly times: number;
  /** Unique for each click: the same key is the same exchange, whatever number of times it arrives. */
  readonly key: string;
  /** When the page with the click's button was drawn, where the key was made of what that page knew of the account. */
  readonly drawnAt?: Date | undefined;
  readonly gateway: Gateway;
  readonly now: Date;
};

/**
 * Why no code came of an exchange: a reason of rule 11, in its order, or
 * - `keyReused`: the key belongs to an exchange of something else.
 * - `unavailable`: Shopify could not make the code now; the points are back.
 * - `pending`: Shopify's answer was lost; within a minute the code is in the account or the points are back.
 */
export type ExchangeRefusal = Refusal | "unknownMember" | "keyReused" | "unavailable" | "pending";

/** `standing`: how the member stands now, where the statement that took the code has said it. */
export type Exchanged =
  | { readonly ok: true; readonly code: Code; readonly available: bigint; readonly standing?: Standing }
  | { readonly ok: false; readonly reason: ExchangeRefusal };

/**
 * Points for a code (rules 11, 12, 14): one that was made ahead where there is one, else reserve in the database, make the discount in
 * Shopify outside of any transaction, settle. A repeated click answers with the code that the first one made, or goes on where it was lost.
 */
export async function exchangePoints(db: Database, input: ExchangeInput): Promise<Exchanged> {
  const { programId, memberId, shopId, reward, times, key, gateway, now } = input;
  const taken = await takeFromPool(db, input);
  if (taken !== null) return { ok: true, ...taken, available: taken.standing.available };
  const reserved = await reserveCode(db, { programId, memberId, shopId, reward, times, key, code: newCode(), now });
  if (!reserved.ok) return reserved;
  const { code, available } = reserved;
  if (code.reward !== reward || code.times !== times) return { ok: false, reason: "keyReused" };
  if (code.status === "open" || code.status === "used") return { ok: true, code, available };
  if (code.status !== "reserving") {
    return isLater(input, code)
      ? exchangePoints(db, { ...input, key: `${key}/${code.id}` })
      : { ok: false, reason: "unavailable" };
  }
  const issued = await issueCode(db, { programId, memberId, code, gateway, now });
  switch (issued.outcome) {
    case "open":
      return { ok: true, code: issued.code, available: issued.available };
    case "returned":
      return { ok: false, reason: "unavailable" };
    case "unknown":
      return { ok: false, reason: "pending" };
  }
}

/**
 * Whether a repeated key is another click: Shopify's copy of the account is written a moment later, so that a page that is drawn right after
 * a code was undone still makes the key of the page before. One that was drawn earlier only sends late what was done and undone already.
 */
function isLater({ drawnAt }: ExchangeInput, { endedAt }: Code): boolean {
  return drawnAt !== undefined && endedAt !== null && drawnAt > endedAt;
}
