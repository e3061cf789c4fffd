-- A customer that Shopify merged into another: its late messages belong to the member that remains, nothing is written to it.
ALTER TABLE "member_customers" ADD COLUMN "gone_at" TIMESTAMPTZ(3);
ALTER TABLE "members" DROP COLUMN "lots";

-- Writes what work on accounts and orders came to, for many items at once: all of an item or nothing of it, and says for each
-- item 'new', 'already' (an entry with one of its keys is there) or 'conflict' (something moved since it was read: read it again
-- and recompute). Locks are taken in one order, members by their key, then orders by theirs, so that two batches cannot wait for
-- each other. No row that a whole shop shares is written.
CREATE FUNCTION "post_batch"(batch jsonb) RETURNS TABLE (item int, outcome text) LANGUAGE plpgsql AS $$
DECLARE
    conflicts int[] := '{}';
    repeats int[] := '{}';
    skipped int[];
    claimed jsonb;
BEGIN
    PERFORM FROM members m
        JOIN jsonb_to_recordset(batch->'members') AS x(program_id bigint, id bigint) ON m.program_id = x.program_id AND m.id = x.id
        ORDER BY m.program_id, m.id FOR UPDATE OF m;
    PERFORM FROM orders o
        JOIN jsonb_to_recordset(batch->'orders') AS x(program_id bigint, shop_id bigint, id bigint)
            ON o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id
        ORDER BY o.program_id, o.shop_id, o.id FOR UPDATE OF o;

    SELECT coalesce(array_agg(DISTINCT x.i), '{}') INTO conflicts FROM (
        SELECT x.i FROM jsonb_to_recordset(batch->'members') AS x(i int, program_id bigint, id bigint, expected bigint)
            LEFT JOIN members m ON m.program_id = x.program_id AND m.id = x.id
            WHERE coalesce(m.version, 0) <> x.expected
        UNION ALL
        SELECT x.i FROM jsonb_to_recordset(batch->'orders') AS x(i int, program_id bigint, shop_id bigint, id bigint, expected int)
            LEFT JOIN orders o ON o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id
            WHERE coalesce(o.version, 0) <> x.expected
    ) AS x;

    IF jsonb_array_length(batch->'keys') > 0 THEN
        SELECT coalesce(array_agg(DISTINCT x.i), '{}') INTO repeats
            FROM jsonb_to_recordset(batch->'keys') AS x(i int, program_id bigint, key text)
            JOIN entries e ON e.program_id = x.program_id AND e.key = x.key
            WHERE x.i <> ALL (conflicts);
    END IF;
    skipped := conflicts || repeats;

    -- Customers and orders that are new may have been written by somebody else in this moment: they are claimed first.
    IF jsonb_array_length(batch->'customers') > 0 THEN
        WITH wanted AS (
            SELECT * FROM jsonb_to_recordset(batch->'customers')
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

    WITH wanted AS (
        SELECT * FROM jsonb_to_recordset(batch->'orders') AS x(i int, program_id bigint, shop_id bigint, id bigint, name text,
            state jsonb, updated_at timestamptz, expected int)
            WHERE x.expected = 0 AND x.i <> ALL (skipped)
    ), written AS (
        INSERT INTO orders (program_id, shop_id, id, name, state, updated_at, version, excluded, posted, postings, spend, metric_points, metric_orders)
            SELECT program_id, shop_id, id, name, state, updated_at, 0, false, 0, 0, 0, 0, 0 FROM wanted ORDER BY program_id, shop_id, id
            ON CONFLICT DO NOTHING RETURNING program_id, shop_id, id
    )
    SELECT coalesce(jsonb_agg(jsonb_build_object('i', w.i, 'program_id', w.program_id, 'shop_id', w.shop_id, 'id', w.id,
            'written', EXISTS (SELECT FROM written d WHERE d.program_id = w.program_id AND d.shop_id = w.shop_id AND d.id = w.id))), '[]')
        INTO claimed FROM wanted w;
    IF claimed @> '[{"written": false}]' THEN
        SELECT conflicts || array_agg(DISTINCT x.i) INTO conflicts
            FROM jsonb_to_recordset(claimed) AS x(i int, written boolean) WHERE NOT x.written;
        skipped := conflicts || repeats;
        DELETE FROM orders o USING jsonb_to_recordset(claimed) AS x(i int, program_id bigint, shop_id bigint, id bigint, written boolean)
            WHERE x.written AND x.i = ANY (skipped) AND o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id;
        DELETE FROM member_customers c USING jsonb_to_recordset(batch->'customers') AS x(i int, program_id bigint, member_id bigint)
            WHERE x.i = ANY (skipped) AND c.program_id = x.program_id AND c.member_id = x.member_id
                AND NOT EXISTS (SELECT FROM members m WHERE m.program_id = c.program_id AND m.id = c.member_id);
    END IF;

    PERFORM write_batch(batch, skipped);
    RETURN QUERY SELECT x.i, CASE WHEN x.i = ANY (conflicts) THEN 'conflict' WHEN x.i = ANY (repeats) THEN 'already' ELSE 'new' END
        FROM generate_series(0, (batch->>'items')::int - 1) AS x(i);
END $$;

-- The second half of post_batch: writes the rows of every item that is not skipped.
CREATE FUNCTION "write_batch"(batch jsonb, skipped int[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := (batch->>'now')::timestamptz;
BEGIN
    INSERT INTO members AS m (program_id, id, version, entries, head, available, pending, reserved, debt, tier, tier_since, tier_state,
            bonuses, exclusions, excluded, birthday, joined_at, active_at, settled_at, next_at, merged_into, deleted_at, created_at)
        SELECT program_id, id, expected + 1, entries, decode(head, 'hex'), available, pending, reserved, debt, tier, tier_since, tier_state,
                bonuses, exclusions, excluded, birthday, joined_at, active_at, settled_at, next_at, merged_into, deleted_at, created_at
            FROM jsonb_to_recordset(batch->'members') AS x(i int, program_id bigint, id bigint, expected bigint, entries int, head text,
                available bigint, pending bigint, reserved bigint, debt bigint, tier text, tier_since timestamptz, tier_state jsonb,
                bonuses jsonb, exclusions jsonb, excluded boolean, birthday text, joined_at timestamptz, active_at timestamptz,
                settled_at timestamptz, next_at timestamptz, merged_into bigint, deleted_at timestamptz, created_at timestamptz)
            WHERE x.i <> ALL (skipped)
        ON CONFLICT (program_id, id) DO UPDATE SET version = excluded.version, entries = excluded.entries, head = excluded.head,
            available = excluded.available, pending = excluded.pending, reserved = excluded.reserved,
            debt = excluded.debt, tier = excluded.tier, tier_since = excluded.tier_since, tier_state = excluded.tier_state,
            bonuses = excluded.bonuses, exclusions = excluded.exclusions, excluded = excluded.excluded, birthday = excluded.birthday,
            joined_at = excluded.joined_at, active_at = excluded.active_at, settled_at = excluded.settled_at, next_at = excluded.next_at,
            merged_into = excluded.merged_into, deleted_at = excluded.deleted_at;

    INSERT INTO entries (program_id, member_id, no, kind, points, pending, reserved, debt, balance, shop_id, order_id, posting, code_id,
            lots, version, key, at, recorded_at, hash)
        SELECT program_id, member_id, no, kind, points, pending, reserved, debt, balance, shop_id, order_id, posting, code_id,
                lots, version, key, at, moment, decode(hash, 'hex')
            FROM jsonb_to_recordset(batch->'entries') AS x(i int, program_id bigint, member_id bigint, no int, kind entry_kind,
                points bigint, pending bigint, reserved bigint, debt bigint, balance bigint, shop_id bigint, order_id bigint, posting int,
                code_id bigint, lots bigint[], version int, key text, at timestamptz, hash text)
            WHERE x.i <> ALL (skipped);

    INSERT INTO lots AS l (program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, expires_at, expired_at,
            pending, source, shop_id, order_id, done)
        SELECT program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, expires_at, expired_at,
                pending, source, shop_id, order_id, done
            FROM jsonb_to_recordset(batch->'lots') AS x(i int, program_id bigint, member_id bigint, no int, points bigint, remaining bigint,
                in_codes bigint, expired bigint, available_at timestamptz, born_at timestamptz, expires_at timestamptz,
                expired_at timestamptz, pending boolean, source entry_kind, shop_id bigint, order_id bigint, done boolean)
            WHERE x.i <> ALL (skipped)
        ON CONFLICT (program_id, member_id, no) DO UPDATE SET remaining = excluded.remaining, in_codes = excluded.in_codes,
            expired = excluded.expired, expires_at = excluded.expires_at, expired_at = excluded.expired_at,
            pending = excluded.pending, done = excluded.done;

    UPDATE orders o SET member_id = x.member_id, customer_id = x.customer_id, name = x.name, state = x.state, updated_at = x.updated_at,
            version = x.expected + 1, pinned_version = x.pinned_version, pinned_tier = x.pinned_tier, paid_at = x.paid_at,
            attached_at = x.attached_at, excluded = x.excluded, posted = x.posted, postings = x.postings, spend = x.spend,
            spend_part = x.spend_part, metric_points = x.metric_points, metric_orders = x.metric_orders, explanation = x.explanation
        FROM jsonb_to_recordset(batch->'orders') AS x(i int, program_id bigint, shop_id bigint, id bigint, member_id bigint,
            customer_id bigint, name text, state jsonb, updated_at timestamptz, expected int, pinned_version int, pinned_tier text,
            paid_at timestamptz, attached_at timestamptz, excluded boolean, posted bigint, postings int, spend bigint, spend_part text,
            metric_points bigint, metric_orders int, explanation jsonb)
        WHERE x.i <> ALL (skipped) AND o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id;

    PERFORM write_rest(batch, skipped, moment);
END $$;

-- What most batches have none of: codes, tier changes, notices, notes, payment methods; and the members that Shopify must hear of.
CREATE FUNCTION "write_rest"(batch jsonb, skipped int[], moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF jsonb_array_length(batch->'codes') > 0 THEN
        INSERT INTO codes AS c (program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only,
                lots, returned, key, reserved_at, opened_at, until, used_at, ended_at, order_shop_id, order_id, discount_id, pool)
            SELECT program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only,
                    lots, returned, key, reserved_at, opened_at, until, used_at, ended_at, order_shop_id, order_id, discount_id, pool
                FROM jsonb_to_recordset(batch->'codes') AS x(i int, program_id bigint, id bigint, member_id bigint, shop_id bigint, code text,
                    status code_status, reward text, type text, version int, times int, points bigint, value text, customer_only boolean,
                    lots jsonb, returned bigint, key text, reserved_at timestamptz, opened_at timestamptz, until timestamptz,
                    used_at timestamptz, ended_at timestamptz, order_shop_id bigint, order_id bigint, discount_id text, pool boolean)
                WHERE x.i <> ALL (skipped)
            ON CONFLICT (program_id, id) DO UPDATE SET member_id = excluded.member_id, code = excluded.code, status = excluded.status,
                lots = excluded.lots, returned = excluded.returned, opened_at = excluded.opened_at, used_at = excluded.used_at,
                ended_at = excluded.ended_at, order_shop_id = excluded.order_shop_id, order_id = excluded.order_id,
                discount_id = excluded.discount_id, pool = excluded.pool;
    END IF;
    IF jsonb_array_length(batch->'tier_changes') > 0 THEN
        INSERT INTO tier_changes (program_id, member_id, no, tier, reason, at)
            SELECT program_id, member_id, no, tier, reason, at FROM jsonb_to_recordset(batch->'tier_changes')
                AS x(i int, program_id bigint, member_id bigint, no int, tier text, reason text, at timestamptz) WHERE x.i <> ALL (skipped);
    END IF;
    IF jsonb_array_length(batch->'notices') > 0 THEN
        INSERT INTO notices (program_id, member_id, kind, tier, name, at)
            SELECT program_id, member_id, kind, tier, name, at FROM jsonb_to_recordset(batch->'notices')
                AS x(i int, program_id bigint, member_id bigint, kind text, tier text, name text, at timestamptz) WHERE x.i <> ALL (skipped);
    END IF;
    IF jsonb_array_length(batch->'notes') > 0 THEN
        INSERT INTO entry_notes (program_id, member_id, no, author, reason)
            SELECT program_id, member_id, no, author, reason FROM jsonb_to_recordset(batch->'notes')
                AS x(i int, program_id bigint, member_id bigint, no int, author text, reason text) WHERE x.i <> ALL (skipped);
    END IF;
    IF jsonb_array_length(batch->'audit') > 0 THEN
        INSERT INTO audit_log (program_id, at, actor, action, subject, before, after)
            SELECT program_id, moment, actor, action, subject, before, after FROM jsonb_to_recordset(batch->'audit')
                AS x(i int, program_id bigint, actor text, action text, subject text, before jsonb, after jsonb) WHERE x.i <> ALL (skipped);
    END IF;
    IF jsonb_array_length(batch->'methods') > 0 THEN
        INSERT INTO payment_methods_seen (shop_id, method, first_seen_at)
            SELECT DISTINCT shop_id, method, moment FROM jsonb_to_recordset(batch->'methods') AS x(i int, shop_id bigint, method text)
                WHERE x.i <> ALL (skipped) AND NOT EXISTS (
                    SELECT FROM payment_methods_seen s WHERE s.shop_id = x.shop_id AND s.method = x.method)
                ORDER BY shop_id, method
            ON CONFLICT DO NOTHING;
    END IF;
    IF jsonb_array_length(batch->'merges') > 0 THEN
        UPDATE orders o SET member_id = x.kept, version = o.version + 1
            FROM jsonb_to_recordset(batch->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND o.program_id = x.program_id AND o.member_id = x.gone;
        UPDATE member_customers c SET member_id = x.kept
            FROM jsonb_to_recordset(batch->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND c.program_id = x.program_id AND c.member_id = x.gone;
        UPDATE notices n SET dismissed_at = moment
            FROM jsonb_to_recordset(batch->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND n.program_id = x.program_id AND n.member_id = x.gone AND n.dismissed_at IS NULL;
        DELETE FROM sync_queue q
            USING jsonb_to_recordset(batch->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND q.program_id = x.program_id AND q.member_id = x.gone;
    END IF;
    INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT program_id, id, expected + 1, tags, moment
            FROM jsonb_to_recordset(batch->'members') AS x(i int, program_id bigint, id bigint, expected bigint, seen boolean, tags boolean)
            WHERE x.seen AND x.i <> ALL (skipped)
        ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, tags = q.tags OR excluded.tags,
            due_at = least(q.due_at, excluded.due_at), tries = 0;
END $$;
