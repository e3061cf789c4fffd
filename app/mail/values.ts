import type { MailKind } from "../domain/mail.ts";
import type { LoyaltyMetafield } from "../domain/loyalty-metafield.ts";
import { render } from "./engine.ts";
import { intlLocale, type MailLanguage, type MailWords, mailWords } from "./languages.ts";

/** What a mail is about, by kind: plain values that a job has read. Days are keys, "2026-01-31". */
export type MailSubject =
  | { kind: "tierReached" | "tierLost" }
  | { kind: "pointsEarned"; points: bigint; orderName: string; pendingUntil: string | null }
  | { kind: "pointsExpire"; lots: readonly { points: bigint; on: string }[] }
  | { kind: "codeEnds"; code: string; points: bigint; until: string };

/** Everything that a mail may say; addresses are no part of it. */
export type MailFacts = {
  subject: MailSubject;
  /** What the storefront shows of the member: balance, tier, card, next tier. */
  loyalty: Pick<LoyaltyMetafield, "balance" | "worth" | "reserved" | "card" | "next">;
  perks: readonly string[];
  customerName: string;
  customerFirstName: string;
  shop: { name: string; url: string; currency: string };
  /** The name of the program in the mail's language, empty where the merchant gave none. */
  programName: string;
  unsubscribeUrl: string;
};

/** The values of templates by their names: docs/mails.md lists them for merchants. */
export type MailValues = ReturnType<typeof mailValues>;

/** Longer names are cut: nobody is called that, and a subject has to stay one line. */
const LONGEST_NAME = 80;

/** The values that every template of a kind can use, written in the mail's language. */
export function mailValues(facts: MailFacts, language: MailLanguage) {
  const { loyalty, subject } = facts;
  const write = writers(language, facts.shop.currency);
  const { words } = mailWords(language);
  const firstName = plain(facts.customerFirstName);
  const shop = { name: plain(facts.shop.name), url: facts.shop.url, account_url: `${facts.shop.url}/account` };
  const program = { name: plain(facts.programName) || words.program };
  return {
    language,
    customer: { name: plain(facts.customerName), first_name: firstName },
    greeting: firstName === "" ? words.greeting : render(words.greetingNamed, { name: firstName }),
    shop,
    program,
    balance: write.number(BigInt(loyalty.balance)),
    worth: write.money(loyalty.worth),
    tier: tierOf(facts, write),
    card: cardOf(facts, write, words),
    card_image: loyalty.card?.image ?? null,
    next: nextOf(facts, write, words),
    ...subjectValues(subject, write),
    figures: figuresOf(facts, write, words),
    why: render(words.why, { program: program.name, shop: shop.name }),
    unsubscribe: words.unsubscribe,
    unsubscribe_url: facts.unsubscribeUrl,
  };
}

type Writers = ReturnType<typeof writers>;

function writers(language: MailLanguage, currency: string) {
  const locale = intlLocale(language);
  const number = new Intl.NumberFormat(locale);
  const money = new Intl.NumberFormat(locale, { style: "currency", currency });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  return {
    number: (value: bigint) => number.format(value),
    // Intl takes a decimal as text and loses no digit of it.
    money: (value: string) => money.format(value as unknown as number),
    day: (key: string) => day.format(new Date(`${key}T12:00:00Z`)),
  };
}

/** A name as one short line without control characters, whatever it was made of. */
export function plain(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return Array.from(line).slice(0, LONGEST_NAME).join("");
}

function tierOf({ loyalty, perks }: MailFacts, write: Writers) {
  const { card } = loyalty;
  if (card === null) return null;
  return {
    id: card.tier,
    name: plain(card.name),
    since: write.day(card.since),
    until: card.until === null ? null : write.day(card.until),
    perks: perks.map((perk) => plain(perk)),
  };
}

function cardOf({ loyalty }: MailFacts, write: Writers, words: MailWords["words"]) {
  const { card } = loyalty;
  if (card === null) return null;
  const since = render(words.since, { date: write.day(card.since) });
  const until = card.until === null ? "" : render(words.until, { date: write.day(card.until) });
  const name = plain(card.name);
  const dates = [since, until].filter(Boolean).join(" ");
  // A picture says what its merchant wrote about it; Laurel's own card says what stands on it.
  const alt = plain(card.alt) || [name, dates].join(", ");
  return { name, background: card.background, text: card.text, dates, alt };
}

function nextOf({ loyalty }: MailFacts, write: Writers, words: MailWords["words"]) {
  const { next } = loyalty;
  if (next === null) return null;
  const missing = (): string => {
    if (next.metric === "spend") return write.money(next.missing);
    const amount = write.number(BigInt(next.missing));
    return next.metric === "orders"
      ? render(words.orders, { orders: amount })
      : render(words.points, { points: amount });
  };
  return { name: plain(next.name), missing: missing(), percent: next.percent };
}

function figuresOf({ loyalty }: MailFacts, write: Writers, words: MailWords["words"]) {
  const figures = [{ label: words.balance, value: write.number(BigInt(loyalty.balance)) }];
  // Worth nothing in money where no reward is an amount: then the line would only puzzle.
  if (!/^0(\.0*)?$/.test(loyalty.worth)) figures.push({ label: words.worth, value: write.money(loyalty.worth) });
  if (loyalty.reserved > 0) figures.push({ label: words.reserved, value: write.number(BigInt(loyalty.reserved)) });
  if (loyalty.card !== null) figures.push({ label: words.tier, value: plain(loyalty.card.name) });
  return figures;
}

/** The values that only one kind has; in the others they are null, so that a template can ask for them. */
function subjectValues(subject: MailSubject, write: Writers) {
  const none = { points: null, order: null, pending_until: null, expires_on: null, expiring: null, code: null };
  switch (subject.kind) {
    case "tierReached":
    case "tierLost":
      return none;
    case "pointsEarned": {
      const pendingUntil = subject.pendingUntil === null ? null : write.day(subject.pendingUntil);
      const order = { name: plain(subject.orderName) };
      return { ...none, points: write.number(subject.points), order, pending_until: pendingUntil };
    }
    case "pointsExpire": {
      const points = subject.lots.reduce((sum, lot) => sum + lot.points, 0n);
      const lines = subject.lots.map((lot) => ({ points: write.number(lot.points), on: write.day(lot.on) }));
      const first = lines[0]?.on ?? null;
      return { ...none, points: write.number(points), expires_on: first, expiring: lines };
    }
    case "codeEnds": {
      const { code, points, until } = subject;
      return { ...none, code: { code: plain(code), points: write.number(points), until: write.day(until) } };
    }
  }
}

/** Facts for previews and tests of a template: a customer whose name tries everything that names can try. */
export function sampleFacts(
  kind: MailKind,
  shown: Pick<MailFacts, "shop" | "programName"> & { card: MailFacts["loyalty"]["card"]; perks: readonly string[] },
): MailFacts {
  const subjects: Record<MailKind, MailSubject> = {
    tierReached: { kind: "tierReached" },
    tierLost: { kind: "tierLost" },
    pointsEarned: { kind: "pointsEarned", points: 124n, orderName: "#1007", pendingUntil: null },
    pointsExpire: {
      kind: "pointsExpire",
      lots: [
        { points: 100n, on: "2027-01-10" },
        { points: 24n, on: "2027-01-21" },
      ],
    },
    codeEnds: { kind: "codeEnds", code: "LRL7QX2MPA4K", points: 100n, until: "2027-01-10" },
  };
  const { card, perks, shop, programName } = shown;
  const next: MailFacts["loyalty"]["next"] = {
    ...{ tier: "next", name: "Platinum", metric: "spend" as const, reached: "1240.00", threshold: "2000.00" },
    ...{ missing: "760.00", percent: 62 },
  };
  return {
    subject: subjects[kind],
    loyalty: { balance: 1240, worth: "620.00", reserved: 0, card, next },
    ...{ perks, shop, programName, customerName: "Ada Lovelace", customerFirstName: "Ada" },
    unsubscribeUrl: `${shop.url}/`,
  };
}
