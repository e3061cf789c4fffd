import { addMonths, dayOf, endOfDay } from "../../domain/time.ts";
import { readLotsToTell, TOLD_BEFORE_DAYS } from "../../queries/lots-to-tell.ts";
import { readProgram } from "../../queries/program-in-force.ts";
import type { JobContext } from "../context.ts";
import { withShopLock } from "../shop-lock.ts";

/** How often a program's lots are looked through; the mails go out days ahead. */
const LOOK_HOURS = 6;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MEMBERS_PER_STEP = 200;

type Program = {
  id: string;
  toldSince: Date;
  /** Who was active later than this has no points that end by inactivity soon; null: inactivity ends none. */
  idleSince: Date | null;
};

/** Finds points that are about to end and have not been told of, for every program that tells: one mail for each member. */
export async function collectExpiring(context: JobContext): Promise<number> {
  const now = context.now();
  const { rows } = await context.db.pool.query<{ id: string; told_since: Date }>(
    `SELECT program_id::text AS id, told_since FROM mail_settings
     WHERE told_since IS NOT NULL AND (looked_at IS NULL OR looked_at <= $1 OR looked_at > $2)`,
    [new Date(now.getTime() - LOOK_HOURS * HOUR_MS), now],
  );
  let collected = 0;
  for (const { id, told_since: toldSince } of rows) {
    const idleSince = await idleSinceOf(context, id, now);
    const program = { id, toldSince, idleSince };
    const done = await withShopLock(context.db, `tell-expiry:${id}`, () => lookThrough(context, program, now));
    collected += done ?? 0;
  }
  return collected;
}

async function idleSinceOf(context: JobContext, programId: string, now: Date): Promise<Date | null> {
  const { program } = await readProgram(context.db, { programId, now });
  if (program.expiry.kind !== "inactivity") return null;
  const day = dayOf(new Date(now.getTime() + (TOLD_BEFORE_DAYS + 1) * DAY_MS), program.timeZone);
  return endOfDay(addMonths(day, -program.expiry.months), program.timeZone);
}

async function lookThrough(context: JobContext, program: Program, now: Date): Promise<number> {
  let collected = 0;
  for (let after = "0"; ;) {
    const memberIds = await candidates(context, program, after, now);
    const last = memberIds.at(-1);
    if (last === undefined) break;
    after = last;
    const found = await readLotsToTell(context.db, { programId: program.id, memberIds, now });
    for (const { memberId, zone, lots, due } of found) {
      const [first] = lots;
      if (!due || first === undefined) continue;
      // The day makes it another occasion, should a mail have failed for good: the points still wait.
      const occasion = `points:${memberId}:${first.no}:${first.end.toISOString()}:${dayOf(now, zone)}`;
      const { rowCount } = await context.db.pool.query(
        `INSERT INTO mails (program_id, occasion, member_id, kind, facts, due_at, created_at)
           VALUES ($1, $2, $3, 'pointsExpire', '{}', $4, $4) ON CONFLICT DO NOTHING`,
        [program.id, occasion, memberId, now],
      );
      collected += rowCount ?? 0;
    }
  }
  await context.db.pool.query("UPDATE mail_settings SET looked_at = $2 WHERE program_id = $1", [program.id, now]);
  return collected;
}

/**
 * Members who may have points to tell of: with a lot of an own date that comes near, or with points without one where they have been idle
 * for long. Whether it is so is for the domain to say; whoever has a mail waiting is left out.
 */
async function candidates(context: JobContext, program: Program, after: string, now: Date): Promise<string[]> {
  const { rows } = await context.db.pool.query<{ id: string }>(
    `SELECT m.id::text FROM members m WHERE m.program_id = $1 AND m.id > $2 AND m.available > 0
       AND (EXISTS (SELECT FROM lots l WHERE l.program_id = m.program_id AND l.member_id = m.id AND NOT l.done AND l.expires_at <= $3
           AND l.expires_at > $4 AND l.remaining > 0 AND (l.told_until IS NULL OR l.told_until < l.expires_at))
         OR (coalesce(m.active_at, '-infinity') <= $6 AND EXISTS (SELECT FROM lots l WHERE l.program_id = m.program_id AND l.member_id = m.id AND NOT l.done AND l.expires_at IS NULL
           AND NOT l.pending AND l.remaining > 0 AND (l.told_until IS NULL OR l.told_until < $3))))
       AND NOT EXISTS (SELECT FROM mails w WHERE w.program_id = m.program_id AND w.member_id = m.id AND w.kind = 'pointsExpire' AND w.status = 'waiting')
     ORDER BY m.id LIMIT $5`,
    [
      program.id,
      after,
      new Date(now.getTime() + TOLD_BEFORE_DAYS * DAY_MS),
      program.toldSince,
      MEMBERS_PER_STEP,
      program.idleSince,
    ],
  );
  return rows.map((row) => row.id);
}
