-- Most orders are new, of a member who is there, and bring one credit and nothing else. For these there is a narrow way in and out: what a batch
-- costs however small it is lies in the columns and expressions of each statement, and order_rows and post_batch have hundreds.

-- An award: one row for the order, its entry, its lot, the member and the queue. Moments are milliseconds since 1970; `no` numbers the entry and
-- the lot, `held` is what of the points waits for the end of a hold, `available` and `pending` are the member's balances afterwards.
CREATE TYPE "post_award" AS (
    "program_id" BIGINT, "member_id" BIGINT, "expected" BIGINT, "no" INTEGER, "points" BIGINT, "held" BIGINT, "available" BIGINT,
    "pending" BIGINT, "active_at" BIGINT, "settled_at" BIGINT, "next_at" BIGINT, "now" BIGINT, "shop_id" BIGINT, "order_id" BIGINT,
    "customer_id" BIGINT, "name" TEXT, "updated_at" BIGINT, "version" INTEGER, "tier" TEXT, "paid_at" BIGINT, "spend" BIGINT,
    "spend_part" TEXT, "metric_points" BIGINT, "metric_orders" INTEGER, "at" BIGINT, "available_at" BIGINT, "expires_at" BIGINT
);

-- Writes awards, each of another member, all of them or none: where a member or the program's versions moved since they were read, or an order
-- is there, it fails with serialization_failure or unique_violation, and post_batch finds out which. Members are locked in the order of their
-- keys as in post_batch, by being written; the caller gives the rows in the order of their orders, so that the indexes which begin with the shop
-- grow at their ends. `hashes` has 16 bytes for each row, `states` and `explanations` a line.
CREATE FUNCTION "post_awards"(programs post_program[], awards post_award[], hashes bytea, states text, explanations text)
RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
DECLARE
    written int;
    order_states text[] := string_to_array(states, E'\n');
    order_explanations text[] := string_to_array(explanations, E'\n');
BEGIN
    UPDATE members m SET version = x.expected + 1, entries = x.no, head = substring(hashes FROM x.n * 16 - 15 FOR 16), available = x.available,
            pending = x.pending, active_at = moment(x.active_at), settled_at = moment(x.settled_at), next_at = moment(x.next_at)
        FROM (SELECT a.program_id, a.member_id, a.expected, a.no, a.available, a.pending, a.active_at, a.settled_at, a.next_at, n::int
            FROM unnest(awards) WITH ORDINALITY AS a(program_id, member_id, expected, no, points, held, available, pending, active_at,
                settled_at, next_at, now, shop_id, order_id, customer_id, name, updated_at, version, tier, paid_at, spend, spend_part,
                metric_points, metric_orders, at, available_at, expires_at, n)
            ORDER BY a.program_id, a.member_id) x
        WHERE m.program_id = x.program_id AND m.id = x.member_id AND m.version = x.expected;
    GET DIAGNOSTICS written = ROW_COUNT;
    -- After the members are locked: whoever publishes a version later finds these rows as they will be.
    IF written < cardinality(awards) OR EXISTS (SELECT FROM unnest(programs) AS x
            LEFT JOIN programs p ON p.id = x.id WHERE p.revision IS DISTINCT FROM x.revision) THEN
        RAISE serialization_failure USING MESSAGE = 'a member or a program was changed since it was read';
    END IF;
    INSERT INTO orders (program_id, shop_id, id, member_id, customer_id, name, state, updated_at, version, pinned_version, pinned_tier, paid_at,
            excluded, posted, postings, spend, spend_part, metric_points, metric_orders, explanation)
        SELECT x.program_id, x.shop_id, x.order_id, x.member_id, x.customer_id, x.name, order_states[x.n]::json, moment(x.updated_at), 1,
                x.version, x.tier, moment(x.paid_at), false, x.points, 1, x.spend, x.spend_part, x.metric_points, x.metric_orders,
                order_explanations[x.n]::json
            FROM unnest(awards) WITH ORDINALITY AS x(program_id, member_id, expected, no, points, held, available, pending, active_at,
                settled_at, next_at, now, shop_id, order_id, customer_id, name, updated_at, version, tier, paid_at, spend, spend_part,
                metric_points, metric_orders, at, available_at, expires_at, n);
    INSERT INTO entries (program_id, member_id, no, kind, points, pending, balance, shop_id, order_id, posting, version, at, recorded_at, hash)
        SELECT x.program_id, x.member_id, x.no, 'order', x.points, x.held, x.available, x.shop_id, x.order_id, 1, x.version, moment(x.at),
                moment(x.now), substring(hashes FROM x.n::int * 16 - 15 FOR 16)
            FROM unnest(awards) WITH ORDINALITY AS x(program_id, member_id, expected, no, points, held, available, pending, active_at,
                settled_at, next_at, now, shop_id, order_id, customer_id, name, updated_at, version, tier, paid_at, spend, spend_part,
                metric_points, metric_orders, at, available_at, expires_at, n);
    INSERT INTO lots (program_id, member_id, no, points, remaining, in_codes, expired, available_at, born_at, expires_at, pending, source,
            shop_id, order_id, done)
        SELECT x.program_id, x.member_id, x.no, x.points, x.points, 0, 0, moment(x.available_at), moment(x.available_at),
                moment(x.expires_at), x.held IS NOT NULL, 'order', x.shop_id, x.order_id, false
            FROM unnest(awards) AS x;
    INSERT INTO member_news (program_id, member_id) SELECT x.program_id, x.member_id FROM unnest(awards) AS x;
    INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at)
        SELECT x.program_id, x.member_id, x.expected + 1, false, moment(x.now) FROM unnest(awards) AS x ORDER BY x.program_id, x.member_id
        ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0;
END $$;

-- What work on new orders needs, where that is little: for each order that is not known, of a customer who is a member for whom nothing lies ahead, in one of the
-- programs in `plain` (accounts_of says what that means), the member's row as text, with the order's place in the lists. Orders that are left out
-- are for order_rows. The rows with place 0 are the shops, each with its program, rate and the program's revision. One snapshot, because the
-- function is stable.
CREATE FUNCTION "quiet_rows"(shop_ids bigint[], order_shops bigint[], order_ids bigint[], customers bigint[], plain bigint[])
RETURNS TABLE (place bigint, body text) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 0::bigint, ROW(s.id, s.program_id, s.rate, p.revision)::text
        FROM unnest(shop_ids) AS x(id) JOIN shops s ON s.id = x.id JOIN programs p ON p.id = s.program_id;
    RETURN QUERY SELECT x.n, m::text
        FROM unnest(order_shops, order_ids, customers) WITH ORDINALITY AS x(shop_id, order_id, customer_id, n)
        JOIN member_customers c ON c.shop_id = x.shop_id AND c.customer_id = x.customer_id
        JOIN members m ON m.program_id = c.program_id AND m.id = c.member_id
        WHERE m.next_at IS NULL AND m.tier IS NULL AND m.program_id = ANY (plain)
            AND NOT EXISTS (SELECT FROM orders o WHERE o.shop_id = x.shop_id AND o.id = x.order_id)
            AND NOT EXISTS (SELECT FROM tier_changes t WHERE t.program_id = m.program_id AND t.member_id = m.id)
            AND NOT EXISTS (SELECT FROM mail_settings t WHERE t.program_id = m.program_id AND t.told_since IS NOT NULL);
END $$;
