-- The list of members is sorted and filtered by these; each page is an index look-up.
CREATE INDEX "members_by_tier_idx" ON "members" ("program_id", "tier", "id") WHERE "merged_into" IS NULL AND "deleted_at" IS NULL;
CREATE INDEX "members_by_balance_idx" ON "members" ("program_id", "available", "id") WHERE "merged_into" IS NULL AND "deleted_at" IS NULL;
CREATE INDEX "members_by_activity_idx" ON "members" ("program_id", (coalesce("active_at", TIMESTAMPTZ '1970-01-01 00:00:00+00')), "id")
    WHERE "merged_into" IS NULL AND "deleted_at" IS NULL;
CREATE INDEX "members_in_debt_idx" ON "members" ("program_id", "id") WHERE "debt" > 0 AND "merged_into" IS NULL AND "deleted_at" IS NULL;
CREATE INDEX "members_excluded_idx" ON "members" ("program_id", "id") WHERE "excluded" AND "merged_into" IS NULL AND "deleted_at" IS NULL;

-- Filters that staff have given a name; everybody of the program sees them.
CREATE TABLE "member_views" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    -- The list's address without the page: "tier=gold&sort=balanceHigh".
    "query" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_views_pkey" PRIMARY KEY ("program_id", "id")
);
CREATE UNIQUE INDEX "member_views_name_key" ON "member_views" ("program_id", lower("name"));

-- What staff write about a member for each other.
CREATE TABLE "member_notes" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" BIGINT NOT NULL,
    "text" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_notes_pkey" PRIMARY KEY ("program_id", "id")
);
CREATE INDEX "member_notes_member_idx" ON "member_notes" ("program_id", "member_id", "id");

-- How staff are called, as Shopify said when they last opened the app.
CREATE TABLE "staff" (
    "program_id" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("program_id", "id")
);

-- One change for many members: first the members are listed, then each is changed once, so that whoever goes on after a crash begins
-- where it stopped. `key` makes a second click the same job.
CREATE TABLE "bulk_jobs" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "filter" TEXT,
    "status" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "undoes" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- The last member that was listed.
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_jobs_pkey" PRIMARY KEY ("program_id", "id"),
    CONSTRAINT "bulk_jobs_kind" CHECK ("kind" IN ('adjust', 'setTier')),
    CONSTRAINT "bulk_jobs_status" CHECK ("status" IN ('listing', 'working', 'done'))
);
CREATE UNIQUE INDEX "bulk_jobs_key" ON "bulk_jobs" ("program_id", "key");
CREATE UNIQUE INDEX "bulk_jobs_undoes_key" ON "bulk_jobs" ("program_id", "undoes") WHERE "undoes" IS NOT NULL;
CREATE INDEX "bulk_jobs_open_idx" ON "bulk_jobs" ("id") WHERE "status" <> 'done';

CREATE TABLE "bulk_items" (
    "program_id" BIGINT NOT NULL,
    "job_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    -- How it was before, written before the change: what an undo goes back to.
    "before" JSONB,
    "reason" TEXT,

    CONSTRAINT "bulk_items_pkey" PRIMARY KEY ("program_id", "job_id", "member_id"),
    CONSTRAINT "bulk_items_status" CHECK ("status" IN ('waiting', 'changed', 'skipped'))
);
CREATE INDEX "bulk_items_waiting_idx" ON "bulk_items" ("program_id", "job_id", "member_id") WHERE "status" = 'waiting';

-- The log of changes is searched by who, what and whom.
CREATE INDEX "audit_log_actor_idx" ON "audit_log" ("program_id", "actor", "id");
CREATE INDEX "audit_log_action_idx" ON "audit_log" ("program_id", "action", "id");
CREATE INDEX "audit_log_subject_idx" ON "audit_log" ("program_id", "subject", "id");

-- All of it goes with the program when that is erased.
ALTER TABLE "bulk_items" ADD CONSTRAINT "bulk_items_job_fkey"
    FOREIGN KEY ("program_id", "job_id") REFERENCES "bulk_jobs"("program_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['member_views', 'member_notes', 'staff', 'bulk_jobs']
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (program_id) REFERENCES programs(id) ON DELETE CASCADE ON UPDATE CASCADE',
            name, name || '_program_id_fkey');
    END LOOP;
    FOREACH name IN ARRAY ARRAY['member_views', 'member_notes', 'staff', 'bulk_jobs', 'bulk_items']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
END $$;
