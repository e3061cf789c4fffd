import { buildProgramMetafield } from "../domain/program-metafield.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { JobContext, JobShop } from "./context.ts";

/** Members that are put on the list in one statement, so that no lock is held for long. */
const SLICE_MEMBERS = 5_000;

type Outdated = JobShop & { sends: boolean; isNew: boolean };

/**
 * Writes the shop's `program` metafield where another version is in force than it shows, and puts every member of the program on the list:
 * what points are worth, names, cards and tags may all have changed. Where only mails were switched on or off, no member changes. Answers
 * how many shops were written.
 */
export async function syncPrograms(context: JobContext): Promise<number> {
  const now = context.now();
  const shops = await listOutdatedShops(context, now);
  for (const shop of shops) {
    try {
      const { version, program } = await readProgram(context.db, { programId: shop.programId, now });
      const shown = { ...buildProgramMetafield(program, version), ...(shop.sends ? { mails: true } : {}) };
      await context.gatewayOf(shop.domain).writeProgram(shop.id, JSON.stringify(shown));
      if (shop.isNew) await markAllOutdated(context, shop.programId, now);
      await context.db.pool.query(`UPDATE shops SET program_written = $2, mails_written = $3 WHERE id = $1`, [
        ...[shop.id, version, shop.sends],
      ]);
    } catch (error) {
      // One shop whose token is gone must not hold up the others.
      context.log.warn(
        { err: error, shop: shop.domain },
        "the program could not be written to a shop; it will be tried again",
      );
    }
  }
  return shops.length;
}

async function listOutdatedShops(context: JobContext, now: Date): Promise<Outdated[]> {
  const { rows } = await context.db.pool.query<Outdated>(
    `SELECT s.id::text, s.domain, s.program_id::text AS "programId", coalesce(m.sends, false) AS sends,
       s.program_written IS DISTINCT FROM f.version AS "isNew" FROM shops s
     LEFT JOIN mail_settings m ON m.program_id = s.program_id
     CROSS JOIN LATERAL (
       SELECT v.version FROM program_versions v WHERE v.program_id = s.program_id AND v.effective_at <= $1
       ORDER BY v.effective_at DESC, v.version DESC LIMIT 1) AS f
     WHERE s.uninstalled_at IS NULL
       AND (s.program_written IS DISTINCT FROM f.version OR s.mails_written IS DISTINCT FROM coalesce(m.sends, false))`,
    [now],
  );
  return rows;
}

async function markAllOutdated(context: JobContext, programId: string, now: Date): Promise<void> {
  let after = "0";
  for (;;) {
    const { rows } = await context.db.pool.query<{ last: string | null }>(
      `WITH slice AS (
         SELECT program_id, id, version FROM members
         WHERE program_id = $1 AND id > $2 AND merged_into IS NULL AND deleted_at IS NULL ORDER BY id LIMIT $3),
       marked AS (
         INSERT INTO sync_queue (program_id, member_id, wanted, tags, due_at)
         SELECT program_id, id, version, true, $4 FROM slice
         ON CONFLICT (program_id, member_id) DO UPDATE SET tags = true, due_at = LEAST(sync_queue.due_at, $4))
       SELECT max(id)::text AS last FROM slice`,
      [programId, after, SLICE_MEMBERS, now],
    );
    const last = rows[0]?.last;
    if (last === null || last === undefined) return;
    after = last;
  }
}
