import type { Database } from "../../database.ts";
import { categoryOf, type MailSettings } from "../../domain/mail.ts";
import { findLevel } from "../../domain/program.ts";
import type { LoyaltyMetafield } from "../../domain/loyalty-metafield.ts";
import { compose } from "../../mail/compose.ts";
import { defaultTemplate, mailLanguage } from "../../mail/languages.ts";
import type { OutgoingMail } from "../../mail/smtp.ts";
import { type MailFacts, mailValues } from "../../mail/values.ts";
import { readLoyaltyView } from "../../queries/loyalty-view.ts";
import { findMailRecipient } from "../../queries/mail-recipient.ts";
import { readMailPreferences } from "../../queries/mail-preferences.ts";
import { readMailSettings } from "../../queries/mail-settings.ts";
import { findMailTemplate } from "../../queries/mail-templates.ts";
import { type MemberSummary, readMemberSummary } from "../../queries/member-summary.ts";
import type { MailContact, ShopFacts } from "../../shopify/gateway.ts";
import { NEWS_DAYS } from "./collect.ts";
import type { MailContext } from "./context.ts";
import type { ClaimedMail } from "./queue.ts";
import { readSubject } from "./subject.ts";

/** Why a mail is not sent though nothing is wrong. */
export type SkipReason =
  | "switchedOff"
  | "unsubscribed"
  | "notSubscribed"
  | "gone"
  | "noAddress"
  | "bounced"
  | "overtaken"
  | "nothingLeft"
  | "tooLate";

/** A mail that can be handed over; or none is owed: then `memberId` is whose points need not wait for it. */
export type Written =
  | { ok: true; mail: OutgoingMail; memberId: string; lots: { no: number; until: Date }[]; addressHash: Buffer }
  | { ok: false; reason: SkipReason; memberId: string | null };

const DAY_MS = 86_400_000;

/**
 * Writes a mail as things stand now: whether the merchant sends such mails and the member wants them, to which address, in which
 * language, with the points, tier and card of this moment. Throws a ShopifyFailure where Shopify cannot be asked.
 */
export async function writeMail(context: MailContext, mail: ClaimedMail, now: Date): Promise<Written> {
  const { db, keys } = context;
  const { programId, kind } = mail;
  const recipient = await findMailRecipient(db, mail);
  if (recipient === null) return { ok: false, reason: "gone", memberId: null };
  const { memberId, customer } = recipient;
  const skip = (reason: SkipReason): Written => ({ ok: false, reason, memberId });
  const settings = await readMailSettings(db, { programId });
  if (!settings.sends || !settings.kinds.includes(kind)) return skip("switchedOff");
  if (kind !== "pointsExpire" && now.getTime() - mail.createdAt.getTime() > NEWS_DAYS * DAY_MS) return skip("tooLate");
  const preferences = await readMailPreferences(db, { programId, memberId });
  if (!preferences[categoryOf(kind)]) return skip("unsubscribed");
  const summary = await readMemberSummary(db, { programId, memberId, now });
  if (summary === null) return skip("gone");
  const told = await readSubject(db, mail, summary, now);
  if (!told.ok) return skip(told.reason);

  const gateway = context.gatewayOf(customer.domain);
  const [contacts, shop] = await Promise.all([gateway.listMailContacts([customer.customerId]), gateway.readShop()]);
  const contact = contacts.get(customer.customerId);
  if (contact === undefined || contact.email === null || contact.email === "") return skip("noAddress");
  if (settings.subscribersOnly && !contact.subscribed) return skip("notSubscribed");
  const addressHash = keys.hashAddress(contact.email);
  if (await hasBounced(db, programId, addressHash)) return skip("bounced");
  const written = await put(context, mail, { settings, summary, contact, shop, subject: told.subject }, now);
  return { ok: true, mail: { ...written, to: contact.email }, memberId, lots: told.lots, addressHash };
}

async function hasBounced(db: Database, programId: string, addressHash: Buffer): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    "SELECT FROM mail_bounces WHERE program_id = $1 AND address_hash = $2 LIMIT 1",
    [programId, addressHash],
  );
  return (rowCount ?? 0) > 0;
}

type Material = {
  settings: MailSettings;
  summary: MemberSummary;
  contact: MailContact;
  shop: ShopFacts;
  subject: MailFacts["subject"];
};

async function put(
  context: MailContext,
  mail: ClaimedMail,
  { settings, summary, contact, shop, subject }: Material,
  now: Date,
): Promise<Omit<OutgoingMail, "to">> {
  const { db, keys, appUrl } = context;
  const { programId, memberId, program } = summary;
  const view = await readLoyaltyView(db, { programId, memberId, now });
  if (view === null) throw new Error(`member ${memberId} has no view`);
  const language = mailLanguage(contact.locale);
  const ticket = keys.sign({ programId, memberId, category: categoryOf(mail.kind) });
  const facts: MailFacts = {
    subject,
    loyalty: JSON.parse(view.json) as LoyaltyMetafield,
    perks: findLevel(program, summary.tier?.id ?? null)?.perks ?? [],
    customerName: contact.name,
    customerFirstName: contact.firstName,
    shop: { name: shop.name, url: shop.url, currency: program.currency },
    programName: program.texts[language]?.programName ?? program.texts["en"]?.programName ?? "",
    unsubscribeUrl: `${appUrl}/mail/unsubscribe/${ticket}`,
  };
  const own = await findMailTemplate(db, { programId, kind: mail.kind, language });
  const composed = composeSafely(context, mail, own, facts, language);
  return {
    ...composed,
    fromName: settings.fromName === "" ? shop.name : settings.fromName,
    replyTo: settings.replyTo,
    messageId: `<laurel.${programId}.${mail.id}@${context.mailer?.from.split("@")[1] ?? "localhost"}>`,
    unsubscribeUrl: facts.unsubscribeUrl,
  };
}

/** A merchant's template that fails with a customer's values must not keep the customer from being told: Laurel's own takes its place. */
function composeSafely(
  { log }: MailContext,
  mail: ClaimedMail,
  own: ReturnType<typeof defaultTemplate> | null,
  facts: MailFacts,
  language: ReturnType<typeof mailLanguage>,
) {
  const values = mailValues(facts, language);
  const composed = own === null ? null : compose(own, values);
  if (composed?.ok === true) return composed.mail;
  if (composed !== null) log.warn({ program: mail.programId, kind: mail.kind, language }, "a mail template failed");
  const fallback = compose(defaultTemplate(mail.kind, language), values);
  if (!fallback.ok) throw new Error(`the template of ${mail.kind} in ${language} cannot be rendered`);
  return fallback.mail;
}
