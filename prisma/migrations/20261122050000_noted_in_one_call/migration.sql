-- Brings the list of members and the daily sums up to what the ledger has written since, for so many lines of member_news: both in one
-- transaction with the lines that it takes, so that a process may die anywhere and any number may do it at once. A member's place remembers how
-- many of the entries are summed up, and entries are numbered without gaps: whatever order transactions end in, each is counted once.
-- Answers whether there may be more. A function, because the planner takes any list for 100 rows and would read whole tables for it; with
-- the rights of the tables' owner, because behind row-level security no row is found by its place, and each line would be compared with
-- all that are taken. It tells its caller nothing and does the same whoever calls it.
CREATE FUNCTION "note_changes"(at timestamptz, lines int) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET enable_hashjoin = off AS $$
#variable_conflict use_variable
DECLARE
    programs bigint[];
    ids bigint[];
    taken int;
BEGIN
    WITH news AS (
        DELETE FROM member_news WHERE ctid = ANY (ARRAY(SELECT ctid FROM member_news LIMIT lines FOR UPDATE SKIP LOCKED))
        RETURNING program_id, member_id
    ), changed AS (
        SELECT program_id, member_id, count(*) AS times FROM news GROUP BY program_id, member_id
    )
    SELECT array_agg(program_id ORDER BY program_id, member_id), array_agg(member_id ORDER BY program_id, member_id), sum(times)
        INTO programs, ids, taken FROM changed;
    IF taken IS NULL THEN
        RETURN false;
    END IF;
    -- Places of members who have none yet are made first; all are locked in one order.
    INSERT INTO listed_members (program_id, id, entries, shown, excluded, available, debt, active_at)
        SELECT m.program_id, m.id, 0, false, false, 0, 0, 'epoch' FROM unnest(programs, ids) AS x(program_id, id)
            JOIN members m ON m.program_id = x.program_id AND m.id = x.id
            WHERE NOT EXISTS (SELECT FROM listed_members l WHERE l.program_id = x.program_id AND l.id = x.id)
            ORDER BY m.program_id, m.id
        ON CONFLICT DO NOTHING;
    PERFORM FROM unnest(programs, ids) AS x(program_id, id) JOIN listed_members l ON l.program_id = x.program_id AND l.id = x.id
        ORDER BY l.program_id, l.id FOR UPDATE OF l;
    -- A statement of its own: it sees whatever was written before the places were locked.
    WITH changed AS MATERIALIZED (
        SELECT m.program_id, m.id, m.entries, l.entries AS summed, m.merged_into IS NULL AND m.deleted_at IS NULL AS shown, m.excluded,
                m.available, m.debt, coalesce(m.active_at, 'epoch') AS active_at, m.tier
            FROM unnest(programs, ids) AS x(program_id, id)
            JOIN members m ON m.program_id = x.program_id AND m.id = x.id
            JOIN listed_members l ON l.program_id = x.program_id AND l.id = x.id
    ), zones AS MATERIALIZED (
        SELECT p.program_id, coalesce(
            (SELECT v.document->>'timeZone' FROM program_versions v WHERE v.program_id = p.program_id AND v.effective_at <= at
                ORDER BY v.effective_at DESC, v.version DESC LIMIT 1), 'UTC') AS zone
            FROM (SELECT DISTINCT program_id FROM changed) p
    ), summed AS (
        INSERT INTO daily_sums AS d (program_id, day, kind, gain, entries, points, pending, reserved, debt)
            SELECT e.program_id, (e.at AT TIME ZONE z.zone)::date, e.kind, e.points > 0, count(*), sum(e.points), coalesce(sum(e.pending), 0),
                    coalesce(sum(e.reserved), 0), coalesce(sum(e.debt), 0)
                FROM changed c JOIN entries e ON e.member_id = c.id AND e.no > c.summed AND e.no <= c.entries AND e.program_id = c.program_id
                JOIN zones z ON z.program_id = c.program_id GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            ON CONFLICT (program_id, day, kind, gain) DO UPDATE SET entries = d.entries + excluded.entries,
                points = d.points + excluded.points, pending = d.pending + excluded.pending, reserved = d.reserved + excluded.reserved,
                debt = d.debt + excluded.debt
    )
    UPDATE listed_members l SET entries = c.entries, shown = c.shown, excluded = c.excluded, available = c.available, debt = c.debt,
            active_at = c.active_at, tier = c.tier
        FROM changed c WHERE l.program_id = c.program_id AND l.id = c.id;
    RETURN taken = lines;
END $$;

-- A member is looked for by program and id. Where the planner does not know yet how many members there are (a new shop that fills quickly),
-- it took any index that begins with the program and read all of a program's members for each one: 0.6 ms with 500 of them, more with
-- every one. Indexes with a condition that such a look-up does not fulfil cannot be taken for it.
DROP INDEX "members_program_id_next_at_idx";
CREATE INDEX "members_program_id_next_at_idx" ON "members" ("program_id", "next_at") WHERE "next_at" IS NOT NULL;
DROP INDEX "members_program_id_merged_into_idx";
CREATE INDEX "members_program_id_merged_into_idx" ON "members" ("program_id", "merged_into") WHERE "merged_into" IS NOT NULL;
