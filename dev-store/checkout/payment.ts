/** How a shopper can pay and have goods sent, and what that means for the order. */
import { toAmount, toUnits } from "../shop/money.ts";
import type { OrderInput, PaymentInput, Quote } from "../shop/types.ts";
import type { Store } from "../store.ts";

export type PaymentMethod = "card" | "klarna" | "vipps" | "gift_card" | "store_credit" | "bank_deposit";
export const PAYMENT_METHODS: readonly PaymentMethod[] = [
  "card",
  "klarna",
  "vipps",
  "gift_card",
  "store_credit",
  "bank_deposit",
];

/** The gateway names that Shopify writes into transactions. */
const GATEWAYS: Record<PaymentMethod, string> = {
  card: "shopify_payments",
  klarna: "klarna",
  vipps: "vipps",
  gift_card: "gift_card",
  store_credit: "shopify_store_credit",
  bank_deposit: "bank_deposit",
};

export type ShippingMethod = "standard" | "express" | "pickup";
/** Prices in the shop's currency. */
export const SHIPPING: Record<ShippingMethod, string> = { standard: "59.00", express: "129.00", pickup: "0.00" };

export const findPaymentMethod = (value: unknown): PaymentMethod | null =>
  PAYMENT_METHODS.find((method) => method === value) ?? null;
export const findShippingMethod = (value: unknown): ShippingMethod | null =>
  (Object.keys(SHIPPING) as ShippingMethod[]).find((method) => method === value) ?? null;

/** Why a payment is refused; the sentence is in the theme's locale files. */
export type PaymentRefusal = "giftCardUnknown" | "giftCardEmpty" | "noStoreCredit";
export type PaymentPlan =
  | { ok: true; payments: PaymentInput[]; status: NonNullable<OrderInput["status"]> }
  | { ok: false; reason: PaymentRefusal };

/**
 * Who pays how much. A gift card or store credit that does not reach pays what it can and the card pays the rest, as Shopify's
 * checkout does; a bank deposit leaves the order pending.
 */
export function planPayment(
  store: Store,
  quote: Quote,
  choice: { method: PaymentMethod; giftCardCode: string; customerId: string | null },
): PaymentPlan {
  const total = toUnits(quote.total, quote.currency);
  const gateway = GATEWAYS[choice.method];
  if (total === 0n) return { ok: true, payments: [], status: "paid" };
  const all = { gateway, amount: quote.total };
  if (choice.method === "bank_deposit") return { ok: true, payments: [all], status: "pending" };
  if (choice.method !== "gift_card" && choice.method !== "store_credit")
    return { ok: true, payments: [all], status: "paid" };
  const account = findAccount(store, choice);
  if (!account.ok) return account;
  const balance = toUnits(account.balance, quote.currency);
  if (balance >= total) return { ok: true, payments: [{ ...all, accountId: account.id }], status: "paid" };
  const payments = [
    { gateway, amount: account.balance, accountId: account.id },
    { gateway: GATEWAYS.card, amount: toAmount(total - balance, quote.currency) },
  ];
  return { ok: true, payments, status: "paid" };
}

type Account = { ok: true; id: string; balance: string } | { ok: false; reason: PaymentRefusal };

function findAccount(
  store: Store,
  choice: { method: PaymentMethod; giftCardCode: string; customerId: string | null },
): Account {
  if (choice.method === "store_credit") {
    const credit = choice.customerId ? store.shop.storeCreditOf(choice.customerId) : null;
    const isEmpty = !credit || /^0(\.0*)?$/.test(credit.balance);
    return isEmpty ? { ok: false, reason: "noStoreCredit" } : { ok: true, id: credit.id, balance: credit.balance };
  }
  const card = store.shop.findGiftCard(choice.giftCardCode.replaceAll(/[\s-]/g, ""));
  if (!card?.enabled) return { ok: false, reason: "giftCardUnknown" };
  if (/^0(\.0*)?$/.test(card.balance)) return { ok: false, reason: "giftCardEmpty" };
  return { ok: true, id: card.id, balance: card.balance };
}
