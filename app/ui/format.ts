import { createContext, useContext } from "react";
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
  const { currency, timeZone } = shop;
  const number = once(() => new Intl.NumberFormat(locale));
  const money = once(() => new Intl.NumberFormat(locale, { style: "currency", currency }));
  const date = once(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone }));
  const day = once(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }));
  const time = once(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }));
  const month = once(() => new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" }));
  const shortMonth = once(() => new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" }));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }));
  return {
    points: (points) => number().format(points),
    money: (amount) => money().format(amount as `${number}`),
    date: (iso) => (/^\d{4}-\d\d-\d\d$/.test(iso) ? day() : date()).format(new Date(iso)),
    dateTime: (iso) => time().format(new Date(iso)),
    month: (iso) => month().format(new Date(`${iso}-01`)),
    shortMonth: (iso) => shortMonth().format(new Date(`${iso}-01`)),
    percent: (whole) => percent().format(whole / 100),
  };
}

/** Makes a thing when it is first asked for: Intl's formats take so long to make that a page notices each of them. */
function once<Thing>(make: () => Thing): () => Thing {
  let made: Thing | undefined;
  return () => (made ??= make());
}

/** Formats that pages have asked for; a process that serves very many shops forgets them now and then. */
const formats = new Map<string, Format>();
const MOST_FORMATS = 200;

function formatOf(language: Language, shop: ShopFormat): Format {
  const key = `${language} ${shop.currency} ${shop.timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (formats.size >= MOST_FORMATS) formats.clear();
  const made = createFormat(language, shop);
  formats.set(key, made);
  return made;
}

/** What languages are called in the language of the page: "nb" is "Norwegian Bokmål". A tag that Intl doesn't know is its own name. */
export function languageNames(language: string): (tag: string) => string {
  const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
  return (tag) => names.of(tag) ?? tag;
}

/** The format of the page: the merchant's language, the shop's currency and time zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const shop = useContext(ShopFormatContext);
  // Every line of a list asks: they share one.
  return formatOf(i18n.language === "nb" ? "nb" : "en", shop);
}
