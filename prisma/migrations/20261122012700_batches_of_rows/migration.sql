-- A batch travels as rows: one list for each table, whose rows have a type of their own. A column for each argument cost every call as much
-- as twenty awards, because PostgreSQL keeps a store for each.
CREATE TYPE "post_program" AS ("id" BIGINT, "revision" BIGINT);
CREATE TYPE "post_member" AS (
    "i" INTEGER, "program_id" BIGINT, "id" BIGINT, "expected" BIGINT, "whole" BOOLEAN, "entries" INTEGER, "available" BIGINT,
    "pending" BIGINT, "reserved" BIGINT, "debt" BIGINT, "active_at" BIGINT, "settled_at" BIGINT, "next_at" BIGINT, "seen" BOOLEAN,
    "tags" BOOLEAN, "now" BIGINT
);
CREATE TYPE "post_entry" AS (
    "i" INTEGER, "program_id" BIGINT, "member_id" BIGINT, "no" INTEGER, "kind" "entry_kind", "points" BIGINT, "pending" BIGINT,
    "reserved" BIGINT, "debt" BIGINT, "balance" BIGINT, "shop_id" BIGINT, "order_id" BIGINT, "posting" SMALLINT, "code_id" BIGINT,
    "lots" BIGINT[], "version" INTEGER, "key" TEXT, "at" BIGINT, "recorded_at" BIGINT
);
CREATE TYPE "post_lot" AS (
    "i" INTEGER, "program_id" BIGINT, "member_id" BIGINT, "no" INTEGER, "points" BIGINT, "remaining" BIGINT, "in_codes" BIGINT,
    "expired" BIGINT, "available_at" BIGINT, "born_at" BIGINT, "expires_at" BIGINT, "expired_at" BIGINT, "told_until" BIGINT,
    "pending" BOOLEAN, "source" "entry_kind", "shop_id" BIGINT, "order_id" BIGINT, "done" BOOLEAN
);
CREATE TYPE "post_order" AS (
    "i" INTEGER, "program_id" BIGINT, "shop_id" BIGINT, "id" BIGINT, "expected" INTEGER, "member_id" BIGINT, "customer_id" BIGINT,
    "name" TEXT, "updated_at" BIGINT, "pinned_version" INTEGER, "pinned_tier" TEXT, "paid_at" BIGINT, "attached_at" BIGINT,
    "excluded" BOOLEAN, "posted" BIGINT, "postings" INTEGER, "spend" BIGINT, "spend_part" TEXT, "metric_points" BIGINT,
    "metric_orders" INTEGER
);

DROP FUNCTION "post_batch"(int, bigint[], bigint[], int[], bigint[], bigint[], bigint[], boolean[], int[], bytea, bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], boolean[], boolean[], bigint[], int[], bigint[], bigint[], int[], entry_kind[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], smallint[], bigint[], text[], int[], text[], bigint[], bigint[], bytea, int[], bigint[], bigint[], int[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], boolean[], entry_kind[], bigint[], bigint[], boolean[], int[], bigint[], bigint[], bigint[], int[], bigint[], bigint[], text[], bigint[], int[], text[], bigint[], bigint[], boolean[], bigint[], int[], bigint[], text[], bigint[], int[], text, text, jsonb);

-- Writes what work on accounts and orders came to, for many items of many programs at once: all of an item or nothing of it, and names
-- the items that were not written: 'already' (an entry with one of its keys is there) or 'conflict' (something moved since it was read,
-- a member, an order or the program's versions: read it again and compute anew). Locks are taken in one order, members by their key, then
-- orders by theirs, so that two batches cannot wait for each other; the caller gives the rows sorted by these keys. No row that a whole
-- shop shares is written. `i` is an item's number from 0; `heads` and `hashes` have 16 bytes for each member and entry, `states` and
-- `explanations` a line for each order.
CREATE FUNCTION "post_batch"(
    items int, programs post_program[], members post_member[], heads bytea, entries post_entry[], hashes bytea, lots post_lot[],
    orders post_order[], states text, explanations text, rest jsonb
) RETURNS TABLE (item int, outcome text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_variable
DECLARE
    conflicts int[] := '{}';
    repeats int[] := '{}';
    skipped int[] := '{}';
    moved bigint[];
    held_count bigint;
    expected_orders bigint;
    written_programs bigint[];
    written_shops bigint[];
    written_ids bigint[];
    order_states text[] := string_to_array(states, E'\n');
    order_explanations text[] := string_to_array(explanations, E'\n');
BEGIN
    SELECT coalesce(array_agg(held.i) FILTER (WHERE held.version <> held.expected), '{}'), count(*) INTO conflicts, held_count FROM (
        SELECT x.i, x.expected, m.version FROM unnest(members) AS x
            JOIN members m ON m.program_id = x.program_id AND m.id = x.id
            ORDER BY m.program_id, m.id FOR UPDATE OF m) AS held;
    IF held_count < (SELECT count(*) FROM unnest(members) AS x WHERE x.expected > 0) THEN
        conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(members) AS x
            WHERE x.expected > 0 AND NOT EXISTS (SELECT FROM members m WHERE m.program_id = x.program_id AND m.id = x.id));
    END IF;
    -- After the members are locked: whoever publishes a version later finds these rows as they will be.
    SELECT array_agg(x.id) INTO moved FROM unnest(programs) AS x
        LEFT JOIN programs p ON p.id = x.id WHERE p.revision IS DISTINCT FROM x.revision;
    IF moved IS NOT NULL THEN
        conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(members) AS x WHERE x.program_id = ANY (moved)
            UNION SELECT x.i FROM unnest(orders) AS x WHERE x.program_id = ANY (moved));
    END IF;
    SELECT count(*) INTO expected_orders FROM unnest(orders) AS x WHERE x.expected > 0;
    IF expected_orders > 0 THEN
        SELECT conflicts || coalesce(array_agg(held.i) FILTER (WHERE held.version <> held.expected), '{}'), count(*) INTO conflicts, held_count FROM (
            SELECT x.i, x.expected, o.version
                FROM unnest(orders) AS x
                JOIN orders o ON o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id
                WHERE x.expected > 0 ORDER BY o.program_id, o.shop_id, o.id FOR UPDATE OF o) AS held;
        IF held_count < expected_orders THEN
            conflicts := conflicts || ARRAY(SELECT x.i
                FROM unnest(orders) AS x
                WHERE x.expected > 0 AND NOT EXISTS (
                    SELECT FROM orders o WHERE o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id));
        END IF;
    END IF;
    IF EXISTS (SELECT FROM unnest(entries) AS x WHERE x.key IS NOT NULL) THEN
        SELECT coalesce(array_agg(DISTINCT x.i), '{}') INTO repeats FROM unnest(entries) AS x
            JOIN entries e ON e.program_id = x.program_id AND e.key = x.key WHERE x.key IS NOT NULL AND x.i <> ALL (conflicts);
    END IF;
    skipped := conflicts || repeats;

    -- Customers and orders that are new may have been written by somebody else in this moment: they are claimed first.
    IF rest ? 'customers' THEN
        WITH wanted AS (
            SELECT * FROM jsonb_to_recordset(rest->'customers')
                AS x(i int, shop_id bigint, customer_id bigint, program_id bigint, member_id bigint, tags text[], tags_at timestamptz)
                WHERE x.i <> ALL (skipped)
        ), written AS (
            INSERT INTO member_customers (shop_id, customer_id, program_id, member_id, tags, tags_at)
                SELECT shop_id, customer_id, program_id, member_id, tags, tags_at FROM wanted ORDER BY shop_id, customer_id
                ON CONFLICT DO NOTHING RETURNING shop_id, customer_id
        )
        SELECT conflicts || coalesce(array_agg(DISTINCT w.i), '{}') INTO conflicts FROM wanted w
            WHERE NOT EXISTS (SELECT FROM written d WHERE d.shop_id = w.shop_id AND d.customer_id = w.customer_id);
        skipped := conflicts || repeats;
    END IF;
    IF cardinality(orders) > expected_orders THEN
        WITH written AS (
            INSERT INTO orders (program_id, shop_id, id, member_id, customer_id, name, state, updated_at, version, pinned_version, pinned_tier,
                    paid_at, attached_at, excluded, posted, postings, spend, spend_part, metric_points, metric_orders, explanation)
                SELECT x.program_id, x.shop_id, x.id, x.member_id, x.customer_id, x.name, order_states[x.n]::jsonb, moment(x.updated_at), 1,
                        x.pinned_version, x.pinned_tier, moment(x.paid_at), moment(x.attached_at), x.excluded, x.posted, x.postings,
                        x.spend, x.spend_part, x.metric_points, x.metric_orders, nullif(order_explanations[x.n], 'null')::jsonb
                    FROM unnest(orders) WITH ORDINALITY AS x(i, program_id, shop_id, id, expected, member_id, customer_id, name,
                        updated_at, pinned_version, pinned_tier, paid_at, attached_at, excluded, posted, postings, spend, spend_part,
                        metric_points, metric_orders, n)
                    WHERE x.expected = 0 AND x.i <> ALL (skipped)
                ON CONFLICT DO NOTHING RETURNING program_id, shop_id, id
        )
        SELECT array_agg(program_id), array_agg(shop_id), array_agg(id) INTO written_programs, written_shops, written_ids FROM written;
        IF coalesce(cardinality(written_ids), 0)
                < (SELECT count(*) FROM unnest(orders) AS x WHERE x.expected = 0 AND x.i <> ALL (skipped)) THEN
            conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(orders) AS x
                WHERE x.expected = 0 AND x.i <> ALL (skipped) AND NOT EXISTS (
                    SELECT FROM unnest(written_programs, written_shops, written_ids) AS w(program_id, shop_id, id)
                        WHERE w.program_id = x.program_id AND w.shop_id = x.shop_id AND w.id = x.id));
            skipped := conflicts || repeats;
            DELETE FROM orders o USING unnest(orders) AS x,
                    unnest(written_programs, written_shops, written_ids) AS w(program_id, shop_id, id)
                WHERE x.i = ANY (skipped) AND w.program_id = x.program_id AND w.shop_id = x.shop_id AND w.id = x.id
                    AND o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id;
        END IF;
    END IF;
    IF rest ? 'customers' AND skipped <> '{}' THEN
        DELETE FROM member_customers c USING jsonb_to_recordset(rest->'customers') AS x(i int, program_id bigint, member_id bigint)
            WHERE x.i = ANY (skipped) AND c.program_id = x.program_id AND c.member_id = x.member_id
                AND NOT EXISTS (SELECT FROM members m WHERE m.program_id = c.program_id AND m.id = c.member_id);
    END IF;

    IF expected_orders > 0 THEN
        UPDATE orders o SET member_id = x.member_id, customer_id = x.customer_id, name = x.name, state = order_states[x.n]::jsonb,
                updated_at = moment(x.updated_at), version = x.expected + 1, pinned_version = x.pinned_version, pinned_tier = x.pinned_tier,
                paid_at = moment(x.paid_at), attached_at = moment(x.attached_at), excluded = x.excluded, posted = x.posted,
                postings = x.postings, spend = x.spend, spend_part = x.spend_part, metric_points = x.metric_points,
                metric_orders = x.metric_orders, explanation = nullif(order_explanations[x.n], 'null')::jsonb
            FROM unnest(orders) WITH ORDINALITY AS x(i, program_id, shop_id, id, expected, member_id, customer_id, name,
                        updated_at, pinned_version, pinned_tier, paid_at, attached_at, excluded, posted, postings, spend, spend_part,
                        metric_points, metric_orders, n)
            WHERE x.expected > 0 AND x.i <> ALL (skipped) AND o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id;
    END IF;
    UPDATE members m SET version = x.expected + 1, entries = x.entries, head = substring(heads FROM (x.n::int - 1) * 16 + 1 FOR 16),
            available = x.available, pending = x.pending, reserved = x.reserved, debt = x.debt, active_at = moment(x.active_at),
            settled_at = moment(x.settled_at), next_at = moment(x.next_at)
        FROM unnest(members) WITH ORDINALITY AS x(i, program_id, id, expected, whole, entries, available, pending, reserved, debt, active_at,
            settled_at, next_at, seen, tags, now, n)
        WHERE NOT x.whole AND x.i <> ALL (skipped) AND m.program_id = x.program_id AND m.id = x.id;
    IF cardinality(entries) > 0 THEN
        INSERT INTO entries (program_id, member_id, no, kind, points, pending, reserved, debt, balance, shop_id, order_id, posting, code_id,
                lots, version, key, at, recorded_at, hash)
            SELECT x.program_id, x.member_id, x.no, x.kind, x.points, x.pending, x.reserved, x.debt, x.balance, x.shop_id, x.order_id,
                    x.posting, x.code_id, x.lots, x.version, x.key, moment(x.at), moment(x.recorded_at),
                    substring(hashes FROM (x.n::int - 1) * 16 + 1 FOR 16)
                FROM unnest(entries) WITH ORDINALITY AS x(i, program_id, member_id, no, kind, points, pending, reserved, debt, balance, shop_id,
                    order_id, posting, code_id, lots, version, key, at, recorded_at, n)
                WHERE x.i <> ALL (skipped);
    END IF;
    IF cardinality(lots) > 0 THEN
        INSERT INTO lots (program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, expires_at, expired_at,
                told_until, pending, source, shop_id, order_id, done)
            SELECT x.program_id, x.member_id, x.no, x.points, x.remaining, x.in_codes, x.expired, moment(x.available_at), moment(x.born_at),
                    moment(x.expires_at), moment(x.expired_at), moment(x.told_until), x.pending, x.source, x.shop_id, x.order_id, x.done
                FROM unnest(lots) AS x
                WHERE x.i <> ALL (skipped);
    END IF;
    IF rest IS NOT NULL THEN
        PERFORM write_rest(rest, skipped);
    END IF;
    INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT x.program_id, x.id, x.expected + 1, x.tags, moment(x.now)
            FROM unnest(members) AS x
            WHERE x.seen AND x.i <> ALL (skipped)
        ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, tags = q.tags OR excluded.tags,
            due_at = least(q.due_at, excluded.due_at), tries = 0;
    RETURN QUERY SELECT x.i, CASE WHEN x.i = ANY (conflicts) THEN 'conflict' WHEN x.i = ANY (repeats) THEN 'already' ELSE 'new' END
        FROM generate_series(0, items - 1) AS x(i) WHERE skipped <> '{}' AND x.i = ANY (skipped);
END $$;
