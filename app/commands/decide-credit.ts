import type { Database } from "../database.ts";
import { creditCode, releaseCode } from "./codes.ts";

export type CreditDecided = { ok: true } | { ok: false; reason: "unknownCode" };

/**
 * Staff say what became of a store credit of which Laurel could not find out: it was given, and the points are spent; or it was not, and
 * they come back. Only what waits for a decision can be decided, once; the audit log says who did.
 */
export async function decideCredit(
  db: Database,
  input: { programId: string; codeId: string; given: boolean; author: string; now: Date },
): Promise<CreditDecided> {
  const { programId, codeId, given, author, now } = input;
  if (!/^\d{1,18}$/.test(codeId)) return { ok: false, reason: "unknownCode" };
  const { rowCount } = await db.pool.query(
    "SELECT FROM codes WHERE program_id = $1 AND id = $2 AND status = 'reserving' AND undecided_at IS NOT NULL",
    [programId, codeId],
  );
  if (rowCount !== 1) return { ok: false, reason: "unknownCode" };
  const done = given
    ? await creditCode(db, { programId, codeId, transactionId: null, now })
    : await releaseCode(db, { programId, codeId, now });
  if (!done.ok) return { ok: false, reason: "unknownCode" };
  await db.pool.query(
    `WITH decided AS (
       UPDATE codes SET undecided_at = NULL WHERE program_id = $1 AND id = $2 AND undecided_at IS NOT NULL RETURNING id
     )
     INSERT INTO audit_log (program_id, at, actor, action, subject, after)
       SELECT $1, $3, $4, 'storeCredit.decided', 'code:' || id, jsonb_build_object('given', $5::boolean) FROM decided`,
    [programId, codeId, now, author, given],
  );
  return { ok: true };
}
