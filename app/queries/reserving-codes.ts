import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import { codeOf } from "../ledger/rows.ts";
import type { CodeRow } from "../ledger/rows.ts";

/** A code whose points are reserved and of which nobody knows yet whether Shopify has it. */
export type ReservingCode = {
  readonly programId: string;
  readonly memberId: string;
  readonly domain: string;
  readonly code: Code;
};

type Row = { program_id: string; member_id: string; domain: string; code: CodeRow };

/** Codes that were reserved before a moment and have neither been opened nor given back nor left to staff, oldest first. */
export async function listReservingCodes(
  db: Database,
  input: { reservedBefore: Date; limit: number },
): Promise<ReservingCode[]> {
  const { rows } = await db.pool.query<Row>(
    `SELECT c.program_id::text, c.member_id::text, s.domain,
            to_jsonb(c) || jsonb_build_object('id', c.id::text, 'shop_id', c.shop_id::text, 'points', c.points::text,
              'returned', c.returned::text, 'order_shop_id', c.order_shop_id::text, 'order_id', c.order_id::text) AS code
     FROM codes c JOIN shops s ON s.id = c.shop_id
     WHERE c.status = 'reserving' AND c.undecided_at IS NULL AND c.reserved_at < $1 ORDER BY c.reserved_at LIMIT $2`,
    [input.reservedBefore, input.limit],
  );
  return rows.map((row) => ({
    programId: row.program_id,
    memberId: row.member_id,
    domain: row.domain,
    code: codeOf(row.code),
  }));
}
