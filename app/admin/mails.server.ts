import { RateLimiterMemory } from "rate-limiter-flexible";
import { z } from "zod";
import { saveMailSettings } from "../commands/save-mail-settings.ts";
import { noteMailTested } from "../commands/note-mail-tested.ts";
import { resetMailTemplate, saveMailTemplate, tooLong } from "../commands/save-mail-template.ts";
import { db } from "../db.server.ts";
import { isMailAddress, isMailKind, MAIL_KINDS, type MailKind, type MailTemplate } from "../domain/mail.ts";
import { orderedLevels, type Program } from "../domain/program.ts";
import { compose } from "../mail/compose.ts";
import { defaultTemplate, isMailLanguage, MAIL_LANGUAGES, type MailLanguage } from "../mail/languages.ts";
import { mailer } from "../mail/mail.server.ts";
import { mailValues, sampleFacts } from "../mail/values.ts";
import { readMailLog } from "../queries/mail-log.ts";
import { readMailSettings } from "../queries/mail-settings.ts";
import { findMailTemplate, listOwnTemplates } from "../queries/mail-templates.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { ShopFacts } from "../shopify/gateway.ts";
import { gatewayOf } from "../shopify.server.ts";
import type {
  MailSettingsAnswer,
  MailSettingsShown,
  TemplateAnswer,
  TemplateShown,
} from "../ui/settings/mails-shown.ts";
import { type AdminRequest, requireAdmin } from "./request.server.ts";

const LOG_DAYS = 30;
const DAY_MS = 86_400_000;
/** Test mails of one shop in an hour: enough to get a template right, too few to write to strangers with. */
const testMails = new RateLimiterMemory({ keyPrefix: "test mail", points: 10, duration: 3600 });

/** What the settings page shows about mails. */
export async function loadMailSettings(request: Request): Promise<MailSettingsShown> {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const since = new Date(Date.now() - LOG_DAYS * DAY_MS);
  const [settings, own, log, facts] = await Promise.all([
    readMailSettings(db, { programId }),
    listOwnTemplates(db, { programId }),
    readMailLog(db, { programId, since }),
    readShop(shop.domain),
  ]);
  const { sends, fromName, replyTo, kinds, subscribersOnly } = settings;
  return {
    settings: { sends, fromName, replyTo, kinds, subscribersOnly },
    sender: mailer?.from ?? null,
    shopName: facts?.name ?? "",
    own: own.flatMap((each) => (isMailKind(each.kind) ? [{ ...each, kind: each.kind }] : [])),
    log: { ...log, undelivered: log.undelivered.map((mail) => ({ ...mail, at: mail.at.toISOString() })) },
  };
}

/** The shop's name and address for previews; a page about mails opens though Shopify can't be asked. */
async function readShop(domain: string): Promise<ShopFacts | null> {
  return gatewayOf(domain)
    .readShop()
    .catch(() => null);
}

const settingsForm = z.strictObject({
  sends: z.boolean(),
  fromName: z.string().trim(),
  replyTo: z.string().trim(),
  kinds: z.array(z.enum(MAIL_KINDS)),
  subscribersOnly: z.boolean(),
});

/** Saves the settings that a form sent; null for what is no form of ours. */
export async function changeMailSettings(request: Request): Promise<MailSettingsAnswer | null> {
  const { shop, author } = await requireAdmin(request);
  const sent = settingsForm.safeParse(await request.json().catch(() => null));
  if (!sent.success) return null;
  return saveMailSettings(db, { programId: shop.programId, settings: sent.data, author, now: new Date() });
}

type Place = { kind: MailKind; language: MailLanguage };

/** Which template a page is about; null for one that there isn't. */
export function readPlace(request: Request, kind: string | undefined): Place | null {
  const language = new URL(request.url).searchParams.get("language") ?? "en";
  if (kind === undefined || !isMailKind(kind) || !isMailLanguage(language)) return null;
  return { kind, language };
}

/** A template as it holds now, with a preview. */
export async function loadTemplate(request: Request, place: Place): Promise<TemplateShown> {
  const admin = await requireAdmin(request);
  const { programId } = admin.shop;
  const own = await findMailTemplate(db, { programId, ...place });
  const template = own ?? defaultTemplate(place.kind, place.language);
  const variables = Object.keys(mailValues(await sampleOf(admin, place), place.language));
  return {
    ...place,
    ...{ template, isOwn: own !== null, languages: MAIL_LANGUAGES, canSend: mailer !== null, variables },
    preview: await previewOf(admin, place, template),
  };
}

const template = z.strictObject({
  subject: z.string(),
  heading: z.string(),
  message: z.string(),
  button: z.string(),
  html: z.string().nullable(),
});
const templateForm = z.discriminatedUnion("intent", [
  z.strictObject({ intent: z.literal("preview"), template }),
  z.strictObject({ intent: z.literal("save"), template }),
  z.strictObject({ intent: z.literal("reset") }),
  z.strictObject({ intent: z.literal("test"), template, to: z.string().trim() }),
]);

/** Previews, saves, resets or tries out a template; null for what is no form of ours. */
export async function changeTemplate(request: Request, place: Place): Promise<TemplateAnswer | null> {
  const admin = await requireAdmin(request);
  const sent = templateForm.safeParse(await request.json().catch(() => null));
  if (!sent.success) return null;
  const { programId } = admin.shop;
  const { author } = admin;
  if (sent.data.intent === "reset") {
    await resetMailTemplate(db, { programId, ...place, author, now: new Date() });
    return { ok: true, done: "reset", preview: null };
  }
  const typed = sent.data.template;
  const long = tooLong(typed);
  if (long.length > 0) return { ok: false, problems: long.map((field) => ({ field, code: "tooLong" })) };
  const preview = await previewOf(admin, place, typed);
  if (!preview.ok) return { ok: false, problems: preview.problems };
  if (sent.data.intent === "preview") return { ok: true, done: null, preview };
  if (sent.data.intent === "test") return sendTest(admin, sent.data.to, preview.mail);
  await saveMailTemplate(db, { programId, ...place, template: typed, author, now: new Date() });
  return { ok: true, done: "saved", preview };
}

/** What a template comes to for a customer who isn't there, in this shop and with its highest tier's card. */
async function previewOf(admin: AdminRequest, place: Place, typed: MailTemplate): Promise<TemplateShown["preview"]> {
  const composed = compose(typed, mailValues(await sampleOf(admin, place), place.language), { strict: true });
  if (composed.ok) return composed;
  return { ok: false, problems: composed.problems.map(({ field, message }) => ({ field, code: "liquid", message })) };
}

async function sampleOf({ shop }: AdminRequest, { kind, language }: Place): ReturnType<typeof sampleFactsOf> {
  const [{ program }, facts] = await Promise.all([
    readProgram(db, { programId: shop.programId, now: new Date() }),
    readShop(shop.domain),
  ]);
  return sampleFactsOf(kind, program, language, facts);
}

async function sampleFactsOf(kind: MailKind, program: Program, language: MailLanguage, shop: ShopFacts | null) {
  const level = orderedLevels(program).at(-1);
  const card = level
    ? { tier: level.id, name: level.name, since: "2026-01-05", until: "2026-12-31", ...level.card }
    : null;
  const { name = "Laurel", url = "https://example.com" } = shop ?? {};
  const programName = program.texts[language]?.programName ?? program.texts["en"]?.programName ?? "";
  const shown = { shop: { name, url, currency: program.currency }, programName, card, perks: level?.perks ?? [] };
  return sampleFacts(kind, shown);
}

async function sendTest(
  { shop }: AdminRequest,
  to: string,
  mail: { subject: string; html: string; text: string },
): Promise<TemplateAnswer> {
  if (!isMailAddress(to)) return { ok: false, problems: [{ field: "to", code: "notAnAddress" }] };
  if (mailer === null) return { ok: false, problems: [{ field: "to", code: "noServer" }] };
  const allowed = await testMails.consume(shop.domain).then(
    () => true,
    () => false,
  );
  if (!allowed) return { ok: false, problems: [{ field: "to", code: "tooManyTests" }] };
  const { fromName, replyTo } = await readMailSettings(db, { programId: shop.programId });
  const facts = await readShop(shop.domain);
  const sender = { fromName: fromName || (facts?.name ?? "Laurel"), replyTo, messageId: "", unsubscribeUrl: null };
  const delivery = await mailer.send({ ...mail, ...sender, to });
  if (delivery.outcome === "sent") {
    await noteMailTested(db, { programId: shop.programId, now: new Date() });
    return { ok: true, done: "tested", preview: null };
  }
  return { ok: false, problems: [{ field: "to", code: "notSent", message: delivery.reason }] };
}
