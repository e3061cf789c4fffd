import { endCode } from "../commands/codes.ts";
import { discountTitle } from "../commands/discount-for-code.ts";
import { noteDiscountChanged } from "../commands/note-discount-changed.ts";
import type { Code } from "../domain/account.ts";
import type { CodeReport, CodeReportKind } from "../domain/code-reports.ts";
import { compare, parseDecimal } from "../domain/rational.ts";
import { tellCodeReports } from "../ledger/code-reports.ts";
import { moveCodeEnd } from "../ledger/move-code-end.ts";
import { type CodeToCheck, listCodesToCheck, noteChecked } from "../queries/codes-to-check.ts";
import type { RedeemCodeFacts } from "../shopify/gateway.ts";
import { ShopifyFailure } from "../shopify/transport.ts";
import type { JobContext } from "./context.ts";

/** Each open code is looked at about once a day; a new one after an hour, because Shopify's search lags behind what was just made. */
const AGAIN_AFTER_MS = 23 * 60 * 60 * 1000;
const FIRST_AFTER_MS = 60 * 60 * 1000;
/** At about two points of the shop's budget each, a round costs less than two seconds of it. */
const CODES_PER_ROUND = 50;

/** What a round saw, and how many codes had been changed in Shopify since. */
export type CheckedCodes = { seen: number; ended: number; moved: number; changed: number };

/**
 * Looks open codes up in Shopify, a few at a time (rule 12, the part of the comparison that is about codes). Staff may have changed a
 * discount there: Laurel follows and tells, and never changes it back. Deleted or ended: the points return as if staff had undone it.
 * Another last day: the code's own moves with it. Another value or limit: told. A shop that can't be asked is asked again next time.
 */
export async function checkOpenCodes(context: JobContext): Promise<CheckedCodes> {
  const checked: CheckedCodes = { seen: 0, ended: 0, moved: 0, changed: 0 };
  const now = context.now();
  const codes = await listCodesToCheck(context.db, {
    openedBefore: new Date(now.getTime() - FIRST_AFTER_MS),
    checkedBefore: new Date(now.getTime() - AGAIN_AFTER_MS),
    limit: CODES_PER_ROUND,
  });
  const silent = new Set<string>();
  for (const each of codes) {
    if (silent.has(each.domain)) continue;
    try {
      const found = await context.gatewayOf(each.domain).findRedeemCode(each.code.code);
      checked.seen += 1;
      const verdict = await follow(context, each, found, now);
      if (verdict !== "right") checked[verdict] += 1;
    } catch (error) {
      if (!(error instanceof ShopifyFailure)) throw error;
      silent.add(each.domain);
      context.log.warn({ err: error, shop: each.domain }, "open codes could not be looked up; they will be later");
    }
  }
  return checked;
}

async function follow(
  context: JobContext,
  each: CodeToCheck,
  found: RedeemCodeFacts | null,
  now: Date,
): Promise<"right" | "ended" | "moved" | "changed"> {
  const { programId, code } = each;
  const input = { programId, codeId: code.id, now };
  const own = found !== null && isOwn(found, code) ? found : null;
  const over = endedAs(own);
  if (over !== null) {
    const ended = await endCode(context.db, input);
    // Used or expired meanwhile: its order, or the day, has had the word already.
    if (!ended.ok) return "right";
    await tell(context, programId, [report(code, over, {})], now);
    // A code of a pool ends with all others of its discount: no more of them are given.
    if (code.pool && code.discountId !== null) {
      await noteDiscountChanged(context.db, { shopId: code.shopId, discountId: code.discountId, now });
    }
    return "ended";
  }
  const reports = own === null ? [] : changesOf(each, own, now);
  const moved = reports.some(({ kind }) => kind === "endMoved") ? (own?.endsAt ?? null) : null;
  if (moved !== null) await moveCodeEnd(context.db.pool, { ...input, until: moved });
  await tell(context, programId, reports, now);
  await noteChecked(context.db, input);
  if (moved !== null) return "moved";
  return reports.length > 0 ? "changed" : "right";
}

/** Somebody may have deleted the discount and made another one of the same code. */
function isOwn(found: RedeemCodeFacts, code: Code): boolean {
  return code.discountId === null ? found.title === discountTitle(code) : found.discountId === code.discountId;
}

/** Whether somebody has ended the code; one that was used is left to its order, which is on its way. */
function endedAs(found: RedeemCodeFacts | null): "deleted" | "deactivated" | null {
  if (found === null) return "deleted";
  return !found.active && found.usesCounted === 0 ? "deactivated" : null;
}

/** What differs from the code as it was made. Codes of the pool share their discount: whoever changes it changes all of them. */
function changesOf({ code, sameCurrency }: CodeToCheck, found: RedeemCodeFacts, now: Date): CodeReport[] {
  const reports: CodeReport[] = [];
  const { endsAt, usageLimit, gives } = found;
  // A code without an end in Shopify ends here all the same: its points come back, and an order with it takes them again.
  if (endsAt === null || (endsAt.getTime() !== code.until.getTime() && endsAt > now)) {
    reports.push(report(code, "endMoved", { was: code.until.toISOString(), is: endsAt?.toISOString() ?? null }));
  }
  const comparable = sameCurrency || gives?.type === "percentage";
  if (code.value !== null && gives !== null && comparable && hasValue(code) && differs(code.value, gives.value)) {
    reports.push(report(code, "valueChanged", { was: code.value, is: gives.value, type: gives.type }));
  }
  if (usageLimit !== 1)
    reports.push(report(code, "limitChanged", { is: usageLimit === null ? null : String(usageLimit) }));
  return reports;
}

function hasValue(code: Code): boolean {
  return code.type === "amount" || code.type === "percentage";
}

function differs(a: string, b: string): boolean {
  return compare(parseDecimal(a), parseDecimal(b)) !== 0;
}

function report(code: Code, kind: CodeReportKind, details: CodeReport["details"]): CodeReport {
  return { codeId: code.id, kind, order: null, details };
}

async function tell(context: JobContext, programId: string, reports: CodeReport[], now: Date): Promise<void> {
  await tellCodeReports(context.db.pool, { programId, reports, now });
}
