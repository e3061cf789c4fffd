-- Writes what work on accounts and orders came to, for many items of many programs at once: all of an item or nothing of it, and says
-- for each item 'new', 'already' (an entry with one of its keys is there) or 'conflict' (something moved since it was read, a member,
-- an order or the program's versions: read it again and compute anew). Locks are taken in one order, members by their key, then orders
-- by theirs, so that two batches cannot wait for each other; the caller gives the columns sorted by these keys. No row that a whole shop
-- shares is written. What every award writes comes as one array for each column, everything else as `rest`.
--   i: an item's number from 0; p: programs; m: all members of the items; e: entries; l: lots that are new; o: orders
DROP FUNCTION "post_batch"(jsonb);
DROP FUNCTION "write_batch"(jsonb, int[]);
DROP FUNCTION "write_rest"(jsonb, int[], timestamptz);
CREATE FUNCTION "post_batch"(
    items int,
    p_id bigint[], p_revision bigint[],
    m_item int[], m_program bigint[], m_id bigint[], m_expected bigint[], m_whole boolean[], m_entries int[], m_heads bytea,
    m_available bigint[], m_pending bigint[], m_reserved bigint[], m_debt bigint[], m_active bigint[], m_settled bigint[],
    m_next bigint[], m_seen boolean[], m_tags boolean[], m_now bigint[],
    e_item int[], e_program bigint[], e_member bigint[], e_no int[], e_kind entry_kind[], e_points bigint[], e_pending bigint[],
    e_reserved bigint[], e_debt bigint[], e_balance bigint[], e_shop bigint[], e_order bigint[], e_posting smallint[], e_code bigint[],
    e_lots text[], e_version int[], e_key text[], e_at bigint[], e_now bigint[], e_hashes bytea,
    l_item int[], l_program bigint[], l_member bigint[], l_no int[], l_points bigint[], l_remaining bigint[], l_in_codes bigint[],
    l_expired bigint[], l_available bigint[], l_born bigint[], l_expires bigint[], l_expired_at bigint[], l_told bigint[],
    l_pending boolean[], l_source entry_kind[], l_shop bigint[], l_order bigint[], l_done boolean[],
    o_item int[], o_program bigint[], o_shop bigint[], o_id bigint[], o_expected int[], o_member bigint[], o_customer bigint[], o_name text[],
    o_updated bigint[], o_pinned_version int[], o_pinned_tier text[], o_paid bigint[], o_attached bigint[], o_excluded boolean[],
    o_posted bigint[], o_postings int[], o_spend bigint[], o_spend_part text[], o_points bigint[], o_orders int[], o_states text,
    o_explanations text,
    rest jsonb
) RETURNS TABLE (item int, outcome text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
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
BEGIN
    SELECT coalesce(array_agg(held.i) FILTER (WHERE held.version <> held.expected), '{}'), count(*) INTO conflicts, held_count FROM (
        SELECT x.i, x.expected, m.version FROM unnest(m_item, m_program, m_id, m_expected) AS x(i, program_id, id, expected)
            JOIN members m ON m.program_id = x.program_id AND m.id = x.id
            ORDER BY m.program_id, m.id FOR UPDATE OF m) AS held;
    IF held_count < (SELECT count(*) FROM unnest(m_expected) AS x(expected) WHERE x.expected > 0) THEN
        conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(m_item, m_program, m_id, m_expected) AS x(i, program_id, id, expected)
            WHERE x.expected > 0 AND NOT EXISTS (SELECT FROM members m WHERE m.program_id = x.program_id AND m.id = x.id));
    END IF;
    -- After the members are locked: whoever publishes a version later finds these rows as they will be.
    SELECT array_agg(x.id) INTO moved FROM unnest(p_id, p_revision) AS x(id, revision)
        LEFT JOIN programs p ON p.id = x.id WHERE p.revision IS DISTINCT FROM x.revision;
    IF moved IS NOT NULL THEN
        conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(m_item, m_program) AS x(i, program_id) WHERE x.program_id = ANY (moved)
            UNION SELECT x.i FROM unnest(o_item, o_program) AS x(i, program_id) WHERE x.program_id = ANY (moved));
    END IF;
    SELECT count(*) INTO expected_orders FROM unnest(o_expected) AS x(expected) WHERE x.expected > 0;
    IF expected_orders > 0 THEN
        SELECT conflicts || coalesce(array_agg(held.i) FILTER (WHERE held.version <> held.expected), '{}'), count(*) INTO conflicts, held_count FROM (
            SELECT x.i, x.expected, o.version
                FROM unnest(o_item, o_program, o_shop, o_id, o_expected) AS x(i, program_id, shop_id, id, expected)
                JOIN orders o ON o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id
                WHERE x.expected > 0 ORDER BY o.program_id, o.shop_id, o.id FOR UPDATE OF o) AS held;
        IF held_count < expected_orders THEN
            conflicts := conflicts || ARRAY(SELECT x.i
                FROM unnest(o_item, o_program, o_shop, o_id, o_expected) AS x(i, program_id, shop_id, id, expected)
                WHERE x.expected > 0 AND NOT EXISTS (
                    SELECT FROM orders o WHERE o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id));
        END IF;
    END IF;
    IF cardinality(array_remove(e_key, NULL)) > 0 THEN
        SELECT coalesce(array_agg(DISTINCT x.i), '{}') INTO repeats FROM unnest(e_item, e_program, e_key) AS x(i, program_id, key)
            JOIN entries e ON e.program_id = x.program_id AND e.key = x.key WHERE x.i <> ALL (conflicts);
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
    IF cardinality(o_item) > expected_orders THEN
        WITH written AS (
            INSERT INTO orders (program_id, shop_id, id, member_id, customer_id, name, state, updated_at, version, pinned_version, pinned_tier,
                    paid_at, attached_at, excluded, posted, postings, spend, spend_part, metric_points, metric_orders, explanation)
                SELECT x.program_id, x.shop_id, x.id, x.member_id, x.customer_id, x.name, x.state::jsonb, moment(x.updated_at), 1,
                        x.pinned_version, x.pinned_tier, moment(x.paid_at), moment(x.attached_at), x.excluded, x.posted, x.postings,
                        x.spend, x.spend_part, x.metric_points, x.metric_orders, nullif(x.explanation, 'null')::jsonb
                    FROM unnest(o_item, o_program, o_shop, o_id, o_expected, o_member, o_customer, o_name, string_to_array(o_states, E'\n'),
                        o_updated, o_pinned_version, o_pinned_tier, o_paid, o_attached, o_excluded, o_posted, o_postings, o_spend,
                        o_spend_part, o_points, o_orders, string_to_array(o_explanations, E'\n'))
                        AS x(i, program_id, shop_id, id, expected, member_id, customer_id, name, state, updated_at, pinned_version,
                            pinned_tier, paid_at, attached_at, excluded, posted, postings, spend, spend_part, metric_points,
                            metric_orders, explanation)
                    WHERE x.expected = 0 AND x.i <> ALL (skipped)
                ON CONFLICT DO NOTHING RETURNING program_id, shop_id, id
        )
        SELECT array_agg(program_id), array_agg(shop_id), array_agg(id) INTO written_programs, written_shops, written_ids FROM written;
        IF coalesce(cardinality(written_ids), 0)
                < (SELECT count(*) FROM unnest(o_item, o_expected) AS x(i, expected) WHERE x.expected = 0 AND x.i <> ALL (skipped)) THEN
            conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(o_item, o_program, o_shop, o_id, o_expected)
                    AS x(i, program_id, shop_id, id, expected)
                WHERE x.expected = 0 AND x.i <> ALL (skipped) AND NOT EXISTS (
                    SELECT FROM unnest(written_programs, written_shops, written_ids) AS w(program_id, shop_id, id)
                        WHERE w.program_id = x.program_id AND w.shop_id = x.shop_id AND w.id = x.id));
            skipped := conflicts || repeats;
            DELETE FROM orders o USING unnest(o_item, o_program, o_shop, o_id) AS x(i, program_id, shop_id, id),
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
        UPDATE orders o SET member_id = x.member_id, customer_id = x.customer_id, name = x.name, state = x.state::jsonb,
                updated_at = moment(x.updated_at), version = x.expected + 1, pinned_version = x.pinned_version, pinned_tier = x.pinned_tier,
                paid_at = moment(x.paid_at), attached_at = moment(x.attached_at), excluded = x.excluded, posted = x.posted,
                postings = x.postings, spend = x.spend, spend_part = x.spend_part, metric_points = x.metric_points,
                metric_orders = x.metric_orders, explanation = nullif(x.explanation, 'null')::jsonb
            FROM unnest(o_item, o_program, o_shop, o_id, o_expected, o_member, o_customer, o_name, string_to_array(o_states, E'\n'),
                o_updated, o_pinned_version, o_pinned_tier, o_paid, o_attached, o_excluded, o_posted, o_postings, o_spend,
                o_spend_part, o_points, o_orders, string_to_array(o_explanations, E'\n'))
                AS x(i, program_id, shop_id, id, expected, member_id, customer_id, name, state, updated_at, pinned_version,
                    pinned_tier, paid_at, attached_at, excluded, posted, postings, spend, spend_part, metric_points,
                    metric_orders, explanation)
            WHERE x.expected > 0 AND x.i <> ALL (skipped) AND o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id;
    END IF;
    UPDATE members m SET version = x.expected + 1, entries = x.entries, head = substring(m_heads FROM (x.n::int - 1) * 16 + 1 FOR 16),
            available = x.available, pending = x.pending, reserved = x.reserved, debt = x.debt, active_at = moment(x.active_at),
            settled_at = moment(x.settled_at), next_at = moment(x.next_at)
        FROM unnest(m_item, m_program, m_id, m_expected, m_whole, m_entries, m_available, m_pending, m_reserved, m_debt, m_active,
            m_settled, m_next) WITH ORDINALITY AS x(i, program_id, id, expected, whole, entries, available, pending, reserved, debt,
            active_at, settled_at, next_at, n)
        WHERE NOT x.whole AND x.i <> ALL (skipped) AND m.program_id = x.program_id AND m.id = x.id;
    IF cardinality(e_item) > 0 THEN
        INSERT INTO entries (program_id, member_id, no, kind, points, pending, reserved, debt, balance, shop_id, order_id, posting, code_id,
                lots, version, key, at, recorded_at, hash)
            SELECT x.program_id, x.member_id, x.no, x.kind, x.points, x.pending, x.reserved, x.debt, x.balance, x.shop_id, x.order_id,
                    x.posting, x.code_id, x.lots::bigint[], x.version, x.key, moment(x.at), moment(x.recorded_at),
                    substring(e_hashes FROM (x.n::int - 1) * 16 + 1 FOR 16)
                FROM unnest(e_item, e_program, e_member, e_no, e_kind, e_points, e_pending, e_reserved, e_debt, e_balance, e_shop, e_order,
                    e_posting, e_code, e_lots, e_version, e_key, e_at, e_now) WITH ORDINALITY AS x(i, program_id, member_id, no, kind,
                    points, pending, reserved, debt, balance, shop_id, order_id, posting, code_id, lots, version, key, at, recorded_at, n)
                WHERE x.i <> ALL (skipped);
    END IF;
    IF cardinality(l_item) > 0 THEN
        INSERT INTO lots (program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, expires_at, expired_at,
                told_until, pending, source, shop_id, order_id, done)
            SELECT x.program_id, x.member_id, x.no, x.points, x.remaining, x.in_codes, x.expired, moment(x.available_at), moment(x.born_at),
                    moment(x.expires_at), moment(x.expired_at), moment(x.told_until), x.pending, x.source, x.shop_id, x.order_id, x.done
                FROM unnest(l_item, l_program, l_member, l_no, l_points, l_remaining, l_in_codes, l_expired, l_available, l_born, l_expires,
                    l_expired_at, l_told, l_pending, l_source, l_shop, l_order, l_done) AS x(i, program_id, member_id, no, points, remaining,
                    in_codes, expired, available_at, born_at, expires_at, expired_at, told_until, pending, source, shop_id, order_id, done)
                WHERE x.i <> ALL (skipped);
    END IF;
    IF rest IS NOT NULL THEN
        PERFORM write_rest(rest, skipped);
    END IF;
    INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT x.program_id, x.id, x.expected + 1, x.tags, moment(x.now)
            FROM unnest(m_item, m_program, m_id, m_expected, m_seen, m_tags, m_now) AS x(i, program_id, id, expected, seen, tags, now)
            WHERE x.seen AND x.i <> ALL (skipped)
        ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, tags = q.tags OR excluded.tags,
            due_at = least(q.due_at, excluded.due_at), tries = 0;
    RETURN QUERY SELECT x.i, CASE WHEN x.i = ANY (conflicts) THEN 'conflict' WHEN x.i = ANY (repeats) THEN 'already' ELSE 'new' END
        FROM generate_series(0, items - 1) AS x(i) WHERE skipped <> '{}' AND x.i = ANY (skipped);
END $$;

-- What most batches have none of. Members that are new, or of which more than balances and moments changed, are written whole; lots that
-- were there before change.
CREATE FUNCTION "write_rest"(rest jsonb, skipped int[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF rest ? 'members' THEN
        INSERT INTO members AS m (program_id, id, version, entries, head, available, pending, reserved, debt, tier, tier_since, tier_state,
                bonuses, exclusions, excluded, birthday, joined_at, active_at, settled_at, next_at, merged_into, deleted_at, created_at)
            SELECT program_id, id, expected + 1, entries, decode(head, 'hex'), available, pending, reserved, debt, tier, tier_since, tier_state,
                    bonuses, exclusions, excluded, birthday, joined_at, active_at, settled_at, next_at, merged_into, deleted_at, created_at
                FROM jsonb_to_recordset(rest->'members') AS x(i int, program_id bigint, id bigint, expected bigint, entries int, head text,
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
    END IF;
    IF rest ? 'lots' THEN
        UPDATE lots l SET remaining = x.remaining, in_codes = x.in_codes, expired = x.expired, expires_at = x.expires_at,
                expired_at = x.expired_at, told_until = x.told_until, pending = x.pending, done = x.done
            FROM jsonb_to_recordset(rest->'lots') AS x(i int, member_id bigint, no int, remaining bigint, in_codes bigint, expired bigint,
                expires_at timestamptz, expired_at timestamptz, told_until timestamptz, pending boolean, done boolean)
            WHERE x.i <> ALL (skipped) AND l.member_id = x.member_id AND l.no = x.no;
    END IF;
    IF rest ? 'codes' THEN
        INSERT INTO codes AS c (program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only,
                lots, returned, key, reserved_at, opened_at, until, used_at, ended_at, order_shop_id, order_id, discount_id, pool)
            SELECT program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only,
                    lots, returned, key, reserved_at, opened_at, until, used_at, ended_at, order_shop_id, order_id, discount_id, pool
                FROM jsonb_to_recordset(rest->'codes') AS x(i int, program_id bigint, id bigint, member_id bigint, shop_id bigint, code text,
                    status code_status, reward text, type text, version int, times int, points bigint, value text, customer_only boolean,
                    lots jsonb, returned bigint, key text, reserved_at timestamptz, opened_at timestamptz, until timestamptz,
                    used_at timestamptz, ended_at timestamptz, order_shop_id bigint, order_id bigint, discount_id text, pool boolean)
                WHERE x.i <> ALL (skipped)
            ON CONFLICT (program_id, id) DO UPDATE SET member_id = excluded.member_id, code = excluded.code, status = excluded.status,
                lots = excluded.lots, returned = excluded.returned, opened_at = excluded.opened_at, until = excluded.until,
                used_at = excluded.used_at, ended_at = excluded.ended_at, order_shop_id = excluded.order_shop_id,
                order_id = excluded.order_id, discount_id = excluded.discount_id, pool = excluded.pool;
    END IF;
    IF rest ? 'tier_changes' THEN
        INSERT INTO tier_changes (program_id, member_id, no, tier, reason, at)
            SELECT program_id, member_id, no, tier, reason, at FROM jsonb_to_recordset(rest->'tier_changes')
                AS x(i int, program_id bigint, member_id bigint, no int, tier text, reason text, at timestamptz) WHERE x.i <> ALL (skipped);
    END IF;
    IF rest ? 'notices' THEN
        INSERT INTO notices (program_id, member_id, kind, tier, name, at)
            SELECT program_id, member_id, kind, tier, name, at FROM jsonb_to_recordset(rest->'notices')
                AS x(i int, program_id bigint, member_id bigint, kind text, tier text, name text, at timestamptz) WHERE x.i <> ALL (skipped);
    END IF;
    IF rest ? 'notes' THEN
        INSERT INTO entry_notes (program_id, member_id, no, author, reason)
            SELECT program_id, member_id, no, author, reason FROM jsonb_to_recordset(rest->'notes')
                AS x(i int, program_id bigint, member_id bigint, no int, author text, reason text) WHERE x.i <> ALL (skipped);
    END IF;
    IF rest ? 'audit' THEN
        INSERT INTO audit_log (program_id, at, actor, action, subject, before, after)
            SELECT program_id, at, actor, action, subject, before, after FROM jsonb_to_recordset(rest->'audit')
                AS x(i int, program_id bigint, at timestamptz, actor text, action text, subject text, before jsonb, after jsonb)
                WHERE x.i <> ALL (skipped);
    END IF;
    IF rest ? 'methods' THEN
        INSERT INTO payment_methods_seen (shop_id, method, first_seen_at)
            SELECT x.shop_id, x.method, min(x.at)
                FROM jsonb_to_recordset(rest->'methods') AS x(i int, shop_id bigint, method text, at timestamptz)
                WHERE x.i <> ALL (skipped) AND NOT EXISTS (
                    SELECT FROM payment_methods_seen s WHERE s.shop_id = x.shop_id AND s.method = x.method)
                GROUP BY x.shop_id, x.method ORDER BY x.shop_id, x.method
            ON CONFLICT DO NOTHING;
    END IF;
    IF rest ? 'merges' THEN
        UPDATE orders o SET member_id = x.kept, version = o.version + 1
            FROM jsonb_to_recordset(rest->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND o.program_id = x.program_id AND o.member_id = x.gone;
        UPDATE member_customers c SET member_id = x.kept
            FROM jsonb_to_recordset(rest->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND c.program_id = x.program_id AND c.member_id = x.gone;
        UPDATE notices n SET dismissed_at = x.at
            FROM jsonb_to_recordset(rest->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint, at timestamptz)
            WHERE x.i <> ALL (skipped) AND n.program_id = x.program_id AND n.member_id = x.gone AND n.dismissed_at IS NULL;
        DELETE FROM sync_queue q
            USING jsonb_to_recordset(rest->'merges') AS x(i int, program_id bigint, kept bigint, gone bigint)
            WHERE x.i <> ALL (skipped) AND q.program_id = x.program_id AND q.member_id = x.gone;
    END IF;
END $$;

-- The way back of "moment".
CREATE FUNCTION "millis"(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$ SELECT (date_part('epoch', at) * 1000)::bigint::text $$;

-- Members' accounts, each with what of it is in use: open lots, codes that wait or are open, what its orders count. One snapshot, because
-- the function is stable. Everything travels as arrays of text (app/ledger/rows.ts reads them by their places): to build JSON objects took
-- PostgreSQL several times as long as finding the rows. Lots in which nothing is left come for the orders that are named (what has
-- expired of them covers a return), or all; they stand in rows of their own.
CREATE FUNCTION "account_rows"(
    programs bigint[], ids bigint[], everything boolean, order_shops bigint[], order_ids bigint[], carried text[], code_ids bigint[],
    rewards text[]
) RETURNS TABLE (kind text, body json, lots json, codes json, changes json, contributions json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'account',
        to_json(ARRAY[m.program_id::text, m.id::text, m.version::text, m.entries::text, encode(m.head, 'hex'), m.available::text,
            m.pending::text, m.reserved::text, m.debt::text, m.tier, millis(m.tier_since), m.tier_state::text, m.bonuses::text,
            m.exclusions::text, m.excluded::text, m.birthday, millis(m.joined_at), millis(m.active_at), millis(m.settled_at),
            millis(m.next_at), m.merged_into::text, millis(m.deleted_at), millis(m.created_at),
            millis((SELECT s.told_since FROM mail_settings s WHERE s.program_id = m.program_id))]),
        (SELECT array_to_json(array_agg(ARRAY[l.member_id::text, l.no::text, l.points::text, l.remaining::text, l.in_codes::text, l.expired::text,
            millis(l.available_at), millis(l.born_at), millis(l.expires_at), millis(l.expired_at), millis(l.told_until), l.pending::text,
            l.source::text, l.shop_id::text, l.order_id::text] ORDER BY l.no)) FROM lots l WHERE l.member_id = m.id AND NOT l.done),
        (SELECT json_agg(json_build_object('id', c.id::text, 'shop_id', c.shop_id::text, 'code', c.code, 'status', c.status,
                'reward', c.reward, 'type', c.type, 'version', c.version, 'times', c.times, 'points', c.points::text, 'value', c.value,
                'customer_only', c.customer_only, 'lots', c.lots, 'returned', c.returned::text, 'key', c.key,
                'reserved_at', c.reserved_at, 'opened_at', c.opened_at, 'until', c.until, 'used_at', c.used_at, 'ended_at', c.ended_at,
                'order_shop_id', c.order_shop_id::text, 'order_id', c.order_id::text, 'discount_id', c.discount_id, 'pool', c.pool)
                ORDER BY c.id)
            FROM codes c WHERE c.program_id = m.program_id AND c.member_id = m.id
                AND (c.status IN ('reserving', 'open') OR everything OR c.code = ANY (carried) OR c.id = ANY (code_ids)
                    OR (c.status = 'used' AND c.reward = ANY (rewards)))),
        (SELECT array_to_json(array_agg(ARRAY[t.tier, t.reason, millis(t.at)] ORDER BY t.no))
            FROM tier_changes t WHERE t.program_id = m.program_id AND t.member_id = m.id),
        (SELECT array_to_json(array_agg(ARRAY[o.shop_id::text, o.id::text, millis(o.paid_at), o.spend::text, o.spend_part,
                o.metric_points::text, o.metric_orders::text]))
            FROM orders o WHERE o.member_id = m.id AND o.program_id = m.program_id AND o.paid_at IS NOT NULL
                AND (o.spend <> 0 OR o.spend_part IS NOT NULL OR o.metric_points <> 0 OR o.metric_orders <> 0))
        FROM (SELECT DISTINCT * FROM unnest(programs, ids)) AS x(program_id, id)
        JOIN members m ON m.program_id = x.program_id AND m.id = x.id;
    IF everything THEN
        RETURN QUERY SELECT 'lot', to_json(ARRAY[l.member_id::text, l.no::text, l.points::text, l.remaining::text, l.in_codes::text, l.expired::text,
            millis(l.available_at), millis(l.born_at), millis(l.expires_at), millis(l.expired_at), millis(l.told_until), l.pending::text,
            l.source::text, l.shop_id::text, l.order_id::text]), NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(programs, ids) AS x(program_id, id) JOIN lots l ON l.member_id = x.id AND l.program_id = x.program_id WHERE l.done;
    ELSIF cardinality(order_ids) > 0 THEN
        RETURN QUERY SELECT 'lot', to_json(ARRAY[l.member_id::text, l.no::text, l.points::text, l.remaining::text, l.in_codes::text, l.expired::text,
            millis(l.available_at), millis(l.born_at), millis(l.expires_at), millis(l.expired_at), millis(l.told_until), l.pending::text,
            l.source::text, l.shop_id::text, l.order_id::text]), NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(order_shops, order_ids) AS x(shop_id, id) JOIN lots l ON l.shop_id = x.shop_id AND l.order_id = x.id
            WHERE l.done AND l.member_id = ANY (ids);
    END IF;
END $$;

-- Everything that work on arrived orders needs, in one statement and one snapshot: their shops with the revision of the program's versions,
-- what is known of the orders, who the customers are, whose codes are carried, and the accounts of all of them.
CREATE FUNCTION "order_rows"(
    shop_ids bigint[], order_shops bigint[], order_ids bigint[], customer_shops bigint[], customer_ids bigint[], code_shops bigint[],
    carried text[]
) RETURNS TABLE (kind text, body json, lots json, codes json, changes json, contributions json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
DECLARE
    owners bigint[];
    programs bigint[];
    members bigint[];
    posted_shops bigint[];
    posted_ids bigint[];
BEGIN
    RETURN QUERY SELECT 'shop', json_build_object('id', s.id::text, 'program_id', s.program_id::text, 'rate', s.rate::text,
            'revision', p.revision::text), NULL::json, NULL::json, NULL::json, NULL::json
        FROM unnest(shop_ids) AS x(id) JOIN shops s ON s.id = x.id JOIN programs p ON p.id = s.program_id;
    RETURN QUERY SELECT 'order', json_build_object('shop_id', o.shop_id::text, 'id', o.id::text, 'member_id', o.member_id::text,
            'customer_id', o.customer_id::text, 'state', o.state, 'version', o.version, 'pinned_version', o.pinned_version,
            'pinned_tier', o.pinned_tier, 'paid_at', o.paid_at, 'attached_at', o.attached_at, 'excluded', o.excluded,
            'posted', o.posted::text, 'postings', o.postings, 'spend', o.spend::text, 'spend_part', o.spend_part,
            'metric_points', o.metric_points::text, 'metric_orders', o.metric_orders, 'explanation', o.explanation),
            NULL::json, NULL::json, NULL::json, NULL::json
        FROM unnest(order_shops, order_ids) AS x(shop_id, id) JOIN orders o ON o.shop_id = x.shop_id AND o.id = x.id;
    IF FOUND THEN
        SELECT array_agg(o.program_id) FILTER (WHERE o.member_id IS NOT NULL), array_agg(o.member_id) FILTER (WHERE o.member_id IS NOT NULL),
                array_agg(o.shop_id) FILTER (WHERE o.postings > 0), array_agg(o.id) FILTER (WHERE o.postings > 0)
            INTO programs, members, posted_shops, posted_ids
            FROM unnest(order_shops, order_ids) AS x(shop_id, id) JOIN orders o ON o.shop_id = x.shop_id AND o.id = x.id;
    END IF;
    IF cardinality(carried) > 0 THEN
        RETURN QUERY SELECT 'code', json_build_object('shop_id', x.shop_id::text, 'code', c.code, 'member_id', c.member_id::text),
                NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(code_shops, carried) AS x(shop_id, code) JOIN shops s ON s.id = x.shop_id
            JOIN codes c ON c.program_id = s.program_id AND c.code = x.code;
        SELECT programs || array_agg(c.program_id), members || array_agg(c.member_id) INTO programs, members
            FROM unnest(code_shops, carried) AS x(shop_id, code) JOIN shops s ON s.id = x.shop_id
            JOIN codes c ON c.program_id = s.program_id AND c.code = x.code;
    END IF;
    SELECT programs || array_agg(c.program_id ORDER BY x.n), members || array_agg(c.member_id ORDER BY x.n), array_agg(c.member_id ORDER BY x.n)
        INTO programs, members, owners
        FROM unnest(customer_shops, customer_ids) WITH ORDINALITY AS x(shop_id, id, n)
        LEFT JOIN member_customers c ON c.shop_id = x.shop_id AND c.customer_id = x.id;
    RETURN QUERY SELECT 'customers', to_json(owners::text[]), NULL::json, NULL::json, NULL::json, NULL::json;
    RETURN QUERY SELECT * FROM account_rows(programs, members, false, posted_shops, posted_ids, carried, '{}', '{}');
END $$;
