import type { Database } from "../../app/database.ts";
import type { OrderState } from "../../app/domain/order.ts";
import type { ApplyOutcome } from "../../app/commands/apply-orders.ts";
import type { MemberSummary } from "../../app/queries/member-summary.ts";
import { applyOrders } from "../../app/commands/apply-orders.ts";
import { installShop } from "../../app/commands/install-shop.ts";
import { poolTerms } from "../../app/commands/pool-discount.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { recordCustomers } from "../../app/commands/record-customer.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { codeUntil } from "../../app/domain/exchange.ts";
import { findReward } from "../../app/domain/program.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";

/** A shop in a database of its own, for tests of what is written and read. */
export type TestShop = {
  db: Database;
  programId: string;
  shopId: string;
  close(): Promise<void>;
};

let shops = 0;

export const OPENED = new Date("2026-01-01T08:00:00Z");

/** A fresh database with one shop that has installed Laurel on 1 January 2026 at 09:00 in Oslo. */
export async function openShop(options: { max?: number } = {}): Promise<TestShop> {
  const database: TestDatabase = await testDatabase();
  const db = openDatabase(database.url, options);
  const shop = await addShop(db);
  return {
    ...shop,
    db,
    close: async () => {
      await closeDatabase(db);
      await database.drop();
    },
  };
}

/** One more shop in the same database. */
export async function addShop(db: Database): Promise<{ programId: string; shopId: string }> {
  shops += 1;
  const shopId = String(9_000_000_000 + shops);
  const { programId } = await installShop(db, {
    shopId,
    domain: `shop-${shopId}.myshopify.com`,
    currency: "NOK",
    timeZone: "Europe/Oslo",
    now: OPENED,
  });
  return { programId, shopId };
}

/** Publishes a patch and fails where it is refused. */
export async function publish(shop: TestShop, patch: unknown, now: Date): Promise<number> {
  const result = await publishProgram(shop.db, { programId: shop.programId, patch, author: "test", now });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.version;
}

let pools = 0;

/** A pool with these codes of a reward, for exchanges at a moment. */
export async function fillPool(shop: TestShop, reward: string, codes: readonly string[], now: Date): Promise<void> {
  const { program, version } = await readProgram(shop.db, { programId: shop.programId, now });
  const found = findReward(program, reward);
  if (found === null) throw new Error(`the program has no reward ${reward}`);
  pools += 1;
  const { rows } = await shop.db.pool.query<{ id: string }>(
    `INSERT INTO pools (program_id, shop_id, reward, terms, version, currency, rate, closes_at, until, status, anchor, discount_id, created_at, next_at)
     SELECT $1, id, $3, $4, $5, currency, rate, $6, $6, 'open', 'ANCHOR', $7, $8, $8 FROM shops WHERE id = $2
     ON CONFLICT (shop_id, reward, terms, until) DO UPDATE SET discount_id = excluded.discount_id RETURNING id::text`,
    [
      ...[shop.programId, shop.shopId, reward, poolTerms(found, program), version],
      ...[codeUntil(found, now, program.timeZone), String(70_000 + pools), now],
    ],
  );
  await shop.db.pool.query("INSERT INTO pool_codes (program_id, pool_id, code) SELECT $1, $2, unnest($3::text[])", [
    ...[shop.programId, rows[0]?.id, codes],
  ]);
}

/** Brings orders as Shopify would tell them at their `updatedAt`, or later. */
export async function bring(shop: TestShop, orders: OrderState[], now?: Date): Promise<ApplyOutcome[]> {
  const latest = new Date(Math.max(...orders.map((order) => order.updatedAt.getTime())));
  return applyOrders(shop.db, {
    orders: orders.map((order) => ({ shopId: shop.shopId, order })),
    now: now ?? latest,
  });
}

/** A customer has been seen in Shopify. */
export async function see(shop: TestShop, customerId: string, at: Date, tags: string[] = []): Promise<string> {
  const [found] = await recordCustomers(shop.db, {
    customers: [{ shopId: shop.shopId, customerId, tags, at }],
    now: at,
  });
  if (!found) throw new Error(`customer ${customerId} was not recorded`);
  return found.memberId;
}

/** What the member of a customer has at a moment; fails where there is none. */
export async function summaryOf(shop: TestShop, customerId: string, now: Date): Promise<MemberSummary> {
  const member = await findMember(shop.db, { shopId: shop.shopId, customerId });
  const summary = member && (await readMemberSummary(shop.db, { ...member, now }));
  if (!summary) throw new Error(`customer ${customerId} is no member`);
  return summary;
}
