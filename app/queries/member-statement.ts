import type { Database } from "../database.ts";
import { ENTRY_COLUMNS, type EntryRow, recordedEntryOf, type RecordedEntry } from "../ledger/recorded-entries.ts";

/** An entry of a statement; the label is what it is about in the shop's words: "#1007" or a code. */
export type StatementEntry = RecordedEntry & { label: string | null; programId?: string };

/** How many entries are read at once: what a statement holds in memory, however long the history is. */
const PAGE = 500;

type Cursor = { recordedAt: Date; memberId: string; no: number };
const BEGINNING: Cursor = { recordedAt: new Date(0), memberId: "0", no: 0 };

/**
 * Every entry of a member, also those of members that were merged into it, oldest first and page by page. Each of them has a chain of its
 * own. What is written while the statement is being read is not part of it: it ends where each chain ended when it began.
 */
export async function* readMemberStatement(
  db: Database,
  input: { programId: string; memberId: string; pageSize?: number },
): AsyncGenerator<readonly StatementEntry[]> {
  const { programId, memberId, pageSize = PAGE } = input;
  const { rows: owners } = await db.pool.query<{ id: string; entries: number }>({
    name: "statement-owners",
    text: "SELECT m.id::text, m.entries FROM whole_member($1, $2) w JOIN members m ON m.program_id = w.program_id AND m.id = w.id",
    values: [programId, memberId],
  });
  for (let after = BEGINNING; ;) {
    const page = await readPage(db, programId, owners, after, pageSize);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = { recordedAt: last.recordedAt, memberId: last.memberId, no: last.entry.no };
  }
}

async function readPage(
  db: Database,
  programId: string,
  owners: readonly { id: string; entries: number }[],
  after: Cursor,
  limit: number,
): Promise<StatementEntry[]> {
  const { rows } = await db.pool.query<EntryRow & { label: string | null; other: string | null }>({
    name: "statement-page",
    text: `SELECT ${ENTRY_COLUMNS}, nullif(e.program_id, $1)::text AS other, coalesce(o.name, e.order_id::text, c.code) AS label
     FROM unnest($2::bigint[], $3::int[]) AS owner (id, last)
     JOIN entries e ON e.member_id = owner.id AND e.no <= owner.last
     LEFT JOIN orders o ON o.shop_id = e.shop_id AND o.id = e.order_id
     LEFT JOIN codes c ON c.program_id = $1 AND c.id = e.code_id
     WHERE (e.recorded_at, e.member_id, e.no) > ($4::timestamptz, $5::bigint, $6::int)
     ORDER BY e.recorded_at, e.member_id, e.no LIMIT $7`,
    values: [
      programId,
      owners.map(({ id }) => id),
      owners.map(({ entries }) => entries),
      after.recordedAt,
      after.memberId,
      after.no,
      limit,
    ],
  });
  return rows.map((row) => ({
    ...recordedEntryOf(row),
    label: row.label,
    ...(row.other === null ? {} : { programId: row.other }),
  }));
}
