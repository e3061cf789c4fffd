-- The statement that takes codes out of a pool (pool_exchanges_together) also says how the member stands afterwards: what is set aside in
-- codes, the tier, and whether the reward has been taken as often as it may be. Whoever exchanges is told without another question.
DROP FUNCTION "exchange_from_pool"(bigint, bigint, int, bigint, text, text, bigint, text, bigint, text[], bigint[], timestamptz[], text,
    timestamptz, text, timestamptz, int, text, bigint[], text[], bigint[]);

-- Rules 11, 12 and 14 for members who take a code of one pool, many of them at once and each by itself: the plain case, in which nothing
-- that time brings is open and the reward is free to take. Members are locked first, in the order of their ids as in post_batch, so that
-- whatever is read afterwards stays as it is. What lies behind the checks is app/domain/exchange.ts: this writes exactly what `reserve` and
-- post_batch would (tests/ledger/pool-exchange.test.ts). Each member may occur once. Planned once in a session, not at every call.
--   $1 program, $2 shop, $3 version, $4 revision of the program at which its versions were read, $5 reward, $6 its type, $7 its points,
--   $8 what the code says that it is worth, $9 the least balance for any exchange, $10 tiers that may take it, $11 and $12 how often it may
--   be taken since when, $13 the fingerprint of what the discount gives, $14 the end of a code, $15 where in the pool to look first, $16 to
--   $18 since when lots without a date expire after how many months of inactivity in which time zone; $19 members, $20 the keys of their
--   wishes, $21 when they wish, in milliseconds
CREATE FUNCTION "exchange_from_pool"(bigint, bigint, int, bigint, text, text, bigint, text, bigint, text[], bigint[], timestamptz[], text,
    timestamptz, text, timestamptz, int, text, bigint[], text[], bigint[]
) RETURNS TABLE (n int, outcome text, id text, code text, discount_id text, available text, parts text,
    reserved text, tier text, limited boolean) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM unnest($19) AS x(id) JOIN members m ON m.program_id = $1 AND m.id = x.id ORDER BY m.program_id, m.id FOR UPDATE OF m;
    RETURN QUERY
    WITH m AS MATERIALIZED (
        SELECT x.n, m.id, x.key, x.ms, moment(x.ms) AS now, m.entries, m.head, m.available, m.active_at, CASE
                WHEN m.merged_into IS NOT NULL OR m.deleted_at IS NOT NULL THEN 'other'
                WHEN $4 <> (SELECT p.revision FROM programs p WHERE p.id = $1) THEN 'stale'
                WHEN m.next_at <= moment(x.ms) THEN 'due'
                WHEN m.available < $9 OR m.available < $7
                    OR (cardinality($10) > 0 AND (m.tier IS NULL OR m.tier <> ALL ($10)))
                    OR (SELECT true FROM codes c WHERE c.program_id = $1 AND c.member_id = m.id AND c.key = x.key LIMIT 1)
                    OR (m.exclusions <> '[]' AND EXISTS (SELECT FROM jsonb_array_elements(m.exclusions) AS e
                        WHERE (e->>0)::timestamptz <= moment(x.ms) AND (e->>1 IS NULL OR moment(x.ms) < (e->>1)::timestamptz)))
                    OR allowed.times < 1 THEN 'other'
            END AS obstacle, allowed.times AS allowed
        FROM unnest($19, $20, $21) WITH ORDINALITY AS x(id, key, ms, n) JOIN members m ON m.program_id = $1 AND m.id = x.id
            CROSS JOIN LATERAL (SELECT min(l.times - (SELECT coalesce(sum(c.times), 0) FROM codes c
                    WHERE c.program_id = $1 AND c.member_id = m.id AND c.reward = $5
                        AND (c.status IN ('reserving', 'open') OR (c.status = 'used' AND c.returned < c.points))
                        AND (l.since IS NULL OR c.reserved_at >= l.since))) AS times
                FROM unnest($11, $12) AS l(times, since)) AS allowed
    ), able AS MATERIALIZED (
        SELECT m.n, m.id, m.key, m.ms, m.now, m.entries, m.head, m.available, m.active_at, row_number() OVER () AS place
            FROM m WHERE obstacle IS NULL
    ), pool AS MATERIALIZED (
        SELECT p.id, p.discount_id
            FROM pools p JOIN shops s ON s.id = p.shop_id AND s.currency = p.currency AND s.rate IS NOT DISTINCT FROM p.rate
            WHERE p.shop_id = $2 AND p.reward = $5 AND p.terms = $13 AND p.until = $14 AND p.status = 'open' AND p.program_id = $1
                AND EXISTS (SELECT FROM able)
    ), above AS MATERIALIZED (
        SELECT c.code FROM pool_codes c WHERE c.program_id = $1 AND c.pool_id = (SELECT id FROM pool) AND c.code >= $15
            ORDER BY c.code LIMIT (SELECT count(*) FROM able) FOR UPDATE SKIP LOCKED
    ), below AS MATERIALIZED (
        SELECT c.code FROM pool_codes c WHERE c.program_id = $1 AND c.pool_id = (SELECT id FROM pool) AND c.code < $15
            ORDER BY c.code LIMIT (SELECT count(*) FROM able) - (SELECT count(*) FROM above) FOR UPDATE SKIP LOCKED
    ), free AS MATERIALIZED (
        SELECT code, nextval('code_ids') AS id, row_number() OVER () AS place
            FROM (SELECT code FROM above UNION ALL SELECT code FROM below) AS found
    ), taker AS MATERIALIZED (
        SELECT a.n, a.id, a.key, a.ms, a.now, a.entries, a.head, a.available, a.active_at, f.code, f.id AS code_id
            FROM able a JOIN free f ON f.place = a.place
    ), ends AS (
        SELECT t.id, l.no, l.remaining, l.born_at, l.told_until, CASE
                WHEN l.expires_at IS NOT NULL THEN l.expires_at
                WHEN $16 IS NULL THEN NULL
                ELSE (date_trunc('day', greatest($16, l.available_at, t.active_at) AT TIME ZONE $18) + make_interval(months => $17)
                    + interval '1 day') AT TIME ZONE $18
            END AS ends
            FROM taker t JOIN lots l ON l.member_id = t.id AND NOT l.done
            WHERE l.program_id = $1 AND NOT l.pending AND l.remaining > 0
    ), usable AS (
        SELECT ends.id, no, remaining, row_number() OVER use AS place, sum(remaining) OVER use - remaining AS before FROM ends
            WINDOW use AS (PARTITION BY ends.id
                ORDER BY CASE WHEN ends.ends IS NULL THEN NULL ELSE greatest(ends.ends, told_until) END NULLS LAST, born_at, no
                ROWS UNBOUNDED PRECEDING)
    ), part AS MATERIALIZED (
        SELECT u.id, no, place, least(remaining, $7 - before)::bigint AS points FROM usable u WHERE before < $7
    ), parts AS MATERIALIZED (
        SELECT p.id, string_agg(no || ':' || points, ',' ORDER BY place) AS list, sum(points) AS points,
                jsonb_agg(jsonb_build_object('lot', no, 'points', points::text) ORDER BY place) AS json
            FROM part p GROUP BY p.id
    ), paid AS MATERIALIZED (
        UPDATE members AS w SET version = w.version + 1, entries = w.entries + 1, available = w.available - $7, reserved = w.reserved + $7,
                head = substr(sha256(t.head || convert_to(concat_ws('|', $1, t.id, t.entries + 1, 'reserved', -$7, 0, $7, 0,
                    t.available - $7, '-', '-', '-', t.code_id, p.list, $3, t.ms, t.ms), 'UTF8')), 1, 16),
                active_at = greatest(w.active_at, t.now), settled_at = greatest(w.settled_at, t.now), next_at = least(w.next_at, $14)
            FROM taker t JOIN parts p ON p.id = t.id
            WHERE w.program_id = $1 AND w.id = t.id AND p.points = $7
            RETURNING t.n, w.id, w.version, w.entries, w.available, w.reserved, w.tier, w.head, t.key, t.now, t.code, t.code_id, p.list, p.json
    ), given AS (
        DELETE FROM pool_codes c USING paid WHERE c.program_id = $1 AND c.pool_id = (SELECT id FROM pool) AND c.code = paid.code
    ), taken AS (
        UPDATE lots l SET remaining = l.remaining - part.points, in_codes = l.in_codes + part.points
            FROM paid JOIN part ON part.id = paid.id WHERE l.member_id = paid.id AND l.no = part.no
    ), entry AS (
        INSERT INTO entries (program_id, member_id, no, kind, points, reserved, balance, code_id, lots, version, at, recorded_at, hash)
            SELECT $1, paid.id, paid.entries, 'reserved', -$7, $7, paid.available, paid.code_id,
                    string_to_array(replace(paid.list, ':', ','), ',')::bigint[], $3, paid.now, paid.now, paid.head
                FROM paid
    ), made AS (
        INSERT INTO codes (program_id, id, member_id, shop_id, code, status, reward, type, version, times, points, value, customer_only, lots,
                returned, key, reserved_at, opened_at, until, discount_id, pool)
            SELECT $1, paid.code_id, paid.id, $2, paid.code, 'open', $5, $6, $3, 1, $7, $8, false, paid.json, 0, paid.key, paid.now, paid.now,
                    $14, pool.discount_id, true
                FROM paid, pool
    ), noted AS (
        INSERT INTO member_news (program_id, member_id) SELECT $1, paid.id FROM paid
    ), told AS (
        INSERT INTO sync_queue AS q (program_id, member_id, wanted, tags, due_at) SELECT $1, paid.id, paid.version, false, paid.now FROM paid
            ON CONFLICT (program_id, member_id) DO UPDATE SET wanted = excluded.wanted, due_at = least(q.due_at, excluded.due_at), tries = 0
    )
    SELECT m.n::int, CASE WHEN paid.version IS NOT NULL THEN 'done' WHEN m.obstacle IS NOT NULL THEN m.obstacle
                WHEN taker.id IS NULL THEN 'empty' ELSE 'other' END,
            paid.code_id::text, paid.code, pool.discount_id, paid.available::text, paid.list,
            paid.reserved::text, paid.tier, coalesce(m.allowed <= 1, false)
        FROM m LEFT JOIN taker ON taker.n = m.n LEFT JOIN paid ON paid.n = m.n LEFT JOIN pool ON true;
END $$;
