-- Rule 23: shops that share a program. A code made in one shop and entered in another links them; a job moves the members; customers with
-- the same verified address become one member; a shop can leave with its own history.

-- Codes that link: only their hash is kept, each works once and for a short time.
CREATE TABLE "link_codes" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "author" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "used_by" BIGINT,

    CONSTRAINT "link_codes_pkey" PRIMARY KEY ("program_id", "id"),
    CONSTRAINT "link_codes_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "link_codes_code_hash_key" ON "link_codes" ("code_hash");
CREATE INDEX "link_codes_shop_idx" ON "link_codes" ("shop_id") WHERE "ended_at" IS NULL;

-- Codes that staff of a shop entered and that were wrong: so many in so long, and no more.
CREATE TABLE "link_tries" (
    "shop_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_tries_pkey" PRIMARY KEY ("shop_id", "id")
);

-- A shop on its way into a shared program, or out of it. `program_id` is the shared one; `cursor` is what was done last, so that whoever
-- goes on after a crash begins after it. One at a time for a shop, and one for a program.
CREATE TABLE "link_jobs" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    -- join, leave
    "kind" TEXT NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "from_program" BIGINT NOT NULL,
    "to_program" BIGINT NOT NULL,
    -- The rate of the shop's currency in the program that it comes to; null where they are the same.
    "rate" NUMERIC,
    -- What one smallest coin of the former program's currency counts in the other one's: "1", "1173/100".
    "factor" TEXT NOT NULL DEFAULT '1',
    -- members, orders, customers, done
    "phase" TEXT NOT NULL,
    "cursor_shop" BIGINT NOT NULL DEFAULT 0,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "moved" INTEGER NOT NULL DEFAULT 0,
    "compared" INTEGER NOT NULL DEFAULT 0,
    "to_compare" INTEGER NOT NULL DEFAULT 0,
    "author" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "moved_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_jobs_pkey" PRIMARY KEY ("program_id", "id"),
    CONSTRAINT "link_jobs_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "link_jobs_one_for_shop" ON "link_jobs" ("shop_id") WHERE "finished_at" IS NULL;
CREATE UNIQUE INDEX "link_jobs_one_for_program" ON "link_jobs" ("program_id") WHERE "finished_at" IS NULL;
CREATE INDEX "link_jobs_shop_idx" ON "link_jobs" ("shop_id");

-- Versions of another program that orders and codes brought with them: they are never in force here, and what is pinned to them keeps to
-- them. Their numbers begin where a program's own never come.
CREATE TABLE "adopted_versions" (
    "program_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "from_program" BIGINT NOT NULL,
    "from_version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    -- When it was in force in the shop that brought it; "until" is when the shop came.
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    -- What one smallest coin of its currency counts in the program's: "1", "1173/100".
    "factor" TEXT NOT NULL,

    CONSTRAINT "adopted_versions_pkey" PRIMARY KEY ("program_id", "version"),
    CONSTRAINT "adopted_versions_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "adopted_versions_from_key" ON "adopted_versions" ("program_id", "shop_id", "from_program", "from_version");

-- Verified addresses of customers of shops that share a program, as keyed hashes and nothing else.
CREATE TABLE "customer_addresses" (
    "program_id" BIGINT NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_addresses_pkey" PRIMARY KEY ("shop_id", "customer_id"),
    CONSTRAINT "customer_addresses_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "customer_addresses_hash_idx" ON "customer_addresses" ("program_id", "address_hash");

-- While a shop's members move, its webhooks wait.
ALTER TABLE "shops" ADD COLUMN "held_since" TIMESTAMPTZ(3);
CREATE INDEX "shops_held_idx" ON "shops" ("domain") WHERE "held_since" IS NOT NULL;

-- A member's history begins in the program that they came from.
CREATE INDEX "members_merged_into_idx" ON "members" ("merged_into") WHERE "merged_into" IS NOT NULL;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['link_codes', 'link_jobs', 'adopted_versions', 'customer_addresses']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
END $$;
ALTER TABLE "link_tries" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "link_tries" USING (sees_shop(shop_id)) WITH CHECK (sees_shop(shop_id));

-- The number that a version has in the program that its shop was linked to; one that was not brought is a fault, and nothing is moved.
CREATE FUNCTION "adopted_number"(program BIGINT, shop BIGINT, former BIGINT, number INTEGER) RETURNS INTEGER LANGUAGE plpgsql STABLE AS $$
DECLARE
    found INTEGER;
BEGIN
    SELECT a.version INTO found FROM adopted_versions a
        WHERE a.program_id = program AND a.shop_id = shop AND a.from_program = former AND a.from_version = number;
    IF found IS NULL THEN
        RAISE EXCEPTION 'version % of program % was not brought into program %', number, former, program;
    END IF;
    RETURN found;
END $$;

-- A member and everybody who was merged into them, in whatever program that was: the whole history of one person.
CREATE FUNCTION "whole_member"(program BIGINT, member BIGINT) RETURNS TABLE ("program_id" BIGINT, "id" BIGINT) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE owners AS (
        SELECT m.program_id, m.id FROM members m WHERE m.program_id = program AND m.id = member
        UNION SELECT m.program_id, m.id FROM members m JOIN owners o ON m.merged_into = o.id
    ) SELECT owners.program_id, owners.id FROM owners
$$;

-- What lies in a code, by lot: points come back in the order in which they were taken.
CREATE FUNCTION "code_parts"(lots JSONB, returned BIGINT) RETURNS TABLE ("lot" INTEGER, "points" BIGINT) LANGUAGE sql IMMUTABLE AS $$
    SELECT part.lot, part.points - least(part.points, greatest(0, returned - part.before)) FROM (
        SELECT (x->>'lot')::int AS lot, (x->>'points')::bigint AS points,
            (sum((x->>'points')::bigint) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING) - (x->>'points')::bigint)::bigint AS before
            FROM jsonb_array_elements(lots) WITH ORDINALITY AS t(x, n)) AS part
$$;
