/** Money as Shopify's Liquid writes it: by the shop's own money format, whatever the language of the page. */
import { decimalsOf, toUnits } from "../../shop/money.ts";

/** Shopify's defaults for the currencies of the Nordic countries and the large ones; others are written by Intl. */
const FORMATS: Record<string, { decimal: string; group: string; before: string; after: string }> = {
  NOK: { decimal: ",", group: " ", before: "", after: " kr" },
  SEK: { decimal: ",", group: " ", before: "", after: " kr" },
  DKK: { decimal: ",", group: ".", before: "", after: " kr" },
  EUR: { decimal: ",", group: ".", before: "€", after: "" },
  USD: { decimal: ".", group: ",", before: "$", after: "" },
  GBP: { decimal: ".", group: ",", before: "£", after: "" },
};
/** Liquid counts money in hundredths even where a currency has no coin that small. */
const LIQUID_DECIMALS = 2;

export type MoneyStyle = { withoutCurrency?: boolean; withCode?: boolean; withoutTrailingZeros?: boolean };

/** Liquid's number of hundredths for a decimal string of the currency, for example "49.90" → 4990. */
export function toCents(amount: string, currency: string): number {
  const units = toUnits(amount, currency);
  return Number((units * 10n ** BigInt(LIQUID_DECIMALS)) / 10n ** BigInt(decimalsOf(currency)));
}

/** Hundredths as the shop writes money: 124000 → "1 240,00 kr". */
export function formatMoney(cents: unknown, currency: string, style: MoneyStyle = {}): string {
  const value = Math.round(Number(cents));
  if (!Number.isFinite(value)) return "";
  const format = FORMATS[currency] ?? { decimal: ".", group: ",", before: `${currency} `, after: "" };
  const digits = String(Math.abs(value)).padStart(LIQUID_DECIMALS + 1, "0");
  const whole = digits.slice(0, -LIQUID_DECIMALS).replace(/\B(?=(\d{3})+$)/g, format.group);
  const coins = digits.slice(-LIQUID_DECIMALS);
  const shown = style.withoutTrailingZeros && coins === "00" ? whole : `${whole}${format.decimal}${coins}`;
  const signed = `${value < 0 ? "-" : ""}${shown}`;
  if (style.withoutCurrency) return signed;
  return `${format.before}${signed}${format.after}${style.withCode ? ` ${currency}` : ""}`;
}
