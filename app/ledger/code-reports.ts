import type { Connection } from "../database.ts";
import type { OrderRef } from "../domain/account.ts";
import type { CodeReport } from "../domain/code-reports.ts";

const TELL = `
WITH told AS (
  INSERT INTO code_reports AS r (program_id, code_id, kind, shop_id, order_id, details, at)
    SELECT $1, x.code_id, x.kind, x.shop_id, x.order_id, x.details, $2
    FROM jsonb_to_recordset($3::jsonb) AS x(code_id bigint, kind text, shop_id bigint, order_id bigint, details jsonb)
    ORDER BY x.code_id, x.kind, x.shop_id, x.order_id
  ON CONFLICT (program_id, code_id, kind, shop_id, order_id) DO UPDATE
    SET details = excluded.details, at = excluded.at, dismissed_at = NULL, dismissed_by = NULL
    WHERE r.details <> excluded.details
  RETURNING code_id, kind, shop_id, order_id, details
)
INSERT INTO audit_log (program_id, at, actor, action, subject, after)
  SELECT $1, $2, 'laurel', 'code.' || kind, 'code:' || code_id, details || jsonb_build_object('shop', shop_id::text, 'order', order_id::text)
  FROM told`;

/** Tells staff about codes: once each, again where the details have changed, and in the audit log. Repeating is harmless. */
export async function tellCodeReports(
  connection: Connection,
  input: { programId: string; reports: readonly CodeReport[]; now: Date },
): Promise<void> {
  const { programId, reports, now } = input;
  if (reports.length === 0) return;
  const once = new Map(reports.map((report) => [keyOf(report), report]));
  const rows = [...once.values()].map(({ codeId, kind, order, details }) => ({
    ...{ code_id: codeId, kind, details },
    ...{ shop_id: order?.shopId ?? null, order_id: order?.orderId ?? null },
  }));
  await connection.query({ name: "tell-code-reports", text: TELL, values: [programId, now, JSON.stringify(rows)] });
}

function keyOf({ codeId, kind, order }: CodeReport): string {
  return `${codeId}/${kind}/${order?.shopId ?? ""}/${order?.orderId ?? ""}`;
}

/** Takes back that a stranger used a code: the order has turned out to be the member's own. */
export async function withdrawStrangers(
  connection: Connection,
  input: { programId: string; orders: readonly { codeId: string; order: OrderRef }[] },
): Promise<void> {
  const { programId, orders } = input;
  if (orders.length === 0) return;
  await connection.query({
    name: "withdraw-strangers",
    text: `DELETE FROM code_reports WHERE program_id = $1 AND kind = 'stranger'
      AND (code_id, shop_id, order_id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]))`,
    values: [
      programId,
      orders.map(({ codeId }) => codeId),
      orders.map(({ order }) => order.shopId),
      orders.map(({ order }) => order.orderId),
    ],
  });
}
