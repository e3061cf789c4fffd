import type { Database } from "../database.ts";

/** Names of staff by what the log calls them ("staff:42"). Those without a name are left out. */
export async function listStaffNames(db: Database, input: { programId: string }): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.pool.query<{ id: string; name: string }>(
    "SELECT id, name FROM staff WHERE program_id = $1 AND name <> ''",
    [input.programId],
  );
  return new Map(rows.map(({ id, name }) => [`staff:${id}`, name]));
}

/** When a staff member's name was last asked for; null: never. */
export async function staffAskedAt(db: Database, input: { programId: string; staffId: string }): Promise<Date | null> {
  const { rows } = await db.pool.query<{ asked_at: Date }>(
    "SELECT asked_at FROM staff WHERE program_id = $1 AND id = $2",
    [input.programId, input.staffId],
  );
  return rows[0]?.asked_at ?? null;
}
