import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import { findReward } from "../domain/program.ts";
import { versionNumbered } from "../domain/timeline.ts";
import { loadTimeline } from "../ledger/programs.ts";
import type { DiscountFacts, DiscountOutcome, DiscountRequest, Gateway } from "../shopify/gateway.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import { openCode, releaseCode } from "./codes.ts";
import { giveCredit } from "./give-credit.ts";
import { discountForCode, discountTitle } from "./discount-for-code.ts";

export type IssueInput = {
  readonly programId: string;
  readonly memberId: string;
  readonly code: Code;
  readonly gateway: Gateway;
  readonly now: Date;
};

/**
 * - `open`: the discount is there, the code can be used.
 * - `returned`: no discount could be made, and the points are back.
 * - `unknown`: Shopify's answer was lost and a look-up brought nothing yet; the sweep finishes or returns it.
 */
export type Issued =
  | { readonly outcome: "open"; readonly code: Code; readonly available: bigint }
  | { readonly outcome: "returned"; readonly why: string }
  | { readonly outcome: "unknown" };

/**
 * The second step of an exchange (rule 14): makes the discount for a code whose points are reserved, and opens the code or gives the points
 * back. Never inside a database transaction; may be repeated by anybody at any time, because the code is the same each time.
 */
export async function issueCode(db: Database, input: IssueInput): Promise<Issued> {
  if (input.code.type === "storeCredit") return giveCredit(db, input);
  const request = await requestFor(db, input);
  if (request === null) return giveBack(db, input, "the reward's product is not in the shop");
  let outcome: DiscountOutcome;
  try {
    outcome = await input.gateway.createDiscount(request);
  } catch (error) {
    if (!(error instanceof ShopifyFailure)) throw error;
    return error.kind === "unknown" ? afterLostAnswer(db, input) : giveBack(db, input, error.message);
  }
  if (outcome.ok) return open(db, input, outcome.discountId);
  if (outcome.reason === "invalid") return giveBack(db, input, outcome.message);
  // Taken: by an earlier try of ours whose answer was lost, or (as good as never) by a code of somebody else.
  const found = await lookUp(db, input);
  return found.outcome === "absent" ? giveBack(db, input, "the code is taken by another discount") : found;
}

/** A discount that isn't there yet may still come: the request was perhaps only slow. */
async function afterLostAnswer(db: Database, input: IssueInput): Promise<Issued> {
  const found = await lookUp(db, input);
  return found.outcome === "absent" ? { outcome: "unknown" } : found;
}

/** Looks a code up in Shopify: if our discount is there the code is open; `absent` says that Shopify has no such discount now. */
export async function lookUp(db: Database, input: IssueInput): Promise<Issued | { readonly outcome: "absent" }> {
  let found: DiscountFacts | null;
  try {
    found = await input.gateway.findDiscountByCode(input.code.code);
  } catch (error) {
    if (!(error instanceof ShopifyFailure)) throw error;
    return { outcome: "unknown" };
  }
  return found?.title === discountTitle(input.code) ? open(db, input, found.id) : { outcome: "absent" };
}

/** Gives the reserved points back, unless somebody else has found the code and opened it meanwhile. Only for whoever is sure that there is none. */
export async function giveBack(db: Database, input: IssueInput, why: string): Promise<Issued> {
  const released = await releaseCode(db, { programId: input.programId, codeId: input.code.id, now: input.now });
  return released.ok && isUsable(released.code) ? { outcome: "open", ...released } : { outcome: "returned", why };
}

async function open(db: Database, input: IssueInput, discountId: string): Promise<Issued> {
  const { programId, code, now } = input;
  const opened = await openCode(db, { programId, codeId: code.id, discountId, now });
  if (opened.ok && isUsable(opened.code)) return { outcome: "open", ...opened };
  // The points have gone back meanwhile: then there must be no code either. Where that fails, an order with the code takes its points again.
  await input.gateway.deleteDiscount(discountId).catch((error: unknown) => {
    if (!(error instanceof ShopifyFailure)) throw error;
  });
  return { outcome: "returned", why: "the points had been given back already" };
}

function isUsable(code: Code): boolean {
  return code.status === "open" || code.status === "used";
}

type ShopTerms = { currency: string; rate: string | null };

async function requestFor(
  db: Database,
  { programId, memberId, code, gateway }: IssueInput,
): Promise<DiscountRequest | null> {
  const { program } = versionNumbered(await loadTimeline(db.pool, programId), code.version);
  const reward = findReward(program, code.reward);
  if (!reward) throw new Error(`version ${code.version} of the program has no reward "${code.reward}"`);
  const { rows } = await db.pool.query<ShopTerms>(`SELECT currency, rate::text FROM shops WHERE id = $1`, [
    code.shopId,
  ]);
  const shop = rows[0];
  if (!shop) throw new Error(`code ${code.id} belongs to a shop that is not known`);
  const customers = await db.pool.query<{ id: string }>(
    `SELECT customer_id::text AS id FROM member_customers
     WHERE shop_id = $1 AND program_id = $2 AND member_id = $3 AND gone_at IS NULL ORDER BY member_customers.customer_id`,
    [code.shopId, programId, memberId],
  );
  const variantId = reward.type === "product" ? await gateway.findVariantId(reward.variant) : null;
  if (reward.type === "product" && variantId === null) return null;
  return discountForCode(code, {
    reward,
    program,
    ...shop,
    customerIds: customers.rows.map((row) => row.id),
    variantId,
  });
}
