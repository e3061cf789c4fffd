import type { Database } from "../database.ts";
import { Together } from "../ledger/together.ts";

/** `held`: its members are on their way to another program (rule 23), and nobody changes anything of theirs meanwhile. */
export type FoundShop = { id: string; domain: string; programId: string; currency: string; held: boolean };

/** A shop that has Laurel installed now; null for any other. */
export async function findShop(db: Database, input: { domain: string }): Promise<FoundShop | null> {
  const { rows } = await db.pool.query<FoundShop>({
    name: "find-shop",
    text: `SELECT id::text, domain, program_id::text AS "programId", currency, held_since IS NOT NULL AS held FROM shops
      WHERE domain = $1 AND uninstalled_at IS NULL`,
    values: [input.domain],
  });
  return rows[0] ?? null;
}

export type FoundMember = { programId: string; memberId: string };

/** The member that a customer of a shop is; null where Laurel has not seen the customer. */
export async function findMember(
  db: Database,
  input: { shopId: string; customerId: string },
): Promise<FoundMember | null> {
  const { rows } = await db.pool.query<FoundMember>({
    name: "find-member",
    text: `SELECT program_id::text AS "programId", member_id::text AS "memberId" FROM member_customers
      WHERE shop_id = $1 AND customer_id = $2`,
    values: [input.shopId, input.customerId],
  });
  return rows[0] ?? null;
}

/** `revision`: at which the program's versions are now (ledger/programs.ts); `sendsMails`: whether members can choose among mails. */
export type FoundShopper = FoundShop & { revision: string; sendsMails: boolean; member: FoundMember | null };

type AskedShopper = { domain: string; customerId: string };
type ShopperRow = Omit<FoundShopper, "member"> & { n: number; memberProgram: string | null; memberId: string | null };

/** Whatever shoppers ask begins with who they are: those who ask at the same time are looked up together. */
const TOGETHER = { most: 100, batches: 2, worthwhile: 2 };
const queues = new WeakMap<Database, Together<AskedShopper, FoundShopper | null>>();

/** A customer of a shop that has Laurel installed now, and the member that they are, in one statement; null for any other shop. */
export async function findShopper(db: Database, input: AskedShopper): Promise<FoundShopper | null> {
  const queue = queues.get(db) ?? new Together((asked) => findShoppers(db, asked), TOGETHER);
  queues.set(db, queue);
  const [found = null] = await queue.ask([{ domain: input.domain, customerId: input.customerId }]);
  return found;
}

async function findShoppers(db: Database, asked: readonly AskedShopper[]): Promise<(FoundShopper | null)[]> {
  const { rows } = await db.pool.query<ShopperRow>({
    name: "find-shoppers",
    text: `SELECT w.n::int, s.id::text, s.domain, s.program_id::text AS "programId", s.currency, s.held_since IS NOT NULL AS held,
        p.revision::text, coalesce(m.sends, false) AS "sendsMails", c.program_id::text AS "memberProgram", c.member_id::text AS "memberId"
      FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS w (domain, customer, n)
      JOIN shops s ON s.domain = w.domain AND s.uninstalled_at IS NULL JOIN programs p ON p.id = s.program_id
      LEFT JOIN mail_settings m ON m.program_id = s.program_id
      LEFT JOIN member_customers c ON c.shop_id = s.id AND c.customer_id = w.customer`,
    values: [asked.map(({ domain }) => domain), asked.map(({ customerId }) => customerId)],
  });
  const found = asked.map((): FoundShopper | null => null);
  for (const { n, memberProgram, memberId, ...shop } of rows) {
    const member = memberProgram === null || memberId === null ? null : { programId: memberProgram, memberId };
    found[n - 1] = { ...shop, member };
  }
  return found;
}

export type MembersCustomer = { shopId: string; domain: string; customerId: string; tags: string[] };

/** The customers that a member is, in every shop that has Laurel installed now; without those that Shopify merged away. */
export async function listCustomersOf(
  db: Database,
  input: { programId: string; memberId: string },
): Promise<MembersCustomer[]> {
  const { rows } = await db.pool.query<MembersCustomer>(
    `SELECT s.id::text AS "shopId", s.domain, c.customer_id::text AS "customerId", c.tags
     FROM member_customers c JOIN shops s ON s.id = c.shop_id AND s.uninstalled_at IS NULL
     WHERE c.program_id = $1 AND c.member_id = $2 AND c.gone_at IS NULL ORDER BY c.shop_id, c.customer_id`,
    [input.programId, input.memberId],
  );
  return rows;
}

/** The domain of the shop that each of these customers is one of, by the customer's id. */
export async function listShopsOfCustomers(
  db: Database,
  input: { programId: string; customerIds: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.pool.query<{ customerId: string; domain: string }>(
    `SELECT c.customer_id::text AS "customerId", s.domain FROM member_customers c JOIN shops s ON s.id = c.shop_id
     WHERE s.program_id = $1 AND c.program_id = $1 AND c.customer_id = ANY ($2::bigint[])`,
    [input.programId, input.customerIds],
  );
  return new Map(rows.map(({ customerId, domain }) => [customerId, domain]));
}

/** The customer that each of these members is in one shop, by the member's id; the first where there are several. */
export async function listCustomersOfMembers(
  db: Database,
  input: { programId: string; shopId: string; memberIds: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.pool.query<{ memberId: string; customerId: string }>(
    `SELECT member_id::text AS "memberId", min(customer_id)::text AS "customerId" FROM member_customers
     WHERE program_id = $1 AND shop_id = $2 AND member_id = ANY ($3::bigint[]) AND gone_at IS NULL GROUP BY member_id`,
    [input.programId, input.shopId, input.memberIds],
  );
  return new Map(rows.map(({ memberId, customerId }) => [memberId, customerId]));
}

/** For members who are no customers of a shop: the customer that they are in another shop of the program, the first of several. */
export async function listCustomersElsewhere(
  db: Database,
  input: { programId: string; shopId: string; memberIds: readonly string[] },
): Promise<{ memberId: string; domain: string; customerId: string }[]> {
  const { rows } = await db.pool.query<{ memberId: string; domain: string; customerId: string }>(
    `SELECT DISTINCT ON (c.member_id) c.member_id::text AS "memberId", s.domain, c.customer_id::text AS "customerId"
     FROM member_customers c JOIN shops s ON s.id = c.shop_id AND s.uninstalled_at IS NULL
     WHERE c.program_id = $1 AND c.shop_id <> $2 AND c.member_id = ANY ($3::bigint[]) AND c.gone_at IS NULL
     ORDER BY c.member_id, c.shop_id, c.customer_id`,
    [input.programId, input.shopId, input.memberIds],
  );
  return rows;
}
