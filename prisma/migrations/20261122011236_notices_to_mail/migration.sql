-- Notices that have not been asked yet whether they become a mail: looked for every few seconds, hardly ever many.
CREATE INDEX "notices_to_mail_idx" ON "notices" ("program_id", "id") WHERE "mailed_at" IS NULL;
