-- The end that a member was told of before points expire; null: not told. Lots wait for it where the shop tells (mail_settings.told_since).
ALTER TABLE "lots" ADD COLUMN "told_until" TIMESTAMPTZ(3);
CREATE INDEX "lots_expiring_idx" ON "lots" ("program_id", "expires_at") WHERE NOT "done" AND "expires_at" IS NOT NULL;

-- What a merchant decides about mails. A program without a row sends none.
CREATE TABLE "mail_settings" (
    "program_id" BIGINT NOT NULL,
    "sends" BOOLEAN NOT NULL,
    "sends_since" TIMESTAMPTZ(3),
    "from_name" TEXT NOT NULL,
    "reply_to" TEXT NOT NULL,
    "kinds" TEXT[] NOT NULL,
    "subscribers_only" BOOLEAN NOT NULL,
    -- Points that end after this moment wait until their member was told; set once, when expiry mails are switched on first.
    "told_since" TIMESTAMPTZ(3),
    "author" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    -- When the teller last looked for points that are about to expire.
    "looked_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_settings_pkey" PRIMARY KEY ("program_id")
);

-- A merchant's own words; what is missing is Laurel's.
CREATE TABLE "mail_templates" (
    "program_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "heading" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "button" TEXT NOT NULL,
    "html" TEXT,
    "author" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_templates_pkey" PRIMARY KEY ("program_id", "kind", "language")
);

-- One row for each occasion on which a member is told something; ids and numbers only, no address and no text.
CREATE TABLE "mails" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "occasion" TEXT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "shop_id" BIGINT,
    "facts" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    -- Set just before the mail is handed over, cleared when it surely was not taken: still set on a mail that waits, a process died between.
    "handed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "mails_pkey" PRIMARY KEY ("program_id", "id"),
    CONSTRAINT "mails_status" CHECK ("status" IN ('waiting', 'sent', 'skipped', 'failed', 'unknown'))
);
CREATE UNIQUE INDEX "mails_program_id_occasion_key" ON "mails" ("program_id", "occasion");
CREATE INDEX "mails_waiting_idx" ON "mails" ("due_at") WHERE "status" = 'waiting';
CREATE INDEX "mails_program_id_created_at_idx" ON "mails" ("program_id", "created_at");
CREATE INDEX "mails_program_id_member_id_idx" ON "mails" ("program_id", "member_id");

-- What a member does not want to be told by mail (or wants again).
CREATE TABLE "mail_preferences" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "category" TEXT NOT NULL,
    "wanted" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_preferences_pkey" PRIMARY KEY ("program_id", "member_id", "category")
);

-- An address that a mail server refused for good, as a keyed hash: nothing is sent there again until the customer has another one.
CREATE TABLE "mail_bounces" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_bounces_pkey" PRIMARY KEY ("program_id", "member_id", "address_hash")
);

-- All of it goes with the program when that is erased.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['mail_settings', 'mail_templates', 'mails', 'mail_preferences', 'mail_bounces']
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (program_id) REFERENCES programs(id) ON DELETE CASCADE ON UPDATE CASCADE',
            name, name || '_program_id_fkey');
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
END $$;

-- Notices from before there were mails are told in the account only.
UPDATE "notices" SET "mailed_at" = "at" WHERE "mailed_at" IS NULL;
