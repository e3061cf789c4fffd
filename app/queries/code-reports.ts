import type { Database } from "../database.ts";
import type { CodeReportKind } from "../domain/code-reports.ts";

/** Something about a code that staff have not put away yet. */
export type OpenCodeReport = {
  id: string;
  kind: CodeReportKind;
  code: string;
  codeId: string;
  points: bigint;
  memberId: string;
  order: { shopId: string; orderId: string; name: string | null } | null;
  details: Record<string, string | null>;
  at: Date;
};

type Row = Omit<OpenCodeReport, "points" | "order"> & {
  points: string;
  shopId: string | null;
  orderId: string | null;
  orderName: string | null;
};

/** What staff should know about codes and have not put away, newest first: of the whole program, or of one member; and how many there are. */
export async function listCodeReports(
  db: Database,
  input: { programId: string; memberId?: string; limit: number },
): Promise<{ reports: OpenCodeReport[]; count: number }> {
  const { rows } = await db.pool.query<Row & { total: string }>({
    name: "list-code-reports",
    text: `SELECT r.id::text, r.kind, c.code, c.id::text AS "codeId", c.points::text, c.member_id::text AS "memberId",
        r.shop_id::text AS "shopId", r.order_id::text AS "orderId", o.name AS "orderName", r.details, r.at, count(*) OVER () AS total
      FROM code_reports r
        JOIN codes c ON c.program_id = r.program_id AND c.id = r.code_id
        LEFT JOIN orders o ON o.program_id = r.program_id AND o.shop_id = r.shop_id AND o.id = r.order_id
      WHERE r.program_id = $1 AND r.dismissed_at IS NULL AND ($2::bigint IS NULL OR c.member_id = $2)
      ORDER BY r.at DESC, r.code_id LIMIT $3`,
    values: [input.programId, input.memberId ?? null, input.limit],
  });
  const reports = rows.map(({ points, shopId, orderId, orderName, total: _, ...row }) => ({
    ...row,
    points: BigInt(points),
    order: shopId === null || orderId === null ? null : { shopId, orderId, name: orderName },
  }));
  return { reports, count: Number(rows[0]?.total ?? 0) };
}
