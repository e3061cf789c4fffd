import pg from "pg";
import type { Database } from "../app/database.ts";
import type { OrderState } from "../app/domain/order.ts";
import { applyOrders } from "../app/commands/apply-orders.ts";
import { installShop } from "../app/commands/install-shop.ts";
import { closeDatabase, openDatabase } from "../app/database.ts";
import { orderOf } from "../app/domain/order.fixture.ts";

/** How many connections each side of a contest has, and how many things at once where no flood is measured. */
export const CONCURRENCY = 8;

const OPENED = new Date("2026-01-01T08:00:00Z");
const SEED_BATCH = 500;

/** Where a bench runs: Laurel's own database, and beside its tables those of the floor. */
export type Ground = { url: string; db: Database; floor: pg.Pool; close(): Promise<void> };

export type BenchShop = { shopId: string; programId: string };

/** Whose turn it is: a customer of a shop. */
export type Shopper = BenchShop & { customerId: string };

/** Opens a migrated database that nobody else uses, and gives it the floor's two tables. */
export async function openGround(url: string): Promise<Ground> {
  const db = openDatabase(url, { max: CONCURRENCY });
  const floor = new pg.Pool({ connectionString: url, max: CONCURRENCY });
  // A connection that is cut while it closes is no failure of the bench; a statement's own error still is.
  floor.on("error", () => undefined);
  await floor.query(
    `CREATE TABLE IF NOT EXISTS floor_members (id bigint PRIMARY KEY, version int NOT NULL, balance bigint NOT NULL);
     CREATE TABLE IF NOT EXISTS floor_entries (member_id bigint, no int, points bigint NOT NULL, balance bigint NOT NULL, at timestamptz NOT NULL,
       PRIMARY KEY (member_id, no))`,
  );
  const close = async (): Promise<void> => {
    await closeDatabase(db);
    await floor.end();
  };
  return { url, db, floor, close };
}

/** Gives the floor as many members, each with points enough for every exchange to come. */
export async function addFloorMembers(ground: Ground, count: number): Promise<void> {
  await ground.floor.query("INSERT INTO floor_members SELECT n, 1, 1000000 FROM generate_series(1, $1::int) AS n", [
    count,
  ]);
}

const FIRST_ORDER = 5_000_000_000;

let numbers = 0;

/** A number that no other order, shop or customer of this process has. */
export function nextNumber(): number {
  numbers += 1;
  return numbers;
}

/** Goes on behind an order of an earlier process. */
export function continueNumbers(orderId: string): void {
  numbers = Math.max(numbers, Number(orderId) - FIRST_ORDER);
}

/** One more shop with the default program: a point for each krone. */
export async function addShop(db: Database): Promise<BenchShop> {
  const shopId = String(9_000_000_000 + nextNumber());
  const domain = `shop-${shopId}.myshopify.com`;
  const { programId } = await installShop(db, {
    shopId,
    domain,
    currency: "NOK",
    timeZone: "Europe/Oslo",
    now: OPENED,
  });
  return { shopId, programId };
}

/**
 * So many shoppers, spread evenly over the shops, each a member with one paid order. PostgreSQL then looks at the new tables, as it
 * does by itself within a minute in production.
 */
export async function addShoppers(ground: Ground, shops: readonly BenchShop[], count: number): Promise<Shopper[]> {
  const perShop = Math.ceil(count / shops.length);
  const shoppers = shops.flatMap((shop) =>
    Array.from({ length: perShop }, (): Shopper => ({ ...shop, customerId: String(7_000_000_000 + nextNumber()) })),
  );
  for (let from = 0; from < shoppers.length; from += SEED_BATCH) {
    await award(ground.db, shoppers.slice(from, from + SEED_BATCH));
  }
  await ground.floor.query("ANALYZE");
  return shoppers;
}

/** Goes round a list for ever, whoever asks. */
export function inTurn<T>(list: readonly T[]): () => T {
  let index = 0;
  return () => {
    const item = list[index % list.length];
    index += 1;
    if (item === undefined) throw new Error("there is nobody to take turns");
    return item;
  };
}

/** Brings a new paid order of each shopper into the ledger, in one call; fails where one of them was not applied. */
export async function award(db: Database, shoppers: readonly Shopper[], pattern = PATTERN): Promise<number> {
  const orders = shoppers.map((shopper) => ({ shopId: shopper.shopId, order: paidOrder(shopper.customerId, pattern) }));
  const now = orders.at(-1)?.order.updatedAt ?? OPENED;
  const outcomes = await applyOrders(db, { orders, now });
  const failed = outcomes.find((outcome) => outcome.outcome !== "applied");
  if (failed) throw new Error(`an order was not awarded: ${failed.outcome}`);
  return outcomes.length;
}

/** An order as Shopify tells it: two lines with tax, shipping, paid by card. */
const PATTERN = orderOf({
  lines: [
    { price: "149.00", quantity: 2, tax: "59.60" },
    { price: "399.00", discount: "40.00", tax: "71.80" },
  ],
  shipping: "79.00",
  shippingTax: "15.80",
  payments: [["shopify_payments", "883.20"]],
});

/** One that earns a million points. */
const DEAR = orderOf({ lines: [{ price: "1000000.00" }] });

/** Gives shoppers more points than any bench takes from them. */
export async function enrich(db: Database, shoppers: readonly Shopper[]): Promise<void> {
  for (let from = 0; from < shoppers.length; from += SEED_BATCH)
    await award(db, shoppers.slice(from, from + SEED_BATCH), DEAR);
}

/** A new order. Every order is paid a little later than the last. */
function paidOrder(customerId: string, pattern: OrderState): OrderState {
  const number = nextNumber();
  const at = new Date(OPENED.getTime() + number * 100);
  const times = { createdAt: at, processedAt: at, updatedAt: at, paidAt: at };
  return { ...pattern, id: String(FIRST_ORDER + number), name: `#${number}`, customerId, ...times };
}
