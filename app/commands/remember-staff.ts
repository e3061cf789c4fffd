import type { Database } from "../database.ts";

/** Keeps how a staff member is called, so that others read a name in the history instead of a number. An empty name: Shopify gave none. */
export async function rememberStaff(
  db: Database,
  input: { programId: string; staffId: string; name: string; now: Date },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO staff (program_id, id, name, asked_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (program_id, id) DO UPDATE SET name = excluded.name, asked_at = excluded.asked_at`,
    [input.programId, input.staffId, input.name, input.now],
  );
}
