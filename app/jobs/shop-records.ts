import type { Database } from "../database.ts";

/** Deletes a shop's sessions: Shopify has withdrawn its tokens with the uninstall. */
export async function forgetSessions(db: Database, input: { domain: string }): Promise<void> {
  await db.pool.query(`DELETE FROM "Session" WHERE shop = $1`, [input.domain]);
}

/** Remembers which scopes the merchant has granted now. */
export async function rememberScopes(
  db: Database,
  input: { domain: string; scopes: readonly string[] },
): Promise<void> {
  await db.pool.query(`UPDATE "Session" SET scope = $2 WHERE shop = $1 AND NOT "isOnline"`, [
    input.domain,
    input.scopes.join(","),
  ]);
}

/** Notes that a customer asked for their data: staff find the request in the audit log and export it from the member's page. */
export async function recordDataRequest(
  db: Database,
  input: { programId: string; customerId: string; requestId: string; now: Date },
): Promise<void> {
  await db.pool.query(
    `INSERT INTO audit_log (program_id, at, actor, action, subject, after)
     SELECT $1, $2, 'shopify', 'dataRequested', $3, $4::jsonb
     WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE program_id = $1 AND action = 'dataRequested' AND subject = $3 AND after = $4::jsonb)`,
    [input.programId, input.now, `customer:${input.customerId}`, JSON.stringify({ request: input.requestId })],
  );
}
