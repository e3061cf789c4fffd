-- A version that was published for later can be taken back until then. It takes effect never: every question for the version in
-- force at a moment is answered without it, and its number, document and author stay in the history.
ALTER TABLE "program_versions"
    ADD COLUMN "planned_for" TIMESTAMPTZ(3),
    ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3),
    ADD COLUMN "withdrawn_by" TEXT,
    ADD CONSTRAINT "program_versions_withdrawn" CHECK (
        ("withdrawn_at" IS NULL) = ("effective_at" <> 'infinity')
        AND ("withdrawn_at" IS NULL) = ("planned_for" IS NULL)
        AND ("withdrawn_at" IS NULL) = ("withdrawn_by" IS NULL));
