import type { Code } from "../domain/account.ts";
import { formatMoney, parseMoney } from "../domain/money.ts";
import type { Program, Reward } from "../domain/program.ts";
import { divide, floor, parseDecimal, rational } from "../domain/rational.ts";
import type { DiscountRequest } from "../shopify/gateway.ts";

/** What a discount gives depends on the reward and on the shop. */
export type RewardTerms = {
  readonly reward: Reward;
  readonly program: Program;
  /** The shop's currency, and how much of the program's currency one unit of it is; null where they are the same. */
  readonly currency: string;
  readonly rate: string | null;
  /** The variant of a free product. */
  readonly variantId: string | null;
};

/** What a discount depends on beside the code itself. */
export type DiscountTerms = RewardTerms & {
  /** Who may use it: the member's customers in the shop. */
  readonly customerIds: readonly string[];
};

/** Shopify's clock may be behind ours by a little: a code that starts a minute ago works at once. */
const STARTS_EARLIER_MS = 60_000;

/** By its title Laurel knows a discount again as its own, after an answer that was lost. */
export function discountTitle(code: Pick<Code, "code" | "reward">): string {
  return `Laurel ${code.reward} ${code.code}`;
}

/**
 * The discount of Shopify's that a code stands for (rule 11): once, until the end of its last day, bound to the member's customers where
 * the reward says so. The same code always gives the same discount, so that a repeated try can be told from another's.
 */
export function discountForCode(code: Code, terms: DiscountTerms): DiscountRequest {
  return {
    ...discountTerms(code.value, terms),
    code: code.code,
    title: discountTitle(code),
    startsAt: startOf(code.reservedAt),
    endsAt: code.until,
    customerIds: code.customerOnly ? terms.customerIds : null,
  };
}

/** When a discount that is made now begins. */
export function startOf(madeAt: Date): Date {
  return new Date(madeAt.getTime() - STARTS_EARLIER_MS);
}

/** What a discount gives and on what conditions; `value` is what a code of the reward is worth, in the program's currency. */
export function discountTerms(
  value: string | null,
  terms: RewardTerms,
): Pick<DiscountRequest, "gives" | "minimumSubtotal" | "combinesWith"> {
  const { combinesWith } = terms.reward;
  return { gives: gives(value, terms), minimumSubtotal: minimumSubtotal(terms), combinesWith };
}

function gives(value: string | null, terms: RewardTerms): DiscountRequest["gives"] {
  const { reward } = terms;
  switch (reward.type) {
    case "amount":
      if (value === null) throw new Error(`a code of reward ${reward.id} has no value`);
      return { type: "amount", amount: inShopCurrency(value, terms) };
    case "percentage":
      return { type: "percentage", percent: reward.value };
    case "storeCredit":
      throw new Error(`reward ${reward.id} is store credit: there is no discount for it`);
    case "freeShipping":
      return { type: "freeShipping" };
    case "product":
      if (terms.variantId === null) throw new Error(`the product of reward ${reward.id} is not in the shop`);
      return { type: "product", variantId: terms.variantId };
  }
}

function minimumSubtotal(terms: RewardTerms): string | null {
  const { reward, program } = terms;
  if (parseMoney(reward.minimumSubtotal, program.currency) === 0n) return null;
  return inShopCurrency(reward.minimumSubtotal, terms);
}

/** Rule 23: money of the program in a shop of another currency, at the merchant's rate, rounded down to the coin. */
export function inShopCurrency(
  amount: string,
  { program, currency, rate }: Pick<RewardTerms, "program" | "currency" | "rate">,
): string {
  if (rate === null) return amount;
  const units = parseMoney(amount, program.currency);
  // A rate is per whole unit of currency; amounts are in smallest coins of either currency.
  const scale = rational(parseMoney("1", currency), parseMoney("1", program.currency));
  const converted = divide(rational(units * scale.n, scale.d), parseDecimal(rate));
  return formatMoney(floor(converted), currency);
}
