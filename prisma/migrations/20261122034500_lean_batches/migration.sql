-- An order's documents are text that PostgreSQL checks and does not take apart: nothing looks for an order by what stands in them.
ALTER TABLE "orders" ALTER COLUMN "state" TYPE JSON USING "state"::json, ALTER COLUMN "explanation" TYPE JSON USING "explanation"::json;

DROP FUNCTION "post_batch"(int, post_program[], post_member[], bytea, post_entry[], bytea, post_lot[], post_order[], text, text, jsonb);

-- Writes what work on accounts and orders came to, for many items of many programs at once: all of an item or nothing of it, and names
-- the items that were not written: 'already' (an entry with one of its keys is there) or 'conflict' (something moved since it was read,
-- a member, an order or the program's versions: read it again and compute anew). Locks are taken in one order, members by their key, then
-- orders by theirs, so that two batches cannot wait for each other; the caller gives the rows sorted by these keys. No row that a whole
-- shop shares is written. `i` is an item's number from 0; `heads` and `hashes` have 16 bytes for each member and entry, `states` and
-- `explanations` a line for each order. `known_members` and `known_orders` say how many of them were there when they were read, `keyed` whether an
-- entry has a key: what need not be counted here costs nothing.
CREATE FUNCTION "post_batch"(
    items int, known_members int, known_orders int, keyed boolean, programs post_program[], members post_member[], heads bytea,
    entries post_entry[], hashes bytea, lots post_lot[], orders post_order[], states text, explanations text, rest jsonb
) RETURNS TABLE (item int, outcome text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_variable
DECLARE
    conflicts int[] := '{}';
    repeats int[] := '{}';
    skipped int[] := '{}';
    moved bigint[];
    held_count bigint;
    written int;
    order_states text[] := string_to_array(states, E'\n');
    order_explanations text[] := string_to_array(explanations, E'\n');
BEGIN
    SELECT coalesce(array_agg(held.i) FILTER (WHERE held.version <> held.expected), '{}'), count(*) INTO conflicts, held_count FROM (
        SELECT x.i, x.expected, m.version FROM unnest(members) AS x
            JOIN members m ON m.program_id = x.program_id AND m.id = x.id
            ORDER BY m.program_id, m.id FOR UPDATE OF m) AS held;
    IF held_count < known_members THEN
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
    IF known_orders > 0 THEN
        SELECT conflicts || coalesce(array_agg(held.i) FILTER (WHERE held.version <> held.expected), '{}'), count(*) INTO conflicts, held_count FROM (
            SELECT x.i, x.expected, o.version
                FROM unnest(orders) AS x
                JOIN orders o ON o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id
                WHERE x.expected > 0 ORDER BY o.program_id, o.shop_id, o.id FOR UPDATE OF o) AS held;
        IF held_count < known_orders THEN
            conflicts := conflicts || ARRAY(SELECT x.i
                FROM unnest(orders) AS x
                WHERE x.expected > 0 AND NOT EXISTS (
                    SELECT FROM orders o WHERE o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id));
        END IF;
    END IF;
    IF keyed THEN
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
    IF cardinality(orders) > known_orders THEN
        INSERT INTO orders (program_id, shop_id, id, member_id, customer_id, name, state, updated_at, version, pinned_version, pinned_tier,
                paid_at, attached_at, excluded, posted, postings, spend, spend_part, metric_points, metric_orders, explanation)
            SELECT x.program_id, x.shop_id, x.id, x.member_id, x.customer_id, x.name, order_states[x.n]::json, moment(x.updated_at), 1,
                    x.pinned_version, x.pinned_tier, moment(x.paid_at), moment(x.attached_at), x.excluded, x.posted, x.postings,
                    x.spend, x.spend_part, x.metric_points, x.metric_orders, nullif(order_explanations[x.n], 'null')::json
                FROM unnest(orders) WITH ORDINALITY AS x(i, program_id, shop_id, id, expected, member_id, customer_id, name,
                    updated_at, pinned_version, pinned_tier, paid_at, attached_at, excluded, posted, postings, spend, spend_part,
                    metric_points, metric_orders, n)
                WHERE x.expected = 0 AND x.i <> ALL (skipped)
            ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written < cardinality(orders) - known_orders THEN
            -- What this call has written bears the number of its transaction.
            conflicts := conflicts || ARRAY(SELECT x.i FROM unnest(orders) AS x
                WHERE x.expected = 0 AND x.i <> ALL (skipped) AND NOT EXISTS (
                    SELECT FROM orders o WHERE o.shop_id = x.shop_id AND o.id = x.id AND o.program_id = x.program_id
                        AND o.version = 1 AND o.xmin = pg_current_xact_id()::xid));
            skipped := conflicts || repeats;
            DELETE FROM orders o USING unnest(orders) AS x
                WHERE x.expected = 0 AND x.i = ANY (skipped) AND o.program_id = x.program_id AND o.shop_id = x.shop_id AND o.id = x.id
                    AND o.version = 1 AND o.xmin = pg_current_xact_id()::xid;
        END IF;
    END IF;
    IF rest ? 'customers' AND skipped <> '{}' THEN
        DELETE FROM member_customers c USING jsonb_to_recordset(rest->'customers') AS x(i int, program_id bigint, member_id bigint)
            WHERE x.i = ANY (skipped) AND c.program_id = x.program_id AND c.member_id = x.member_id
                AND NOT EXISTS (SELECT FROM members m WHERE m.program_id = c.program_id AND m.id = c.member_id);
    END IF;

    IF known_orders > 0 THEN
        UPDATE orders o SET member_id = x.member_id, customer_id = x.customer_id, name = x.name, state = order_states[x.n]::json,
                updated_at = moment(x.updated_at), version = x.expected + 1, pinned_version = x.pinned_version, pinned_tier = x.pinned_tier,
                paid_at = moment(x.paid_at), attached_at = moment(x.attached_at), excluded = x.excluded, posted = x.posted,
                postings = x.postings, spend = x.spend, spend_part = x.spend_part, metric_points = x.metric_points,
                metric_orders = x.metric_orders, explanation = nullif(order_explanations[x.n], 'null')::json
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
    WITH told AS (
        SELECT x.program_id, x.id, x.expected, x.seen, x.tags, x.now FROM unnest(members) AS x WHERE x.i <> ALL (skipped)
    ), noted AS (
        INSERT INTO member_news (program_id, member_id) SELECT program_id, id FROM told
    )
    INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT program_id, id, expected + 1, tags, moment(now) FROM told WHERE seen
        ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, tags = q.tags OR excluded.tags,
            due_at = least(q.due_at, excluded.due_at), tries = 0;
    IF skipped <> '{}' THEN
        RETURN QUERY SELECT x.i, CASE WHEN x.i = ANY (conflicts) THEN 'conflict' ELSE 'already' END
            FROM generate_series(0, items - 1) AS x(i) WHERE x.i = ANY (skipped);
    END IF;
END $$;

DROP FUNCTION "order_rows"(bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], text[]);
DROP FUNCTION "account_rows"(bigint[], bigint[], boolean, bigint[], bigint[], text[], bigint[], text[]);

-- A lot as it travels; written into the statement that names it, like the function below.
CREATE FUNCTION "lot_cells"(l lots) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY[l.member_id::text, l.no::text, l.points::text, l.remaining::text, l.in_codes::text, l.expired::text,
        millis(l.available_at), millis(l.born_at), millis(l.expires_at), millis(l.expired_at), millis(l.told_until), l.pending::text,
        l.source::text, l.shop_id::text, l.order_id::text]
$$;

-- The accounts themselves; whoever calls it has it in its own plan.
CREATE FUNCTION "accounts_of"(bigint[], bigint[], boolean, text[], bigint[], text[])
    RETURNS TABLE (kind text, body json, lots json, codes json, changes json, contributions json) LANGUAGE sql STABLE AS $$
    SELECT 'account',
        to_json(ARRAY[m.program_id::text, m.id::text, m.version::text, m.entries::text, encode(m.head, 'hex'), m.available::text,
            m.pending::text, m.reserved::text, m.debt::text, m.tier, millis(m.tier_since), m.tier_state::text, m.bonuses::text,
            m.exclusions::text, m.excluded::text, m.birthday, millis(m.joined_at), millis(m.active_at), millis(m.settled_at),
            millis(m.next_at), m.merged_into::text, millis(m.deleted_at), millis(m.created_at),
            millis((SELECT s.told_since FROM mail_settings s WHERE s.program_id = m.program_id))]),
        (SELECT array_to_json(array_agg(lot_cells(l) ORDER BY l.no)) FROM lots l WHERE l.member_id = m.id AND NOT l.done),
        (SELECT json_agg(json_build_object('id', c.id::text, 'shop_id', c.shop_id::text, 'code', c.code, 'status', c.status,
                'reward', c.reward, 'type', c.type, 'version', c.version, 'times', c.times, 'points', c.points::text, 'value', c.value,
                'customer_only', c.customer_only, 'lots', c.lots, 'returned', c.returned::text, 'key', c.key,
                'reserved_at', c.reserved_at, 'opened_at', c.opened_at, 'until', c.until, 'used_at', c.used_at, 'ended_at', c.ended_at,
                'order_shop_id', c.order_shop_id::text, 'order_id', c.order_id::text, 'discount_id', c.discount_id, 'pool', c.pool)
                ORDER BY c.id)
            FROM codes c WHERE c.program_id = m.program_id AND c.member_id = m.id
                AND (c.status IN ('reserving', 'open') OR $3 OR c.code = ANY ($4) OR c.id = ANY ($5)
                    OR (c.status = 'used' AND c.reward = ANY ($6)))),
        (SELECT array_to_json(array_agg(ARRAY[t.tier, t.reason, millis(t.at)] ORDER BY t.no))
            FROM tier_changes t WHERE t.program_id = m.program_id AND t.member_id = m.id),
        (SELECT array_to_json(array_agg(ARRAY[o.shop_id::text, o.id::text, millis(o.paid_at), o.spend::text, o.spend_part,
                o.metric_points::text, o.metric_orders::text]))
            FROM orders o WHERE o.member_id = m.id AND o.program_id = m.program_id AND o.paid_at IS NOT NULL
                AND (o.spend <> 0 OR o.spend_part IS NOT NULL OR o.metric_points <> 0 OR o.metric_orders <> 0))
        FROM (SELECT DISTINCT * FROM unnest($1, $2)) AS x(program_id, id)
        JOIN members m ON m.program_id = x.program_id AND m.id = x.id
$$;

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
    RETURN QUERY SELECT * FROM accounts_of(programs, ids, everything, carried, code_ids, rewards);
    IF everything THEN
        RETURN QUERY SELECT 'lot', to_json(lot_cells(l)), NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(programs, ids) AS x(program_id, id) JOIN lots l ON l.member_id = x.id AND l.program_id = x.program_id WHERE l.done;
    ELSIF cardinality(order_ids) > 0 THEN
        RETURN QUERY SELECT 'lot', to_json(lot_cells(l)), NULL::json, NULL::json, NULL::json, NULL::json
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
    RETURN QUERY SELECT 'shop', to_json(ARRAY[s.id::text, s.program_id::text, s.rate::text, p.revision::text]),
            NULL::json, NULL::json, NULL::json, NULL::json
        FROM unnest(shop_ids) AS x(id) JOIN shops s ON s.id = x.id JOIN programs p ON p.id = s.program_id;
    -- Most orders are new: their wide rows are asked for where there are any.
    IF EXISTS (SELECT FROM unnest(order_shops, order_ids) AS x(shop_id, id) JOIN orders o ON o.shop_id = x.shop_id AND o.id = x.id) THEN
        RETURN QUERY SELECT 'order', json_build_object('shop_id', o.shop_id::text, 'id', o.id::text, 'member_id', o.member_id::text,
                'customer_id', o.customer_id::text, 'state', o.state, 'version', o.version, 'pinned_version', o.pinned_version,
                'pinned_tier', o.pinned_tier, 'paid_at', o.paid_at, 'attached_at', o.attached_at, 'excluded', o.excluded,
                'posted', o.posted::text, 'postings', o.postings, 'spend', o.spend::text, 'spend_part', o.spend_part,
                'metric_points', o.metric_points::text, 'metric_orders', o.metric_orders, 'explanation', o.explanation),
                NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(order_shops, order_ids) AS x(shop_id, id) JOIN orders o ON o.shop_id = x.shop_id AND o.id = x.id;
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
    kind := 'customers';
    body := to_json(owners::text[]);
    RETURN NEXT;
    RETURN QUERY SELECT * FROM accounts_of(programs, members, false, carried, '{}', '{}');
    IF cardinality(posted_ids) > 0 THEN
        RETURN QUERY SELECT 'lot', to_json(lot_cells(l)), NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(posted_shops, posted_ids) AS x(shop_id, id) JOIN lots l ON l.shop_id = x.shop_id AND l.order_id = x.id
            WHERE l.done AND l.member_id = ANY (members);
    END IF;
END $$;
