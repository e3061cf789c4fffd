import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { MAIL_KINDS, type MailSettings, mailSettingsProblems, type MailSettingsProblem } from "../domain/mail.ts";

export type SaveMailSettingsInput = { programId: string; settings: MailSettings; author: string; now: Date };

/**
 * Staff have decided about mails. Only what happens after mails were switched on is told. From the moment on at which reminders of
 * points are sent for the first time, points wait until their member was told of their end; switched off again, the teller lets them go.
 */
export async function saveMailSettings(
  db: Database,
  input: SaveMailSettingsInput,
): Promise<{ ok: true } | { ok: false; problems: MailSettingsProblem[] }> {
  const { programId, settings, author, now } = input;
  const problems = mailSettingsProblems(settings);
  if (problems.length > 0) return { ok: false, problems };
  const { sends, fromName, replyTo, subscribersOnly } = settings;
  const kinds = MAIL_KINDS.filter((kind) => settings.kinds.includes(kind));
  const tells = sends && kinds.includes("pointsExpire");
  await transaction(db, async (connection) => {
    await connection.query(
      `INSERT INTO mail_settings AS s (program_id, sends, sends_since, from_name, reply_to, kinds, subscribers_only, told_since, author, updated_at)
         VALUES ($1, $2, CASE WHEN $2 THEN $8::timestamptz END, $3, $4, $5, $6, CASE WHEN $7 THEN $8::timestamptz END, $9, $8)
       ON CONFLICT (program_id) DO UPDATE SET sends = $2, sends_since = CASE WHEN $2 THEN coalesce(s.sends_since, $8) END, from_name = $3,
         reply_to = $4, kinds = $5, subscribers_only = $6, told_since = coalesce(s.told_since, excluded.told_since), author = $9,
         updated_at = $8, looked_at = NULL`,
      [programId, sends, fromName, replyTo, kinds, subscribersOnly, tells, now, author],
    );
    await connection.query(
      "INSERT INTO audit_log (program_id, at, actor, action, subject, after) VALUES ($1, $2, $3, 'saveMailSettings', 'mails', $4)",
      [programId, now, author, JSON.stringify({ sends, fromName, replyTo, kinds, subscribersOnly })],
    );
  });
  return { ok: true };
}
