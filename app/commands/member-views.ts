import type { Database } from "../database.ts";

const NAME_LONGEST = 40;
/** More tabs than this nobody finds anything in. */
const VIEWS_MOST = 20;

export type ViewProblem = "nameMissing" | "nameTaken" | "tooMany" | "unknownView";
type Outcome = { ok: true; viewId: string } | { ok: false; reason: ViewProblem };

/** Keeps a filter under a name that no other view of the program has. */
export async function saveMemberView(
  db: Database,
  input: { programId: string; name: string; query: string; author: string; now: Date },
): Promise<Outcome> {
  const { programId, query, author, now } = input;
  const name = cleanName(input.name);
  if (name === "") return { ok: false, reason: "nameMissing" };
  const { rows } = await db.pool.query<{ id: string | null; count: number }>(
    `WITH known AS (SELECT count(*)::int AS count FROM member_views WHERE program_id = $1),
     made AS (
       INSERT INTO member_views (program_id, name, query, author, created_at)
       SELECT $1, $2, $3, $4, $5 FROM known WHERE known.count < $6
       ON CONFLICT DO NOTHING RETURNING id
     ) SELECT made.id::text AS id, known.count FROM known LEFT JOIN made ON true`,
    [programId, name, query, author, now, VIEWS_MOST],
  );
  const { id = null, count = 0 } = rows[0] ?? {};
  if (id !== null) return { ok: true, viewId: id };
  return { ok: false, reason: count >= VIEWS_MOST ? "tooMany" : "nameTaken" };
}

/** Gives a view another name, or another filter, or both. */
export async function changeMemberView(
  db: Database,
  input: { programId: string; viewId: string; name?: string; query?: string },
): Promise<Outcome> {
  const { programId, viewId, query } = input;
  const name = input.name === undefined ? null : cleanName(input.name);
  if (name === "") return { ok: false, reason: "nameMissing" };
  const { rows } = await db.pool.query<{ known: boolean; taken: boolean }>(
    `SELECT EXISTS (SELECT FROM member_views WHERE program_id = $1 AND id = $2) AS known,
       EXISTS (SELECT FROM member_views WHERE program_id = $1 AND id <> $2 AND lower(name) = lower($3)) AS taken`,
    [programId, viewId, name],
  );
  if (rows[0]?.known !== true) return { ok: false, reason: "unknownView" };
  if (rows[0].taken) return { ok: false, reason: "nameTaken" };
  await db.pool.query(
    "UPDATE member_views SET name = coalesce($3, name), query = coalesce($4, query) WHERE program_id = $1 AND id = $2",
    [programId, viewId, name, query ?? null],
  );
  return { ok: true, viewId };
}

/** Removes a view; a second time is harmless. */
export async function removeMemberView(db: Database, input: { programId: string; viewId: string }): Promise<void> {
  await db.pool.query("DELETE FROM member_views WHERE program_id = $1 AND id = $2", [input.programId, input.viewId]);
}

function cleanName(name: string): string {
  return name.trim().replaceAll(/\s+/g, " ").slice(0, NAME_LONGEST);
}
