-- Entries in less space: columns by their width, a hash of 16 bytes, the posting as a small number, and keys over no more ids than make
-- them unique. Members' ids are drawn from one sequence, so a member's id and an entry's number are enough; an order earns once in its
-- shop, whatever program the shop is in. Chains are written anew, because each hash is made of the one before it.
ALTER TABLE "entries" RENAME TO "entries_before";
ALTER TABLE "entries_before" DROP CONSTRAINT "entries_pkey";
DROP INDEX "entries_program_id_shop_id_order_id_posting_key";
DROP INDEX "entries_program_id_key_key";
CREATE TABLE "entries" (
    "program_id" BIGINT NOT NULL,
    "member_id" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "balance" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "shop_id" BIGINT,
    "order_id" BIGINT,
    "code_id" BIGINT,
    "pending" BIGINT,
    "reserved" BIGINT,
    "debt" BIGINT,
    "no" INTEGER NOT NULL,
    "version" INTEGER,
    "kind" "entry_kind" NOT NULL,
    "posting" SMALLINT,
    "hash" BYTEA NOT NULL,
    "lots" BIGINT[],
    "key" TEXT,

    CONSTRAINT "entries_pkey" PRIMARY KEY ("member_id", "no")
);
DO $$
DECLARE
    e entries_before%ROWTYPE;
    former bigint := 0;
    head bytea;
BEGIN
    FOR e IN SELECT * FROM entries_before ORDER BY entries_before.member_id, entries_before.no
    LOOP
        IF e.member_id <> former THEN
            head := '\x00000000000000000000000000000000';
            former := e.member_id;
        END IF;
        head := substring(sha256(head || convert_to(array_to_string(ARRAY[
            e.program_id::text, e.member_id::text, e.no::text, e.kind::text, e.points::text, coalesce(e.pending, 0)::text,
            coalesce(e.reserved, 0)::text, coalesce(e.debt, 0)::text, e.balance::text, coalesce(e.shop_id::text, '-'),
            coalesce(e.order_id::text, '-'), coalesce(e.posting::text, '-'), coalesce(e.code_id::text, '-'),
            CASE WHEN e.lots IS NULL THEN '-' ELSE coalesce((SELECT string_agg(e.lots[i] || ':' || e.lots[i + 1], ',' ORDER BY i)
                FROM generate_series(1, array_length(e.lots, 1), 2) AS i), '') END,
            coalesce(e.version::text, '-'), (extract(epoch FROM e.at) * 1000)::bigint::text,
            (extract(epoch FROM e.recorded_at) * 1000)::bigint::text], '|'), 'UTF8')) FROM 1 FOR 16);
        INSERT INTO entries (program_id, member_id, points, balance, at, recorded_at, shop_id, order_id, code_id, pending, reserved, debt,
                no, version, kind, posting, hash, lots, key)
            VALUES (e.program_id, e.member_id, e.points, e.balance, e.at, e.recorded_at, e.shop_id, e.order_id, e.code_id, e.pending,
                e.reserved, e.debt, e.no, e.version, e.kind, e.posting, head, e.lots, e.key);
        UPDATE members SET head = e2.hash FROM entries e2
            WHERE members.program_id = e.program_id AND members.id = e.member_id AND members.entries = e.no
                AND e2.member_id = e.member_id AND e2.no = e.no;
    END LOOP;
    UPDATE members SET head = '\x00000000000000000000000000000000' WHERE entries = 0;
END $$;
DROP TABLE "entries_before";
CREATE UNIQUE INDEX "entries_order_posting_key" ON "entries" ("shop_id", "order_id", "posting") WHERE "posting" IS NOT NULL;
CREATE UNIQUE INDEX "entries_program_id_key_key" ON "entries" ("program_id", "key") WHERE "key" IS NOT NULL;
CREATE TRIGGER "entries_append_only" BEFORE UPDATE OR DELETE ON "entries"
    FOR EACH ROW EXECUTE FUNCTION "refuse_entry_change"();
CREATE TRIGGER "entries_no_truncate" BEFORE TRUNCATE ON "entries"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_entry_change"();
ALTER TABLE "entries" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "entries" USING (sees_program(program_id)) WITH CHECK (sees_program(program_id));
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'laurel_app') THEN
        GRANT SELECT, INSERT ON entries TO laurel_app;
        REVOKE UPDATE, DELETE ON entries FROM laurel_app;
    END IF;
END $$;

-- The same for lots; a lot in which nothing is left is looked for by its order alone.
ALTER TABLE "lots" DROP CONSTRAINT "lots_pkey", ADD CONSTRAINT "lots_pkey" PRIMARY KEY ("member_id", "no");
DROP INDEX "lots_program_id_shop_id_order_id_idx";
CREATE INDEX "lots_done_idx" ON "lots" ("shop_id", "order_id") WHERE "done" AND "order_id" IS NOT NULL;
DROP INDEX "lots_open_idx";
CREATE INDEX "lots_open_idx" ON "lots" ("member_id") WHERE NOT "done";

-- An order is looked for by its shop and its id: in an index that began with the program, the planner walked through all of a program's
-- orders for each of them, and an award in a busy shop cost more with every order that the shop had.
ALTER TABLE "orders" DROP CONSTRAINT "orders_pkey", ADD CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id", "id");

-- What a member's orders count for the tier is read from the index alone.
DROP INDEX IF EXISTS "orders_program_id_member_id_paid_at_idx";
DROP INDEX IF EXISTS "orders_metric_idx";
CREATE INDEX "orders_metric_idx" ON "orders" ("member_id", "paid_at")
    INCLUDE ("program_id", "shop_id", "id", "spend", "spend_part", "metric_points", "metric_orders");

-- Long values are packed by the faster of PostgreSQL's two ways, where it was built with it.
DO $$
BEGIN
    ALTER TABLE orders ALTER COLUMN state SET COMPRESSION lz4, ALTER COLUMN explanation SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END $$;

-- Members change often and in place: room is left beside them.
ALTER TABLE "members" SET (fillfactor = 80);
ALTER TABLE "sync_queue" SET (fillfactor = 80);

-- Moves with every change to a program's versions: whoever keeps versions in memory compares it instead of reading them. A number that was
-- drawn by a transaction that failed is never drawn again.
CREATE SEQUENCE "program_revisions" AS BIGINT;
ALTER TABLE "programs" ADD COLUMN "revision" BIGINT NOT NULL DEFAULT nextval('program_revisions');
CREATE FUNCTION "move_revision"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE programs SET revision = nextval('program_revisions') WHERE id = coalesce(NEW.program_id, OLD.program_id);
    RETURN NULL;
END $$;
CREATE TRIGGER "program_versions_revision" AFTER INSERT OR UPDATE OR DELETE ON "program_versions"
    FOR EACH ROW EXECUTE FUNCTION "move_revision"();

-- The worker's view is decided before any id is compared.
CREATE OR REPLACE FUNCTION "sees_program"(program BIGINT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('laurel.tenant', true) = 'all' OR current_setting('laurel.tenant', true) = program::text, false)
$$;

-- Moments travel as milliseconds since 1970.
CREATE FUNCTION "moment"(ms BIGINT) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT to_timestamp(ms / 1000::float8) $$;
