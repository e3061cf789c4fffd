import type { Connection, Database } from "../database.ts";
import type { Program } from "../domain/program.ts";
import type { ProgramVersion, Timeline } from "../domain/timeline.ts";
import type { Wakes } from "./movers.ts";
import { transaction } from "../database.ts";
import { addMonths, dayOf, firstDayOfYear, nextNightlyMoment, nightlyMoment } from "../domain/time.ts";
import { versionAt } from "../domain/timeline.ts";
import { findSliceEnd, wakeMovers } from "./movers.ts";
import { SliceSize } from "./slice-size.ts";

/** Members that one statement looks at; those whom it wakes are locked until it ends. */
const SLICE = new SliceSize({ least: 50, most: 2_000 });

/** Notes that every member has to be looked at in the first night under a version (rule 17). */
export async function scheduleReview(connection: Connection, programId: string, at: Date): Promise<void> {
  await connection.query(
    `INSERT INTO tier_reviews (program_id, kind, status, at) VALUES ($1, 'night', 'waiting', $2)
     ON CONFLICT (program_id, at) WHERE kind = 'night' DO NOTHING`,
    [programId, at],
  );
}

type Night = { id: string; at: Date; cursor: string };

/**
 * Does, slice by slice, what the nights up to now have to look for: members whom the review moves are woken, so that `settle` takes
 * them up. Several workers take turns at the slices, and whoever goes on after a crash begins after the last slice that was written.
 */
export async function wakeForNights(db: Database, programId: string, timeline: Timeline, now: Date): Promise<void> {
  for (;;) {
    const worked = await transaction(db, (connection) => wakeSlice(connection, programId, timeline, now));
    if (!worked) return;
  }
}

async function wakeSlice(connection: Connection, programId: string, timeline: Timeline, now: Date): Promise<boolean> {
  const { rows } = await connection.query<Night>({
    name: "next-night-to-review",
    text: `SELECT id::text AS id, at, cursor::text AS cursor FROM tier_reviews
      WHERE program_id = $1 AND kind = 'night' AND status = 'waiting' AND at <= $2
      ORDER BY at LIMIT 1 FOR UPDATE`,
    values: [programId, now],
  });
  const [night] = rows;
  if (night === undefined) return false;
  const slice = { programId, after: night.cursor, rows: SLICE.size };
  const end = await findSliceEnd(connection, slice);
  if (end === null) {
    await endNight(connection, programId, timeline, night, now);
    return true;
  }
  const { program } = versionAt(timeline, night.at);
  const waking = { at: night.at, wakes: wakesOf(timeline, night.at) };
  await SLICE.time(end.seen, () => wakeMovers(connection, program, slice, waking));
  await connection.query(`UPDATE tier_reviews SET cursor = $3, seen = seen + $4 WHERE program_id = $1 AND id = $2`, [
    programId,
    night.id,
    end.last,
    end.seen,
  ]);
  return true;
}

/** A night is over; where calendar years count, the next turn of the year is the next night for everybody. */
async function endNight(
  connection: Connection,
  programId: string,
  timeline: Timeline,
  night: Night,
  now: Date,
): Promise<void> {
  await connection.query(
    `UPDATE tier_reviews SET status = 'done', finished_at = $3 WHERE program_id = $1 AND id = $2`,
    [programId, night.id, now],
  );
  const { program } = versionAt(timeline, night.at);
  if (program.tiers.window.kind !== "calendarYear") return;
  const zone = program.timeZone;
  const turn = nightlyMoment(addMonths(firstDayOfYear(dayOf(night.at, zone)), 12), zone);
  await scheduleReview(connection, programId, turn);
}

/** What the versions whose first night this is have changed of the dates that members have stored. */
function wakesOf(timeline: Timeline, night: Date): Wakes {
  const isFirstNight = ({ program, effectiveAt }: ProgramVersion): boolean =>
    nextNightlyMoment(effectiveAt, program.timeZone).getTime() === night.getTime();
  const changes = (part: (program: Program) => unknown): boolean =>
    timeline.some((version, index) => {
      const former = timeline[index - 1];
      return (
        former !== undefined &&
        isFirstNight(version) &&
        JSON.stringify(part(former.program)) !== JSON.stringify(part(version.program))
      );
    });
  return {
    dates: changes(({ tiers }) => [tiers.window, tiers.graceDays]),
    lots: changes(({ expiry }) => expiry),
    everybody: changes(({ timeZone }) => timeZone),
  };
}
