import type { Database } from "../database.ts";

/** How many members a page of the list shows. */
export const MEMBERS_PER_PAGE = 25;

/** A line of the list of members; `customerId` is the customer of the asking shop that the member is, if it is one there. */
export type MemberLine = {
  memberId: string;
  customerId: string | null;
  available: bigint;
  pending: bigint;
  tier: string | null;
  excluded: boolean;
  activeAt: Date | null;
  joinedAt: Date | null;
};

/** One page of members; `after` goes on behind a member, `next` is what to ask for then, or null at the end. */
export type MemberPage = { members: MemberLine[]; next: string | null };

type Filter = {
  programId: string;
  shopId: string;
  /** Only these customers of the shop, from a search in Shopify. */
  customerIds?: readonly string[];
  tier?: string;
  after?: string;
};

const COLUMNS = `m.id::text AS "memberId", c.customer_id::text AS "customerId", m.available::text, m.pending::text, m.tier, m.excluded,
  m.active_at AS "activeAt", m.joined_at AS "joinedAt"`;

const LIST = `
SELECT ${COLUMNS}
FROM members m
LEFT JOIN LATERAL (
  SELECT customer_id FROM member_customers
  WHERE program_id = m.program_id AND member_id = m.id AND shop_id = $2 ORDER BY customer_id LIMIT 1
) c ON true
WHERE m.program_id = $1 AND m.merged_into IS NULL AND m.deleted_at IS NULL
  AND ($3::bigint IS NULL OR m.id < $3) AND ($4::text IS NULL OR m.tier = $4)
ORDER BY m.id DESC
LIMIT $5`;

const FOUND = `
SELECT ${COLUMNS}
FROM member_customers c JOIN members m ON m.program_id = c.program_id AND m.id = c.member_id
WHERE c.shop_id = $2 AND c.customer_id = ANY($3::bigint[]) AND m.program_id = $1 AND m.deleted_at IS NULL
ORDER BY array_position($3::bigint[], c.customer_id)`;

type Row = Omit<MemberLine, "available" | "pending"> & { available: string; pending: string };

/** One page of the program's members, newest first, or those who are the given customers, in the given order. */
export async function listMembers(db: Database, filter: Filter): Promise<MemberPage> {
  if (filter.customerIds !== undefined) {
    const { rows } = await db.pool.query<Row>(FOUND, [filter.programId, filter.shopId, filter.customerIds]);
    return { members: rows.map(lineOf), next: null };
  }
  const { rows } = await db.pool.query<Row>(LIST, [
    filter.programId,
    filter.shopId,
    filter.after ?? null,
    filter.tier ?? null,
    MEMBERS_PER_PAGE + 1,
  ]);
  const members = rows.slice(0, MEMBERS_PER_PAGE).map(lineOf);
  return { members, next: rows.length > MEMBERS_PER_PAGE ? (members.at(-1)?.memberId ?? null) : null };
}

function lineOf(row: Row): MemberLine {
  return { ...row, available: BigInt(row.available), pending: BigInt(row.pending) };
}
