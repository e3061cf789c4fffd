import type { MailTemplate } from "../domain/mail.ts";
import { render, TemplateError } from "./engine.ts";
import { FRAME } from "./frame.ts";
import type { MailValues } from "./values.ts";

export type ComposedMail = { subject: string; html: string; text: string };

/** What is wrong with a part of a template, in Liquid's words. */
export type TemplateProblem = { field: keyof MailTemplate; message: string };

export type Composed = { ok: true; mail: ComposedMail } | { ok: false; problems: TemplateProblem[] };

const LONGEST_SUBJECT = 200;
const PREHEADER_CHARACTERS = 140;

/**
 * Writes a mail from a template and its values: the merchant's parts first, as plain text, then the frame around them. Nothing in a
 * value is ever parsed as a template, and everything is escaped where it stands in HTML. `strict` is for whoever edits a template:
 * it names variables that there are not.
 */
export function compose(template: MailTemplate, values: MailValues, options: { strict?: boolean } = {}): Composed {
  const strict = options.strict ?? false;
  const problems: TemplateProblem[] = [];
  const part = (field: keyof MailTemplate, run: () => string): string => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problems.push({ field, message: error.message });
      return "";
    }
  };
  const subject = part("subject", () => oneLine(render(template.subject, values, { strict })));
  const heading = part("heading", () => plainLine(render(template.heading, values, { strict })));
  const message = part("message", () => tidy(render(template.message, values, { strict })));
  const button = part("button", () => plainLine(render(template.button, values, { strict })));
  const paragraphs = message
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((paragraph) => paragraph.split("\n"));
  const preheader = (paragraphs[1]?.[0] ?? paragraphs[0]?.[0] ?? "").slice(0, PREHEADER_CHARACTERS);
  const all = { ...values, subject, heading, message, button, paragraphs, preheader };
  const html = part("html", () => render(template.html ?? FRAME, all, { html: true, strict }));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, mail: { subject, html, text: textPart(values, { heading, message, button }) } };
}

/** What stands in a header is one line. */
function oneLine(text: string): string {
  return plainLine(text).slice(0, LONGEST_SUBJECT);
}

function plainLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

/** Lines without spaces at their ends and without control characters; at most one empty line between them. */
function tidy(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\n]/gu, " ")
    .replaceAll(/[ \t]+\n/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** The same mail for whoever reads plain text. */
function textPart(values: MailValues, written: { heading: string; message: string; button: string }): string {
  const { card, figures, shop } = values;
  const blocks = [
    written.heading,
    card === null ? "" : [card.name, card.dates].filter(Boolean).join("\n"),
    written.message,
    figures.map((figure) => `${figure.label}: ${figure.value}`).join("\n"),
    written.button === "" ? "" : `${written.button}: ${shop.account_url}`,
    `--\n${values.why}\n${values.unsubscribe}: ${values.unsubscribe_url}`,
  ];
  return `${blocks.filter(Boolean).join("\n\n")}\n`;
}
