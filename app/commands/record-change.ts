import type { Connection } from "../database.ts";

export type RecordedChange = {
  programId: string;
  actor: string;
  action: string;
  subject: string;
  before?: unknown;
  after?: unknown;
  now: Date;
};

/** Writes into the log of changes who did what: for changes that no entry of the ledger tells of. */
export async function recordChange(connection: Connection, change: RecordedChange): Promise<void> {
  const { programId, actor, action, subject, before, after, now } = change;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await connection.query(
    "INSERT INTO audit_log (program_id, at, actor, action, subject, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [programId, now, actor, action, subject, json(before), json(after)],
  );
}
