import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { mergeMembers } from "./merge-customers.ts";
import { recordChange } from "./record-change.ts";
import { recordCustomers } from "./record-customer.ts";

/** A customer as a linked shop knows them: the keyed hash of an address that Shopify has verified, or null for none. */
export type KnownAddress = { customerId: string; hash: Buffer | null };

/** Whether a shop shares its program, so that addresses have to be known at all. */
export async function sharesProgram(db: Database, shopId: string): Promise<boolean> {
  const { rows } = await db.pool.query<{ shares: boolean }>({
    name: "shares-program",
    text: `SELECT EXISTS (SELECT FROM shops o WHERE o.program_id = s.program_id AND o.id <> s.id) AS shares FROM shops s WHERE s.id = $1`,
    values: [shopId],
  });
  return rows[0]?.shares === true;
}

/**
 * Rule 23: customers of linked shops with the same verified address become one member, by the means of a merge (rule 24): the one who has
 * been a member for longer remains. An address that changes joins anew and never parts; one that is not verified is forgotten. Where
 * the member has another customer in the shop already, nothing is joined and the log says so. Repeating is harmless, and
 * of two that come at once at least one finds the other. Answers how many were joined.
 */
export async function joinByAddress(
  db: Database,
  input: { shopId: string; customers: readonly KnownAddress[]; now: Date },
): Promise<number> {
  const { shopId, customers, now } = input;
  await noteAddresses(db, shopId, customers, now);
  let joined = 0;
  for (const { customerId, hash } of customers) {
    if (hash === null) continue;
    const others = await findOthers(db, { shopId, customerId, hash });
    for (const other of others) if (await joinPair(db, { shopId, customerId, other, now })) joined += 1;
  }
  return joined;
}

async function noteAddresses(
  db: Database,
  shopId: string,
  customers: readonly KnownAddress[],
  now: Date,
): Promise<void> {
  const known = customers.filter((customer) => customer.hash !== null);
  const unknown = customers.filter((customer) => customer.hash === null);
  if (known.length > 0) {
    await db.pool.query(
      `INSERT INTO customer_addresses AS a (program_id, shop_id, customer_id, address_hash, at)
       SELECT c.program_id, c.shop_id, c.customer_id, x.hash, $4 FROM unnest($2::bigint[], $3::bytea[]) AS x(customer_id, hash)
       JOIN member_customers c ON c.shop_id = $1 AND c.customer_id = x.customer_id AND c.gone_at IS NULL ORDER BY c.customer_id
       ON CONFLICT (shop_id, customer_id) DO UPDATE SET program_id = excluded.program_id, address_hash = excluded.address_hash, at = excluded.at
         WHERE (a.program_id, a.address_hash) IS DISTINCT FROM (excluded.program_id, excluded.address_hash)`,
      [shopId, known.map((customer) => customer.customerId), known.map((customer) => customer.hash), now],
    );
  }
  if (unknown.length > 0) {
    await db.pool.query("DELETE FROM customer_addresses WHERE shop_id = $1 AND customer_id = ANY ($2::bigint[])", [
      shopId,
      unknown.map((customer) => customer.customerId),
    ]);
  }
}

type Other = { shopId: string; customerId: string };

/** Customers of the program's other shops with the same address, who are not the same member yet. */
async function findOthers(
  db: Database,
  customer: { shopId: string; customerId: string; hash: Buffer },
): Promise<Other[]> {
  const { rows } = await db.pool.query<Other>({
    name: "find-same-address",
    text: `SELECT o.shop_id::text AS "shopId", o.customer_id::text AS "customerId"
      FROM member_customers c
      JOIN customer_addresses a ON a.program_id = c.program_id AND a.address_hash = $3 AND a.shop_id <> c.shop_id
      JOIN member_customers o ON o.shop_id = a.shop_id AND o.customer_id = a.customer_id AND o.gone_at IS NULL
      WHERE c.shop_id = $1 AND c.customer_id = $2 AND c.gone_at IS NULL AND o.program_id = c.program_id AND o.member_id <> c.member_id
      ORDER BY o.shop_id, o.customer_id`,
    values: [customer.shopId, customer.customerId, customer.hash],
  });
  return rows;
}

type Pair = { programId: string; one: string; two: string; clashes: boolean };

async function joinPair(
  db: Database,
  input: { shopId: string; customerId: string; other: Other; now: Date },
): Promise<boolean> {
  const { shopId, customerId, other, now } = input;
  // Somebody else may have joined them a moment ago.
  const { rows } = await db.pool.query<Pair>(
    `SELECT a.program_id::text AS "programId", least(a.member_id, b.member_id)::text AS one, greatest(a.member_id, b.member_id)::text AS two,
       EXISTS (SELECT FROM member_customers x JOIN member_customers y ON y.shop_id = x.shop_id AND y.gone_at IS NULL
         WHERE x.program_id = a.program_id AND x.member_id = a.member_id AND x.gone_at IS NULL
           AND y.program_id = b.program_id AND y.member_id = b.member_id) AS clashes
     FROM member_customers a, member_customers b
     WHERE a.shop_id = $1 AND a.customer_id = $2 AND b.shop_id = $3 AND b.customer_id = $4
       AND a.program_id = b.program_id AND a.member_id <> b.member_id`,
    [shopId, customerId, other.shopId, other.customerId],
  );
  const [pair] = rows;
  if (pair === undefined) return false;
  if (pair.clashes) {
    await recordClash(db, pair, now);
    return false;
  }
  const members = { kept: pair.one, gone: pair.two };
  const isNew = await mergeMembers(db, pair.programId, members, now, { actor: "laurel", action: "joinMembers" });
  // A tag that keeps one of them out keeps both out (rule 21): the account is looked at with the tags of all shops.
  await recordCustomers(db, { customers: [{ shopId, customerId, at: now }], now });
  return isNew;
}

/** Told once: staff may want to know why two customers with one address are two members. */
async function recordClash(db: Database, pair: Pair, now: Date): Promise<void> {
  const subject = `member:${pair.one}`;
  await transaction(db, async (connection) => {
    const { rows } = await connection.query(
      "SELECT FROM audit_log WHERE program_id = $1 AND action = 'notJoined' AND subject = $2 AND after->>'member' = $3 LIMIT 1",
      [pair.programId, subject, pair.two],
    );
    if (rows.length > 0) return;
    const change = {
      programId: pair.programId,
      actor: "laurel",
      action: "notJoined",
      subject,
      after: { member: pair.two },
    };
    await recordChange(connection, { ...change, now });
  });
}
