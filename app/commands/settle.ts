import type { Database } from "../database.ts";
import type { PostItem } from "../ledger/post.ts";
import { follow } from "../domain/moments.ts";
import { loadAccounts } from "../ledger/load-accounts.ts";
import { moveExclusions } from "../ledger/new-version.ts";
import { postBatch } from "../ledger/post.ts";
import { loadTimeline } from "../ledger/programs.ts";
import { SliceSize } from "../ledger/slice-size.ts";
import { wakeForNights } from "../ledger/tier-reviews.ts";

/** How many members are read, computed and written at once: their rows are locked while they are written. */
const SLICE = new SliceSize({ least: 4, most: 100 });

/** Members whose moments keep meeting others' changes are left to the next call after so many slices without progress. */
const IDLE_SLICES = 5;

/**
 * Rule 25: writes down what the passing of time has brought up to `now`: ends of holds, lots, codes and hand-set tiers, birthdays,
 * reviews. The first night under a version and the turn of the year are looked at in sets first (app/ledger/tier-reviews.ts), which
 * wakes the members whom they move. Each member's moments are followed in their order, so days of downtime are caught up as if there had been none; a crash
 * loses nothing, because a member stays due until its slice is written; any number of workers may run it. `done` is false where
 * members stay due because others keep changing them.
 */
export async function settle(
  db: Database,
  input: { programId: string; now: Date },
): Promise<{ members: number; done: boolean }> {
  const { programId, now } = input;
  await takeEffect(db, programId, now);
  let timeline = await loadTimeline(db.pool, programId);
  await wakeForNights(db, programId, timeline, now);
  let members = 0;
  let idle = 0;
  while (idle < IDLE_SLICES) {
    const ids = await listDueMembers(db, programId, now);
    if (ids.length === 0) {
      await db.pool.query("UPDATE programs SET settled_until = $2 WHERE id = $1 AND settled_until < $2", [
        programId,
        now,
      ]);
      return { members, done: true };
    }
    timeline = await loadTimeline(db.pool, programId);
    const loaded = await loadAccounts(db.pool, programId, ids);
    const items = [...loaded.values()].map((found): PostItem => {
      follow(found.account, timeline, now);
      return { programId, timeline, accounts: [found] };
    });
    const outcomes = await SLICE.time(items.length, () => postBatch(db.pool, items, now));
    const written = outcomes.filter((outcome) => outcome === "new").length;
    members += written;
    idle = written > 0 ? 0 : idle + 1;
  }
  return { members, done: false };
}

async function listDueMembers(db: Database, programId: string, now: Date): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>({
    name: "list-due-members",
    text: "SELECT id::text FROM members WHERE program_id = $1 AND next_at <= $2 ORDER BY next_at, members.id LIMIT $3",
    values: [programId, now, SLICE.size],
  });
  return rows.map((row) => row.id);
}

/** Versions that were published for later and have taken effect since: exclusions move with them. */
async function takeEffect(db: Database, programId: string, now: Date): Promise<void> {
  const { rows } = await db.pool.query<{ settled_until: Date }>("SELECT settled_until FROM programs WHERE id = $1", [
    programId,
  ]);
  const since = rows[0]?.settled_until;
  if (!since) return;
  const timeline = await loadTimeline(db.pool, programId);
  for (const version of timeline.filter((each) => each.effectiveAt > since && each.effectiveAt <= now)) {
    await moveExclusions(db, programId, timeline, version, now);
  }
}

/** Programs for which time has brought something by now. */
export async function listDuePrograms(db: Database, input: { now: Date }): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>({
    name: "list-due-programs",
    text: `SELECT p.id::text FROM programs p
      WHERE EXISTS (SELECT FROM members m WHERE m.program_id = p.id AND m.next_at <= $1)
        OR EXISTS (SELECT FROM program_versions v WHERE v.program_id = p.id AND v.effective_at > p.settled_until
          AND v.effective_at <= $1)
        OR EXISTS (SELECT FROM tier_reviews r WHERE r.program_id = p.id AND r.kind = 'night' AND r.status = 'waiting' AND r.at <= $1)
      ORDER BY p.id`,
    values: [input.now],
  });
  return rows.map((row) => row.id);
}
