import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import { codeOf } from "../ledger/rows.ts";
import type { CodeRow } from "../ledger/rows.ts";

/** An open code that is to be looked up in Shopify, with what its value is in the shop's currency. */
export type CodeToCheck = {
  readonly programId: string;
  readonly domain: string;
  readonly code: Code;
  /** The program's currency and the shop's are the same: amounts can be compared as they are. */
  readonly sameCurrency: boolean;
};

type Row = { program_id: string; domain: string; rate: string | null; code: CodeRow };

/** Open codes that have not been looked at since a moment, those that waited longest first, of shops that have Laurel. */
export async function listCodesToCheck(
  db: Database,
  input: { openedBefore: Date; checkedBefore: Date; limit: number },
): Promise<CodeToCheck[]> {
  const { rows } = await db.pool.query<Row>({
    name: "list-codes-to-check",
    text: `SELECT c.program_id::text, s.domain, s.rate::text AS rate,
        to_jsonb(c) || jsonb_build_object('id', c.id::text, 'shop_id', c.shop_id::text, 'points', c.points::text,
          'returned', c.returned::text, 'order_shop_id', c.order_shop_id::text, 'order_id', c.order_id::text) AS code
      FROM codes c JOIN shops s ON s.id = c.shop_id AND s.uninstalled_at IS NULL
      WHERE c.status = 'open' AND c.opened_at < $1 AND (c.checked_at IS NULL OR c.checked_at < $2) AND c.undo_begun_at IS NULL
      ORDER BY c.checked_at NULLS FIRST, c.opened_at LIMIT $3`,
    values: [input.openedBefore, input.checkedBefore, input.limit],
  });
  return rows.map(({ program_id: programId, domain, rate, code }) => ({
    ...{ programId, domain, code: codeOf(code) },
    sameCurrency: rate === null,
  }));
}

/** Notes that codes have been looked up. */
export async function noteChecked(
  db: Database,
  input: { programId: string; codeId: string; now: Date },
): Promise<void> {
  await db.pool.query("UPDATE codes SET checked_at = $3 WHERE program_id = $1 AND id = $2", [
    input.programId,
    input.codeId,
    input.now,
  ]);
}
