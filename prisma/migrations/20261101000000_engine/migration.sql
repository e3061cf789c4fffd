-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "entry_kind" AS ENUM ('order', 'takeBack', 'takeBackCovered', 'forgiven', 'released', 'expired', 'joining', 'birthday', 'firstOrder', 'tierBonus', 'adjusted', 'reserved', 'spent', 'returned', 'spentAgain', 'mergedIn', 'mergedOut', 'closed');

-- CreateEnum
CREATE TYPE "code_status" AS ENUM ('reserving', 'open', 'used', 'expired', 'undone', 'failed');

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMP(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMP(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "programs" (
    "id" BIGSERIAL NOT NULL,
    "settled_until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "programs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_versions" (
    "program_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "author" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "program_versions_pkey" PRIMARY KEY ("program_id","version")
);

-- CreateTable
CREATE TABLE "program_drafts" (
    "program_id" BIGINT NOT NULL,
    "document" JSONB NOT NULL,
    "based_on" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "program_drafts_pkey" PRIMARY KEY ("program_id")
);

-- CreateTable
CREATE TABLE "shops" (
    "id" BIGINT NOT NULL,
    "domain" TEXT NOT NULL,
    "program_id" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "rate" DECIMAL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "uninstalled_at" TIMESTAMPTZ(3),
    "compared_until" TIMESTAMPTZ(3),

    CONSTRAINT "shops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_customers" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "tags" TEXT[],
    "tags_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_customers_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "members" (
    "program_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "version" BIGINT NOT NULL,
    "entries" INTEGER NOT NULL,
    "head" BYTEA NOT NULL,
    "lots" INTEGER NOT NULL,
    "available" BIGINT NOT NULL,
    "pending" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL,
    "debt" BIGINT NOT NULL,
    "tier" TEXT,
    "tier_since" TIMESTAMPTZ(3),
    "tier_state" JSONB NOT NULL,
    "bonuses" JSONB NOT NULL,
    "exclusions" JSONB NOT NULL,
    "excluded" BOOLEAN NOT NULL,
    "birthday" VARCHAR(5),
    "joined_at" TIMESTAMPTZ(3),
    "active_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "merged_into" BIGINT,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "members_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "orders" (
    "program_id" BIGINT NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "member_id" BIGINT,
    "customer_id" BIGINT,
    "name" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,
    "pinned_version" INTEGER,
    "pinned_tier" TEXT,
    "paid_at" TIMESTAMPTZ(3),
    "attached_at" TIMESTAMPTZ(3),
    "excluded" BOOLEAN NOT NULL,
    "posted" BIGINT NOT NULL,
    "postings" INTEGER NOT NULL,
    "spend" BIGINT NOT NULL,
    "spend_part" TEXT,
    "metric_points" BIGINT NOT NULL,
    "metric_orders" INTEGER NOT NULL,
    "explanation" JSONB,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("program_id","shop_id","id")
);

-- CreateTable
CREATE TABLE "entries" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "no" INTEGER NOT NULL,
    "kind" "entry_kind" NOT NULL,
    "points" BIGINT NOT NULL,
    "pending" BIGINT,
    "reserved" BIGINT,
    "debt" BIGINT,
    "balance" BIGINT NOT NULL,
    "shop_id" BIGINT,
    "order_id" BIGINT,
    "posting" INTEGER,
    "code_id" BIGINT,
    "lots" BIGINT[],
    "version" INTEGER,
    "key" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "entries_pkey" PRIMARY KEY ("program_id","member_id","no")
);

-- CreateTable
CREATE TABLE "entry_notes" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "no" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "entry_notes_pkey" PRIMARY KEY ("program_id","member_id","no")
);

-- CreateTable
CREATE TABLE "lots" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "no" INTEGER NOT NULL,
    "points" BIGINT NOT NULL,
    "remaining" BIGINT NOT NULL,
    "in_codes" BIGINT NOT NULL,
    "expired" BIGINT NOT NULL,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "born_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "expired_at" TIMESTAMPTZ(3),
    "pending" BOOLEAN NOT NULL,
    "source" "entry_kind" NOT NULL,
    "shop_id" BIGINT,
    "order_id" BIGINT,
    "done" BOOLEAN NOT NULL,

    CONSTRAINT "lots_pkey" PRIMARY KEY ("program_id","member_id","no")
);

-- CreateTable
CREATE TABLE "codes" (
    "program_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "status" "code_status" NOT NULL,
    "reward" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "times" INTEGER NOT NULL,
    "points" BIGINT NOT NULL,
    "value" TEXT,
    "customer_only" BOOLEAN NOT NULL,
    "lots" JSONB NOT NULL,
    "returned" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "order_shop_id" BIGINT,
    "order_id" BIGINT,
    "discount_id" TEXT,
    "pool" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "codes_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "tier_changes" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "no" INTEGER NOT NULL,
    "tier" TEXT,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tier_changes_pkey" PRIMARY KEY ("program_id","member_id","no")
);

-- CreateTable
CREATE TABLE "notices" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "dismissed_at" TIMESTAMPTZ(3),
    "mailed_at" TIMESTAMPTZ(3),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "payment_methods_seen" (
    "shop_id" BIGINT NOT NULL,
    "method" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "dismissed_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_methods_seen_pkey" PRIMARY KEY ("shop_id","method")
);

-- CreateTable
CREATE TABLE "inbox" (
    "shop" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSON NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("shop","topic","event_id")
);

-- CreateTable
CREATE TABLE "sync_queue" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "wanted" BIGINT NOT NULL,
    "tags" BOOLEAN NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "sync_queue_pkey" PRIMARY KEY ("program_id","member_id")
);

-- CreateIndex
CREATE INDEX "Session_shop_idx" ON "Session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shops_domain_key" ON "shops"("domain");

-- CreateIndex
CREATE INDEX "shops_program_id_idx" ON "shops"("program_id");

-- CreateIndex
CREATE INDEX "member_customers_program_id_member_id_idx" ON "member_customers"("program_id", "member_id");

-- CreateIndex
CREATE INDEX "members_program_id_next_at_idx" ON "members"("program_id", "next_at");

-- CreateIndex
CREATE INDEX "members_program_id_merged_into_idx" ON "members"("program_id", "merged_into");

-- CreateIndex
CREATE INDEX "orders_program_id_member_id_paid_at_idx" ON "orders"("program_id", "member_id", "paid_at");

-- CreateIndex
CREATE UNIQUE INDEX "entries_program_id_shop_id_order_id_posting_key" ON "entries"("program_id", "shop_id", "order_id", "posting");

-- CreateIndex
CREATE UNIQUE INDEX "entries_program_id_key_key" ON "entries"("program_id", "key");

-- CreateIndex
CREATE INDEX "lots_program_id_shop_id_order_id_idx" ON "lots"("program_id", "shop_id", "order_id");

-- CreateIndex
CREATE INDEX "codes_program_id_order_shop_id_order_id_idx" ON "codes"("program_id", "order_shop_id", "order_id");

-- CreateIndex
CREATE INDEX "codes_program_id_status_until_idx" ON "codes"("program_id", "status", "until");

-- CreateIndex
CREATE UNIQUE INDEX "codes_program_id_code_key" ON "codes"("program_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "codes_program_id_member_id_key_key" ON "codes"("program_id", "member_id", "key");

-- CreateIndex
CREATE INDEX "notices_program_id_member_id_idx" ON "notices"("program_id", "member_id");

-- CreateIndex
CREATE INDEX "sync_queue_due_at_idx" ON "sync_queue"("due_at");


-- Ids of members and codes are drawn from one sequence each, so that they can be known before a row is written.
CREATE SEQUENCE "member_ids" AS BIGINT CACHE 50;
CREATE SEQUENCE "code_ids" AS BIGINT CACHE 50;

-- What no program, however wrong, may store.
ALTER TABLE "members"
    ADD CONSTRAINT "members_amounts" CHECK ("available" >= 0 AND "pending" >= 0 AND "reserved" >= 0 AND "debt" >= 0),
    ADD CONSTRAINT "members_debt_or_points" CHECK ("available" = 0 OR "debt" = 0);
ALTER TABLE "lots"
    ADD CONSTRAINT "lots_amounts" CHECK ("points" > 0 AND "remaining" >= 0 AND "in_codes" >= 0 AND "expired" >= 0);
ALTER TABLE "codes"
    ADD CONSTRAINT "codes_amounts" CHECK ("points" > 0 AND "returned" >= 0 AND "returned" <= "points");

-- Due moments are looked for often, and most members have none.
CREATE INDEX "inbox_waiting_idx" ON "inbox" ("next_at") WHERE "done_at" IS NULL;
CREATE INDEX "lots_open_idx" ON "lots" ("program_id", "member_id") WHERE NOT "done";

-- Entries are append-only for everybody; erasing a whole program goes through erase_program() alone.
CREATE FUNCTION "refuse_entry_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('laurel.erasing', true) = OLD.program_id::text THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'entries are append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "entries_append_only" BEFORE UPDATE OR DELETE ON "entries"
    FOR EACH ROW EXECUTE FUNCTION "refuse_entry_change"();
CREATE TRIGGER "entries_no_truncate" BEFORE TRUNCATE ON "entries"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_entry_change"();

-- Row-level security: a connection sees the program that laurel.tenant names, or everything where it says 'all' (the worker);
-- where it says nothing, nothing.
CREATE FUNCTION "sees_program"(program BIGINT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('laurel.tenant', true) IN ('all', program::text), false)
$$;
CREATE FUNCTION "sees_shop"(shop BIGINT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('laurel.tenant', true) = 'all', false)
        OR EXISTS (SELECT FROM shops WHERE shops.id = shop AND current_setting('laurel.tenant', true) = shops.program_id::text)
$$;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['program_versions', 'program_drafts', 'shops', 'member_customers', 'members', 'orders', 'entries',
        'entry_notes', 'lots', 'codes', 'tier_changes', 'notices', 'audit_log', 'sync_queue']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
END $$;
ALTER TABLE "programs" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "programs" USING (sees_program(id)) WITH CHECK (sees_program(id));
ALTER TABLE "payment_methods_seen" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "payment_methods_seen" USING (sees_shop(shop_id)) WITH CHECK (sees_shop(shop_id));
ALTER TABLE "inbox" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "inbox"
    USING (coalesce(current_setting('laurel.tenant', true) = 'all', false))
    WITH CHECK (coalesce(current_setting('laurel.tenant', true) = 'all', false));

-- Deletes everything of one program, entries included: what shop/redact asks for. Runs with the rights of the tables' owner.
CREATE FUNCTION "erase_program"(program BIGINT) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    name text;
BEGIN
    PERFORM set_config('laurel.erasing', program::text, true);
    DELETE FROM inbox WHERE shop IN (SELECT domain FROM shops WHERE program_id = program);
    DELETE FROM payment_methods_seen WHERE shop_id IN (SELECT id FROM shops WHERE program_id = program);
    FOREACH name IN ARRAY ARRAY['sync_queue', 'audit_log', 'notices', 'tier_changes', 'codes', 'lots', 'entry_notes', 'entries', 'orders',
        'member_customers', 'members', 'shops', 'program_drafts', 'program_versions']
    LOOP
        EXECUTE format('DELETE FROM %I WHERE program_id = $1', name) USING program;
    END LOOP;
    DELETE FROM programs WHERE id = program;
    PERFORM set_config('laurel.erasing', '', true);
END $$;

-- The role that the app takes on: it may add entries and read them, never change them. Where the migrating user may not make
-- roles, the app goes on under its own, and the triggers above still hold.
DO $$
BEGIN
    CREATE ROLE laurel_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
    NULL;
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'laurel_app') THEN
        GRANT USAGE ON SCHEMA public TO laurel_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO laurel_app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO laurel_app;
        REVOKE UPDATE, DELETE ON entries FROM laurel_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO laurel_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO laurel_app;
    END IF;
END $$;
