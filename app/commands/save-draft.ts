import type { Database } from "../database.ts";
import { versionAt } from "../domain/timeline.ts";
import { recordChange } from "./record-change.ts";
import { loadTimeline } from "../ledger/programs.ts";

/** Keeps a document that is being worked on; it may be wrong or unfinished: publishing checks it. */
export async function saveDraft(
  db: Database,
  input: { programId: string; document: unknown; author: string; now: Date },
): Promise<void> {
  const { programId, document, author, now } = input;
  const { version } = versionAt(await loadTimeline(db.pool, programId), now);
  await db.pool.query(
    `INSERT INTO program_drafts (program_id, document, based_on, author, updated_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (program_id) DO UPDATE SET document = excluded.document, based_on = excluded.based_on, author = excluded.author,
       updated_at = excluded.updated_at`,
    [programId, JSON.stringify(document), version, author, now],
  );
  await recordChange(db.pool, {
    programId,
    actor: author,
    action: "saveDraft",
    subject: "program",
    after: { basedOn: version },
    now,
  });
}

/** Throws the draft away; what is in force stays. */
export async function discardDraft(db: Database, input: { programId: string }): Promise<void> {
  await db.pool.query("DELETE FROM program_drafts WHERE program_id = $1", [input.programId]);
}
