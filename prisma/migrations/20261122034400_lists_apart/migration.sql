-- What the list of members is filtered and sorted by stands in a table of its own: with these indexes on members every award wrote all of them.
-- Whoever changes a member leaves a line in member_news (insert only, no index, no shared row); a job takes lines out of it and brings
-- the list and the daily sums up to date in one transaction (app/ledger/note-changes.ts).
DROP INDEX "members_by_tier_idx";
DROP INDEX "members_by_balance_idx";
DROP INDEX "members_by_activity_idx";
DROP INDEX "members_in_debt_idx";
DROP INDEX "members_excluded_idx";

CREATE TABLE "member_news" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL
);

CREATE TABLE "listed_members" (
    "program_id" BIGINT NOT NULL,
    "id" BIGINT NOT NULL,
    -- How many of the member's entries are in the daily sums.
    "entries" INTEGER NOT NULL,
    -- Neither merged into another member nor deleted.
    "shown" BOOLEAN NOT NULL,
    "excluded" BOOLEAN NOT NULL,
    "available" BIGINT NOT NULL,
    "debt" BIGINT NOT NULL,
    -- Members who were never active count as such since 1970.
    "active_at" TIMESTAMPTZ(3) NOT NULL,
    "tier" TEXT,

    CONSTRAINT "listed_members_pkey" PRIMARY KEY ("program_id", "id"),
    CONSTRAINT "listed_members_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- What the entries up to now have moved: what was not summed up yet first.
INSERT INTO "daily_sums" AS d ("program_id", "day", "kind", "gain", "entries", "points", "pending", "reserved", "debt")
    SELECT n.program_id, (n.at AT TIME ZONE z.zone)::date, n.kind, n.points > 0, count(*), sum(n.points), coalesce(sum(n.pending), 0),
            coalesce(sum(n.reserved), 0), coalesce(sum(n.debt), 0)
        FROM entry_news n JOIN (
            SELECT p.id AS program_id, coalesce((SELECT v.document->>'timeZone' FROM program_versions v
                WHERE v.program_id = p.id AND v.effective_at <= now() ORDER BY v.effective_at DESC, v.version DESC LIMIT 1), 'UTC') AS zone
            FROM programs p) z USING (program_id)
        GROUP BY 1, 2, 3, 4
    ON CONFLICT (program_id, day, kind, gain) DO UPDATE SET entries = d.entries + excluded.entries, points = d.points + excluded.points,
        pending = d.pending + excluded.pending, reserved = d.reserved + excluded.reserved, debt = d.debt + excluded.debt;
DROP TRIGGER "entries_noted" ON "entries";
DROP FUNCTION "note_entries"();
DROP TABLE "entry_news";
INSERT INTO "listed_members" ("program_id", "id", "entries", "shown", "excluded", "available", "debt", "active_at", "tier")
    SELECT program_id, id, entries, merged_into IS NULL AND deleted_at IS NULL, excluded, available, debt, coalesce(active_at, 'epoch'), tier
        FROM members;

CREATE INDEX "listed_by_tier_idx" ON "listed_members" ("program_id", "tier", "id") WHERE "shown";
CREATE INDEX "listed_by_balance_idx" ON "listed_members" ("program_id", "available", "id") WHERE "shown";
CREATE INDEX "listed_by_activity_idx" ON "listed_members" ("program_id", "active_at", "id") WHERE "shown";
CREATE INDEX "listed_in_debt_idx" ON "listed_members" ("program_id", "id") WHERE "debt" > 0 AND "shown";
CREATE INDEX "listed_excluded_idx" ON "listed_members" ("program_id", "id") WHERE "excluded" AND "shown";

-- member_news has no foreign key, which would cost each award a look at its program: it is cleared when the program goes.
CREATE OR REPLACE FUNCTION "forget_entry_news"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    DELETE FROM member_news WHERE program_id = OLD.id;
    RETURN OLD;
END $$;
ALTER FUNCTION "forget_entry_news"() RENAME TO "forget_member_news";

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['member_news', 'listed_members']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'laurel_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON member_news, listed_members TO laurel_app;
    END IF;
END $$;
