/**
 * Money is a whole number of the currency's smallest unit (øre, cent, yen, fils), as a bigint, so that nothing is ever lost to
 * a binary fraction. Decimal strings ("49.90") exist only at the edges: in the program document, in Shopify's answers, on pages.
 */

/** A whole number of the smallest unit of a currency that is known from the context. */
export type Money = bigint;

/** Thrown for text that is not an amount; the message names the text and the currency. */
export class MoneyError extends Error {
  override readonly name = "MoneyError";
}

const NO_DECIMALS = new Set("BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "));
const THREE_DECIMALS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** The codes of ISO 4217 with an exponent of 0, 2 or 3 that are in use for trade, and the older ones that Shopify still has. */
const CURRENCIES = new Set(
  (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY " +
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR " +
    "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR " +
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD " +
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UZS VED VES VND VUV WST XAF " +
    "XCD XCG XOF XPF YER ZAR ZMW ZWG BYR HRK JEP KID LTL LVL SLL STD VEF"
  ).split(" "),
);

/** Every currency that a program can be kept in, sorted by code. */
export function listCurrencies(): string[] {
  return [...CURRENCIES].sort();
}

/** Whether the text is the code of a currency that Laurel can count in. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

function decimalsOf(currency: string): 0 | 2 | 3 {
  if (NO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

const EXPONENTS = new Map([...CURRENCIES].map((currency) => [currency, decimalsOf(currency)]));

/** How many decimals a currency has by ISO 4217: 0, 2 or 3. An unknown currency is refused by name. */
export function currencyExponent(currency: string): 0 | 2 | 3 {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) throw new MoneyError(`"${currency}" is not a currency code of ISO 4217`);
  return exponent;
}

const AMOUNT = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/**
 * Reads a decimal string as money. Zeros beyond the currency's decimals are accepted ("500.00" of a currency without decimals,
 * as Shopify writes it), other digits there are refused, and so is everything that is not a plain decimal number.
 */
export function parseMoney(text: string, currency: string): Money {
  const exponent = currencyExponent(currency);
  const match = AMOUNT.exec(text);
  if (!match) throw new MoneyError(`"${text}" is not an amount of money: write it like "49.90"`);
  const [, sign = "", whole = "", fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(exponent))) {
    throw new MoneyError(`"${text}" has more decimals than ${currency}, which has ${exponent}`);
  }
  const units = BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, "0"));
  return sign ? -units : units;
}

/** Writes money as a decimal string with all decimals of its currency: "500.00", "500", "-0.500". */
export function formatMoney(amount: Money, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amount < 0n ? "-" : "";
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-exponent)}`;
}

/** The same amount written with exactly the decimals of its currency ("500" becomes "500.00"), so that equal amounts are equal texts. */
export function normaliseMoney(text: string, currency: string): string {
  return formatMoney(parseMoney(text, currency), currency);
}

/** The sum of amounts of one currency. */
export function sumMoney(amounts: Iterable<Money>): Money {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
