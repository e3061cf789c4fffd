import { createContext, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { INTL_LOCALES, type Language } from "../locales/languages.ts";

/** The shop's currency and time zone, by which every amount and date of the admin is written. */
export type ShopFormat = { currency: string; timeZone: string };

export const ShopFormatContext = createContext<ShopFormat>({ currency: "USD", timeZone: "UTC" });

/** Writes numbers, money and dates as the merchant's language and the shop's currency and time zone want them. */
export type Format = {
  points(points: number): string;
  money(amount: string): string;
  date(iso: string): string;
  dateTime(iso: string): string;
  percent(whole: number): string;
  /** A month, "2026-01". */
  month(iso: string): string;
  /** The month alone. */
  shortMonth(iso: string): string;
};

/** `Format` for one language and shop. Money is a decimal string, which Intl writes exactly. */
export function createFormat(language: Language, shop: ShopFormat): Format {
  const locale = INTL_LOCALES[language];
  const number = new Intl.NumberFormat(locale);
  const money = new Intl.NumberFormat(locale, { style: "currency", currency: shop.currency });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: shop.timeZone });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: shop.timeZone });
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  const shortMonth = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return {
    points: (points) => number.format(points),
    money: (amount) => money.format(amount as `${number}`),
    date: (iso) => (/^\d{4}-\d\d-\d\d$/.test(iso) ? day : date).format(new Date(iso)),
    dateTime: (iso) => time.format(new Date(iso)),
    month: (iso) => month.format(new Date(`${iso}-01`)),
    shortMonth: (iso) => shortMonth.format(new Date(`${iso}-01`)),
    percent: (whole) => percent.format(whole / 100),
  };
}

/** What languages are called in the language of the page: "nb" is "Norwegian Bokmål". A tag that Intl doesn't know is its own name. */
export function languageNames(language: string): (tag: string) => string {
  const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
  return (tag) => names.of(tag) ?? tag;
}

/** The format of the page: the merchant's language, the shop's currency and time zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { currency, timeZone } = useContext(ShopFormatContext);
  const language: Language = i18n.language === "nb" ? "nb" : "en";
  return useMemo(() => createFormat(language, { currency, timeZone }), [language, currency, timeZone]);
}
