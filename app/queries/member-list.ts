import type { Database } from "../database.ts";
import type { Program } from "../domain/program.ts";
import { LIST, memberConditions, MEMBERS, type MemberFilter, type MemberSort, Values } from "./member-filter.ts";

/** How many members a page of the list shows. */
export const MEMBERS_PER_PAGE = 25;

/** A line of the list of members; `customerId` is the customer of the asking shop that the member is, if it is one there. */
export type MemberLine = {
  memberId: string;
  customerId: string | null;
  available: bigint;
  pending: bigint;
  debt: bigint;
  tier: string | null;
  excluded: boolean;
  activeAt: Date | null;
  joinedAt: Date | null;
};

/** One page of members; `after` goes on behind a member, `next` is what to ask for then, or null at the end. */
export type MemberPage = { members: MemberLine[]; next: string | null };

type Wish = {
  programId: string;
  shopId: string;
  /** The program in force and the moment, for filters that count days. */
  program: Program;
  now: Date;
  filter: MemberFilter;
  sort: MemberSort;
  after?: string | null;
  limit?: number;
};

const COLUMNS = `m.id::text AS "memberId", c.customer_id::text AS "customerId", m.available::text, m.pending::text, m.debt::text, m.tier,
  m.excluded, m.active_at AS "activeAt", m.joined_at AS "joinedAt"`;

const CUSTOMER = `LEFT JOIN LATERAL (
  SELECT customer_id FROM member_customers
  WHERE program_id = m.program_id AND member_id = m.id AND shop_id = $2 AND gone_at IS NULL ORDER BY customer_id LIMIT 1
) c ON true`;

type Row = Omit<MemberLine, "available" | "pending" | "debt"> &
  Record<"available" | "pending" | "debt" | "key", string>;

/** What each sort goes by besides the id, as a column of the list, its type, and its direction. */
const SORTED: Record<MemberSort, { by: string | null; type: string; direction: "ASC" | "DESC" }> = {
  newest: { by: null, type: "bigint", direction: "DESC" },
  oldest: { by: null, type: "bigint", direction: "ASC" },
  balanceHigh: { by: "m.available", type: "bigint", direction: "DESC" },
  balanceLow: { by: "m.available", type: "bigint", direction: "ASC" },
  activeLatest: { by: LIST.activeAt, type: "timestamptz", direction: "DESC" },
  activeEarliest: { by: LIST.activeAt, type: "timestamptz", direction: "ASC" },
};

/**
 * One page of the program's members: those of the filter, sorted, behind the place where the page before ended. Who is on it, and where,
 * is as `listed_members` has it, a second or two behind the ledger (note-changes.ts); what is said of each is the ledger's.
 */
export async function listMembers(db: Database, wish: Wish): Promise<MemberPage> {
  const { programId, shopId, filter, sort, limit = MEMBERS_PER_PAGE } = wish;
  const values = new Values([programId, shopId]);
  const conditions = ["m.program_id = $1", ...memberConditions(LIST, filter, wish, values)];
  const { by, type, direction } = SORTED[sort];
  const cursor = readCursor(wish.after ?? null, type);
  const beyond = direction === "ASC" ? ">" : "<";
  if (cursor !== null && by === null) conditions.push(`m.id ${beyond} ${values.add(cursor.id, "bigint")}`);
  else if (cursor !== null && by !== null)
    conditions.push(`(${by}, m.id) ${beyond} (${values.add(cursor.key, type)}, ${values.add(cursor.id, "bigint")})`);
  const order = by === null ? `m.id ${direction}` : `${by} ${direction}, m.id ${direction}`;
  // The page is chosen before customers are looked up: whatever the planner does, that is done for the page alone.
  const { rows } = await db.pool.query<Row>(
    `SELECT ${COLUMNS}, l.key
     FROM (SELECT m.program_id, m.id, ${by ?? "0"} AS sorted, ${keyText(by, type)} AS key
       FROM listed_members m WHERE ${conditions.join(" AND ")}
       ORDER BY ${order} LIMIT ${values.add(limit + 1, "int")}) l
     JOIN members m ON m.program_id = l.program_id AND m.id = l.id ${CUSTOMER} ORDER BY l.sorted ${direction}, l.id ${direction}`,
    values.list,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? `${last.key}_${last.memberId}` : null;
  return { members: shown.map(lineOf), next };
}

/** The members who are the given customers of a shop, in the given order, as far as they are of the filter. */
export async function listMembersOfCustomers(
  db: Database,
  wish: Omit<Wish, "sort" | "after" | "limit"> & { customerIds: readonly string[] },
): Promise<MemberLine[]> {
  const values = new Values([wish.programId, wish.shopId]);
  const ids = values.add(wish.customerIds, "bigint[]");
  const conditions = ["m.program_id = $1", ...memberConditions(MEMBERS, wish.filter, wish, values)];
  const { rows } = await db.pool.query<Row>(
    `SELECT ${COLUMNS}, '' AS key
     FROM member_customers c JOIN members m ON m.program_id = c.program_id AND m.id = c.member_id
     WHERE c.shop_id = $2 AND c.customer_id = ANY(${ids}) AND ${conditions.join(" AND ")}
     ORDER BY array_position(${ids}, c.customer_id)`,
    values.list,
  );
  return rows.map(lineOf);
}

function keyText(by: string | null, type: string): string {
  if (by === null) return "'0'";
  return type === "timestamptz" ? `round(extract(epoch FROM ${by}) * 1000)::bigint::text` : `${by}::text`;
}

/** A place in the list, "<key>_<member>"; null for the beginning and for what is no place. */
function readCursor(after: string | null, type: string): { key: string | Date; id: string } | null {
  const match = /^(-?\d{1,18})_(\d{1,18})$/.exec(after ?? "");
  if (match === null) return null;
  const [, key = "0", id = "0"] = match;
  return { key: type === "timestamptz" ? new Date(Number(key)) : key, id };
}

function lineOf({ key: _key, ...row }: Row): MemberLine {
  return { ...row, available: BigInt(row.available), pending: BigInt(row.pending), debt: BigInt(row.debt) };
}
