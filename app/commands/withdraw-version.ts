import type { Connection } from "../database.ts";

export type Withdrawal =
  { ok: true; document: unknown; repeated: boolean } | { ok: false; reason: "unknownVersion" | "inForce" };

/**
 * Takes a version back that has not taken effect yet: it never will. Members have nothing from it, so nothing of theirs changes; the
 * night that would have looked at them finds nothing. Repeating is harmless. The caller holds the program's row.
 */
export async function withdrawVersion(
  connection: Connection,
  input: { programId: string; version: number; author: string; now: Date },
): Promise<Withdrawal> {
  const { programId, version, author, now } = input;
  const { rows } = await connection.query<{ document: unknown; withdrawn: boolean; waits: boolean }>(
    `SELECT document, withdrawn_at IS NOT NULL AS withdrawn, effective_at > $3 AS waits FROM program_versions
     WHERE program_id = $1 AND version = $2`,
    [programId, version, now],
  );
  const found = rows[0];
  if (!found) return { ok: false, reason: "unknownVersion" };
  if (found.withdrawn) return { ok: true, document: found.document, repeated: true };
  if (!found.waits) return { ok: false, reason: "inForce" };
  await connection.query(
    `UPDATE program_versions SET planned_for = effective_at, effective_at = 'infinity', withdrawn_at = $3, withdrawn_by = $4
     WHERE program_id = $1 AND version = $2`,
    [programId, version, now, author],
  );
  await connection.query(
    "INSERT INTO audit_log (program_id, at, actor, action, subject) VALUES ($1, $2, $3, 'withdrawVersion', $4)",
    [programId, now, author, `version:${version}`],
  );
  return { ok: true, document: found.document, repeated: false };
}
