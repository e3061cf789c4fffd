import type { Database } from "../database.ts";
import { type MailKind, type MailTemplate, TEMPLATE_LENGTHS } from "../domain/mail.ts";

type Place = { programId: string; kind: MailKind; language: string };

/** The parts of a template that are longer than they may be. */
export function tooLong(template: MailTemplate): (keyof MailTemplate)[] {
  return (Object.keys(TEMPLATE_LENGTHS) as (keyof MailTemplate)[]).filter(
    (field) => (template[field] ?? "").length > TEMPLATE_LENGTHS[field],
  );
}

/** Keeps a merchant's own template. That it can be rendered has been tried by whoever calls; one that is too long is refused here too. */
export async function saveMailTemplate(
  db: Database,
  input: Place & { template: MailTemplate; author: string; now: Date },
): Promise<{ ok: true } | { ok: false; fields: (keyof MailTemplate)[] }> {
  const { programId, kind, language, template, author, now } = input;
  const fields = tooLong(template);
  if (fields.length > 0) return { ok: false, fields };
  const { subject, heading, message, button, html } = template;
  await db.pool.query(
    `WITH saved AS (
       INSERT INTO mail_templates (program_id, kind, language, subject, heading, message, button, html, author, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (program_id, kind, language) DO UPDATE SET subject = $4, heading = $5, message = $6, button = $7, html = $8,
         author = $9, updated_at = $10
     )
     INSERT INTO audit_log (program_id, at, actor, action, subject) VALUES ($1, $10, $9, 'saveMailTemplate', 'mail:' || $2 || ':' || $3)`,
    [programId, kind, language, subject, heading, message, button, html, author, now],
  );
  return { ok: true };
}

/** Laurel's own template holds again. */
export async function resetMailTemplate(db: Database, input: Place & { author: string; now: Date }): Promise<void> {
  const { programId, kind, language, author, now } = input;
  await db.pool.query(
    `WITH gone AS (DELETE FROM mail_templates WHERE program_id = $1 AND kind = $2 AND language = $3 RETURNING program_id)
     INSERT INTO audit_log (program_id, at, actor, action, subject)
       SELECT program_id, $5, $4, 'resetMailTemplate', 'mail:' || $2 || ':' || $3 FROM gone`,
    [programId, kind, language, author, now],
  );
}
