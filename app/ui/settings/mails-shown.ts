import type { MailKind, MailSettings, MailSettingsProblem, MailTemplate } from "../../domain/mail.ts";

/** What the pages about mails are given, and what their forms get back. */
export type MailSettingsShown = {
  settings: MailSettings;
  /** The address that mails come from; null where the app has no mail server. */
  sender: string | null;
  shopName: string;
  /** Which templates the merchant has written. */
  own: { kind: MailKind; language: string }[];
  log: {
    sent: number;
    waiting: number;
    undelivered: { id: string; memberId: string; kind: MailKind; status: string; reason: string; at: string }[];
  };
};

export type MailSettingsAnswer = { ok: true } | { ok: false; problems: MailSettingsProblem[] };

export type TemplateProblem = {
  field: keyof MailTemplate | "to";
  code: "tooLong" | "liquid" | "notAnAddress" | "noServer" | "notSent" | "tooManyTests";
  message?: string;
};

export type TemplatePreview =
  { ok: true; mail: { subject: string; html: string; text: string } } | { ok: false; problems: TemplateProblem[] };

export type TemplateShown = {
  kind: MailKind;
  language: string;
  languages: readonly string[];
  template: MailTemplate;
  isOwn: boolean;
  canSend: boolean;
  /** The names that templates can use. */
  variables: readonly string[];
  preview: TemplatePreview;
};

export type TemplateAnswer =
  | { ok: true; done: "saved" | "reset" | "tested" | null; preview: TemplatePreview | null }
  | { ok: false; problems: TemplateProblem[] };
