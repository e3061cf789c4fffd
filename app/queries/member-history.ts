import type { Database } from "../database.ts";
import type { EntryKind } from "../domain/account.ts";

export type HistoryEntry = {
  /** Unique among the member's entries, also those of members merged into it. */
  id: string;
  kind: EntryKind;
  points: bigint;
  pending: bigint;
  reserved: bigint;
  debt: bigint;
  balance: bigint;
  at: Date;
  recordedAt: Date;
  /** What the entry is about, in the shop's words: "#1007", a code, a tier; null where the kind says it all. */
  label: string | null;
  order: { shopId: string; orderId: string; name: string } | null;
  code: { id: string; code: string; reward: string } | null;
  note: { author: string; reason: string } | null;
};

type Row = {
  id: string;
  kind: EntryKind;
  points: string;
  pending: string;
  reserved: string;
  debt: string;
  balance: string;
  at: Date;
  recorded_at: Date;
  shop_id: string | null;
  order_id: string | null;
  order_name: string | null;
  code_id: string | null;
  code: string | null;
  reward: string | null;
  author: string | null;
  reason: string | null;
};

/** How many entries a page has at most. */
const PAGE_MAX = 250;

/**
 * A member's entries, newest first, with what they are about; also those of members that were merged into it, in this program or in the one
 * that a linked shop brought them from (rule 23). `before` is the id of
 * the last entry of the page before. What only moves points between states (the end of a hold, a merge) is told too: pages leave out
 * what they don't want by `kind`.
 */
export async function readMemberHistory(
  db: Database,
  input: { programId: string; memberId: string; limit: number; before?: string | null },
): Promise<HistoryEntry[]> {
  const [atMs, owner, no] = readCursor(input.before ?? null);
  const { rows } = await db.pool.query<Row>({
    name: "member-history",
    text: `SELECT concat_ws('-', floor(extract(epoch FROM e.recorded_at) * 1000)::bigint, e.member_id, e.no) AS id, e.kind, e.points::text,
       coalesce(e.pending, 0)::text AS pending, coalesce(e.reserved, 0)::text AS reserved, coalesce(e.debt, 0)::text AS debt,
       e.balance::text, e.at, e.recorded_at, e.shop_id::text, e.order_id::text, o.name AS order_name, e.code_id::text, c.code, c.reward,
       n.author, n.reason
     FROM entries e
     LEFT JOIN orders o ON o.shop_id = e.shop_id AND o.id = e.order_id
     LEFT JOIN codes c ON c.program_id = $1 AND c.id = e.code_id
     LEFT JOIN entry_notes n ON n.program_id = e.program_id AND n.member_id = e.member_id AND n.no = e.no
     WHERE e.member_id IN (SELECT id FROM whole_member($1, $2))
       AND ($4::bigint IS NULL
         OR (floor(extract(epoch FROM e.recorded_at) * 1000)::bigint, e.member_id, e.no) < ($4::bigint, $5::bigint, $6::int))
     ORDER BY e.recorded_at DESC, e.member_id DESC, e.no DESC LIMIT $3`,
    values: [input.programId, input.memberId, Math.min(input.limit, PAGE_MAX), atMs, owner, no],
  });
  return rows.map(entryOf);
}

function readCursor(before: string | null): [string | null, string | null, string | null] {
  const match = /^(\d{1,15})-(\d{1,18})-(\d{1,9})$/.exec(before ?? "");
  return match ? [match[1] ?? null, match[2] ?? null, match[3] ?? null] : [null, null, null];
}

function entryOf(row: Row): HistoryEntry {
  const { shop_id: shopId, order_id: orderId, order_name: name } = row;
  const order = shopId === null || orderId === null ? null : { shopId, orderId, name: name ?? orderId };
  const code =
    row.code_id === null || row.code === null ? null : { id: row.code_id, code: row.code, reward: row.reward ?? "" };
  return {
    id: row.id,
    kind: row.kind,
    points: BigInt(row.points),
    pending: BigInt(row.pending),
    reserved: BigInt(row.reserved),
    debt: BigInt(row.debt),
    balance: BigInt(row.balance),
    at: row.at,
    recordedAt: row.recorded_at,
    label: order?.name ?? code?.code ?? null,
    order,
    code,
    note: row.author === null || row.reason === null ? null : { author: row.author, reason: row.reason },
  };
}
