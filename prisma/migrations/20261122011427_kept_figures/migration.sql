-- What entries move, day by day: reports and the home page read these instead of entries, however many members there are. The statement
-- that writes entries adds rows of its own here (no row is shared, so nobody waits); a job sums them up into daily_sums and removes
-- them in one statement. Sums plus what is not summed up yet are therefore the ledger at every moment.
CREATE TABLE "entry_news" (
    "program_id" BIGINT NOT NULL,
    "kind" "entry_kind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "points" BIGINT NOT NULL,
    "pending" BIGINT,
    "reserved" BIGINT,
    "debt" BIGINT
);
CREATE TABLE "daily_sums" (
    "program_id" BIGINT NOT NULL,
    -- The shop's day on which it happened.
    "day" DATE NOT NULL,
    "kind" "entry_kind" NOT NULL,
    -- Staff give and take points with entries of one kind.
    "gain" BOOLEAN NOT NULL,
    "entries" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "pending" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL,
    "debt" BIGINT NOT NULL,

    CONSTRAINT "daily_sums_pkey" PRIMARY KEY ("program_id", "day", "kind", "gain")
);

CREATE FUNCTION "note_entries"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO entry_news (program_id, kind, at, points, pending, reserved, debt)
        SELECT program_id, kind, at, points, pending, reserved, debt FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER "entries_noted" AFTER INSERT ON "entries" REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION "note_entries"();
INSERT INTO "entry_news" SELECT "program_id", "kind", "at", "points", "pending", "reserved", "debt" FROM "entries";

-- entry_news has no foreign key, which would cost each entry a look at its program: it is cleared when the program goes.
CREATE FUNCTION "forget_entry_news"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    DELETE FROM entry_news WHERE program_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER "programs_forget_news" AFTER DELETE ON "programs" FOR EACH ROW EXECUTE FUNCTION "forget_entry_news"();

-- What can only be counted by looking at everything, counted now and then by a job.
CREATE TABLE "program_snapshots" (
    "program_id" BIGINT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "figures" JSONB NOT NULL,

    CONSTRAINT "program_snapshots_pkey" PRIMARY KEY ("program_id")
);
CREATE TABLE "daily_shop" (
    "program_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "joined" INTEGER NOT NULL,
    "orders" INTEGER NOT NULL,
    -- In the smallest coins of the program's currency.
    "revenue" BIGINT NOT NULL,
    "code_orders" INTEGER NOT NULL,
    "code_revenue" BIGINT NOT NULL,

    CONSTRAINT "daily_shop_pkey" PRIMARY KEY ("program_id", "day")
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['daily_sums', 'program_snapshots', 'daily_shop']
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (program_id) REFERENCES programs(id) ON DELETE CASCADE ON UPDATE CASCADE',
            name, name || '_program_id_fkey');
    END LOOP;
    FOREACH name IN ARRAY ARRAY['entry_news', 'daily_sums', 'program_snapshots', 'daily_shop']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
END $$;
