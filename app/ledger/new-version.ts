import type { Connection, Database } from "../database.ts";
import type { ProgramVersion, Timeline } from "../domain/timeline.ts";
import { hasExcludedTag, setExcluded } from "../domain/exclusion.ts";
import { nextNightlyMoment } from "../domain/time.ts";
import { changeMember } from "./change-members.ts";
import { scheduleReview } from "./tier-reviews.ts";

/** What a new version of a program means for members beside the rules that read it: written once, in sets. */

/**
 * The first review under the version looks for the members whom it moves (rule 17). Work in progress under the old version is computed
 * again, because the program's revision has moved (`post_batch`): no member is written for it. What shoppers see of the program is written anew by app/jobs/sync-program.ts.
 */
export async function followVersion(connection: Connection, programId: string, version: ProgramVersion): Promise<void> {
  await scheduleReview(connection, programId, nextNightlyMoment(version.effectiveAt, version.program.timeZone));
}

/** Rule 21: where a version excludes other tags than the one before, exclusion begins or ends with it. */
export async function moveExclusions(
  db: Database,
  programId: string,
  timeline: Timeline,
  version: ProgramVersion,
  now: Date,
): Promise<void> {
  const before = timeline.filter((other) => other !== version && other.effectiveAt <= version.effectiveAt).at(-1);
  const former = (before?.program.excludeCustomers.tags ?? []).map((tag) => tag.toLowerCase());
  const current = version.program.excludeCustomers.tags.map((tag) => tag.toLowerCase());
  const changed = [
    ...former.filter((tag) => !current.includes(tag)),
    ...current.filter((tag) => !former.includes(tag)),
  ];
  if (changed.length === 0) return;
  const { rows } = await db.pool.query<{ member_id: string; tags: string[] }>(
    `SELECT member_id::text, array_agg(tag) AS tags FROM member_customers, unnest(tags) AS tag
     WHERE program_id = $1 AND gone_at IS NULL GROUP BY member_id
     HAVING bool_or(lower(trim(tag)) = ANY ($2::text[])) ORDER BY member_customers.member_id`,
    [programId, changed],
  );
  for (const { member_id: memberId, tags } of rows) {
    await changeMember(db, { programId, memberId, now }, (account) => {
      const excluded = hasExcludedTag(tags, version.program);
      setExcluded(account, timeline, excluded, version.effectiveAt, now);
      return { result: null };
    });
  }
}
