import type { Database } from "../database.ts";
import type { MailKind, MailTemplate } from "../domain/mail.ts";

/** A merchant's own template for a kind in a language; null where Laurel's holds. */
export async function findMailTemplate(
  db: Database,
  input: { programId: string; kind: MailKind; language: string },
): Promise<MailTemplate | null> {
  const { rows } = await db.pool.query<MailTemplate>(
    `SELECT subject, heading, message, button, html FROM mail_templates WHERE program_id = $1 AND kind = $2 AND language = $3`,
    [input.programId, input.kind, input.language],
  );
  return rows[0] ?? null;
}

/** Which templates a merchant has written: kinds with their languages. */
export async function listOwnTemplates(
  db: Database,
  input: { programId: string },
): Promise<{ kind: string; language: string }[]> {
  const { rows } = await db.pool.query<{ kind: string; language: string }>(
    "SELECT kind, language FROM mail_templates WHERE program_id = $1 ORDER BY kind, language",
    [input.programId],
  );
  return rows;
}
