DROP FUNCTION "order_rows"(bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], text[]);
DROP FUNCTION "account_rows"(bigint[], bigint[], boolean, bigint[], bigint[], text[], bigint[], text[]);
DROP FUNCTION "accounts_of"(bigint[], bigint[], boolean, text[], bigint[], text[]);

-- The accounts themselves; whoever calls it has it in its own plan. $7 names programs in which orders count for no tier and no points end by
-- inactivity, in any version; for a member of one for whom nothing lies ahead, neither lots nor what orders count can decide about what a new
-- order brings: such an account comes bare, but for the members in $8, whose known orders or codes are worked on.
CREATE FUNCTION "accounts_of"(bigint[], bigint[], boolean, text[], bigint[], text[], bigint[], bigint[])
    RETURNS TABLE (kind text, body json, lots json, codes json, changes json, contributions json) LANGUAGE sql STABLE AS $$
    SELECT 'account',
        to_json(ARRAY[m.program_id::text, m.id::text, m.version::text, m.entries::text, encode(m.head, 'hex'), m.available::text,
            m.pending::text, m.reserved::text, m.debt::text, m.tier, millis(m.tier_since), m.tier_state::text, m.bonuses::text,
            m.exclusions::text, m.excluded::text, m.birthday, millis(m.joined_at), millis(m.active_at), millis(m.settled_at),
            millis(m.next_at), m.merged_into::text, millis(m.deleted_at), millis(m.created_at),
            millis(b.told)]),
        CASE WHEN NOT b.bare THEN (SELECT array_to_json(array_agg(lot_cells(l) ORDER BY l.no)) FROM lots l
            WHERE l.member_id = m.id AND NOT l.done) END,
        CASE WHEN NOT b.bare THEN (SELECT json_agg(json_build_object('id', c.id::text, 'shop_id', c.shop_id::text, 'code', c.code, 'status', c.status,
                'reward', c.reward, 'type', c.type, 'version', c.version, 'times', c.times, 'points', c.points::text, 'value', c.value,
                'customer_only', c.customer_only, 'lots', c.lots, 'returned', c.returned::text, 'key', c.key,
                'reserved_at', c.reserved_at, 'opened_at', c.opened_at, 'until', c.until, 'used_at', c.used_at, 'ended_at', c.ended_at,
                'order_shop_id', c.order_shop_id::text, 'order_id', c.order_id::text, 'discount_id', c.discount_id, 'pool', c.pool)
                ORDER BY c.id)
            FROM codes c WHERE c.program_id = m.program_id AND c.member_id = m.id
                AND (c.status IN ('reserving', 'open') OR $3 OR c.code = ANY ($4) OR c.id = ANY ($5)
                    OR (c.status = 'used' AND c.reward = ANY ($6)))) END,
        (SELECT array_to_json(array_agg(ARRAY[t.tier, t.reason, millis(t.at)] ORDER BY t.no))
            FROM tier_changes t WHERE t.program_id = m.program_id AND t.member_id = m.id),
        CASE WHEN NOT b.bare THEN (SELECT array_to_json(array_agg(ARRAY[o.shop_id::text, o.id::text, millis(o.paid_at), o.spend::text, o.spend_part,
                o.metric_points::text, o.metric_orders::text]))
            FROM orders o WHERE o.member_id = m.id AND o.program_id = m.program_id AND o.paid_at IS NOT NULL
                AND (o.spend <> 0 OR o.spend_part IS NOT NULL OR o.metric_points <> 0 OR o.metric_orders <> 0)) END
        FROM (SELECT DISTINCT * FROM unnest($1, $2)) AS x(program_id, id)
        JOIN members m ON m.program_id = x.program_id AND m.id = x.id
        CROSS JOIN LATERAL (SELECT s.told, s.told IS NULL AND m.next_at IS NULL AND m.program_id = ANY ($7) AND m.id <> ALL ($8) AS bare
            FROM (SELECT (SELECT t.told_since FROM mail_settings t WHERE t.program_id = m.program_id) AS told OFFSET 0) s OFFSET 0) b
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
    RETURN QUERY SELECT * FROM accounts_of(programs, ids, everything, carried, code_ids, rewards, '{}', '{}');
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
-- what is known of the orders, who the customers are, whose codes are carried, and the accounts of all of them; in the programs in `plain` those of new orders' members may come bare (accounts_of).
CREATE FUNCTION "order_rows"(
    shop_ids bigint[], order_shops bigint[], order_ids bigint[], customer_shops bigint[], customer_ids bigint[], code_shops bigint[],
    carried text[], plain bigint[]
) RETURNS TABLE (kind text, body json, lots json, codes json, changes json, contributions json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
DECLARE
    owners bigint[];
    programs bigint[];
    members bigint[];
    worked_on bigint[];
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
    worked_on := coalesce(members, '{}');
    SELECT programs || array_agg(c.program_id ORDER BY x.n), members || array_agg(c.member_id ORDER BY x.n), array_agg(c.member_id ORDER BY x.n)
        INTO programs, members, owners
        FROM unnest(customer_shops, customer_ids) WITH ORDINALITY AS x(shop_id, id, n)
        LEFT JOIN member_customers c ON c.shop_id = x.shop_id AND c.customer_id = x.id;
    kind := 'customers';
    body := to_json(owners::text[]);
    RETURN NEXT;
    RETURN QUERY SELECT * FROM accounts_of(programs, members, false, carried, '{}', '{}', plain, worked_on);
    IF cardinality(posted_ids) > 0 THEN
        RETURN QUERY SELECT 'lot', to_json(lot_cells(l)), NULL::json, NULL::json, NULL::json, NULL::json
            FROM unnest(posted_shops, posted_ids) AS x(shop_id, id) JOIN lots l ON l.shop_id = x.shop_id AND l.order_id = x.id
            WHERE l.done AND l.member_id = ANY (members);
    END IF;
END $$;
