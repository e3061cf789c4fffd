import type { Database } from "../database.ts";
import { requireProgram, type Program } from "../domain/program.ts";
import type { WhatIfSums } from "../domain/what-if.ts";

/** A draft that is being played, or was: how far it is, and what came of it so far. */
export type WhatIf = {
  id: string;
  today: Program;
  draft: Program;
  author: string;
  at: Date;
  total: number;
  sums: WhatIfSums;
  finishedAt: Date | null;
};

/** The program's newest one; null where none was started. */
export async function readWhatIf(db: Database, input: { programId: string }): Promise<WhatIf | null> {
  const { rows } = await db.pool.query<Omit<WhatIf, "today" | "draft"> & { today: unknown; draft: unknown }>(
    `SELECT id::text AS id, today, draft, author, at, total, sums, finished_at AS "finishedAt" FROM what_ifs
     WHERE program_id = $1 ORDER BY what_ifs.id DESC LIMIT 1`,
    [input.programId],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, today: requireProgram(row.today), draft: requireProgram(row.draft) };
}

/** Those that are not finished, of every program: what the worker has to do. */
export async function listOpenWhatIfs(db: Database): Promise<{ programId: string; id: string }[]> {
  const { rows } = await db.pool.query<{ programId: string; id: string }>(
    `SELECT program_id::text AS "programId", id::text AS id FROM what_ifs WHERE finished_at IS NULL ORDER BY what_ifs.id LIMIT 20`,
  );
  return rows;
}
