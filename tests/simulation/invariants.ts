import type { Database } from "../../app/database.ts";
import { readLoyaltyView, sameLoyalty } from "../../app/queries/loyalty-view.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import type { World } from "../scenarios/world.ts";

/** What must always be true, looked at as a whole; null when it is, else what is wrong. */
async function alwaysTrue(world: World): Promise<string | null> {
  const [first] = await verifyLedger(world.db, { programId: world.shop.programId });
  return first ?? (await crossing(world.db));
}

/** Rows of one program that name a shop or a member of another. */
const CROSSINGS = `
  SELECT 'order ' || o.id AS what FROM orders o JOIN shops s ON s.id = o.shop_id WHERE s.program_id <> o.program_id
  UNION ALL SELECT 'the member of order ' || o.id FROM orders o WHERE o.member_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM members m WHERE m.program_id = o.program_id AND m.id = o.member_id)
  UNION ALL SELECT 'customer ' || c.customer_id FROM member_customers c JOIN shops s ON s.id = c.shop_id
    WHERE s.program_id <> c.program_id
  UNION ALL SELECT 'code ' || c.id FROM codes c JOIN shops s ON s.id = c.shop_id WHERE s.program_id <> c.program_id
  LIMIT 1`;

/** Nothing crosses shops. */
export async function crossing(db: Database): Promise<string | null> {
  const { rows } = await db.pool.query<{ what: string }>(CROSSINGS);
  return rows[0] === undefined ? null : `${rows[0].what} belongs to another shop`;
}

/** All that a program's members have, as one text: equal texts mean that nothing has changed. */
export async function readHoldings(db: Database, programId: string): Promise<string> {
  const { rows } = await db.pool.query<{ holdings: string }>(
    `SELECT concat_ws(' ',
       (SELECT string_agg(concat_ws('/', id, available, pending, reserved, debt), ',' ORDER BY id) FROM members WHERE program_id = $1),
       (SELECT concat_ws('/', count(*), sum(points), sum(points * no)) FROM entries WHERE program_id = $1),
       (SELECT string_agg(concat_ws('/', id, status, points), ',' ORDER BY id) FROM codes WHERE program_id = $1)) AS holdings`,
    [programId],
  );
  return rows[0]?.holdings ?? "";
}

/** What differs between the shop and Laurel, when everything should have come to rest; null when nothing does. */
export async function differences(world: World): Promise<string | null> {
  const { db, shop, store } = world;
  const wrong = await alwaysTrue(world);
  if (wrong !== null) return wrong;
  const { rows: orders } = await db.pool.query<{ id: string; updated_at: Date }>(
    "SELECT id::text, updated_at FROM orders WHERE program_id = $1",
    [shop.programId],
  );
  const known = new Map(orders.map((order) => [order.id, order.updated_at.getTime()]));
  const missed = store.shop.listOrders().find((order) => known.get(order.id) !== Date.parse(order.updatedAt));
  if (missed) return `order ${missed.name} isn't known as it stands`;
  const { rows: waiting } = await db.pool.query(
    `SELECT 1 FROM codes WHERE program_id = $1 AND status = 'reserving' UNION ALL SELECT 1 FROM sync_queue WHERE program_id = $1`,
    [shop.programId],
  );
  if (waiting.length > 0) return "an exchange or a metafield was never finished";
  return (await codeDifference(world)) ?? customerDifference(world);
}

/** Rule 14: a code that is open works in the shop; one that isn't doesn't. */
async function codeDifference(world: World): Promise<string | null> {
  const { rows } = await world.db.pool.query<{ id: string; code: string; status: string }>(
    "SELECT id::text, code, status FROM codes WHERE program_id = $1 ORDER BY id",
    [world.shop.programId],
  );
  for (const { id, code, status } of rows) {
    const discount = world.store.shop.findDiscountByCode(code);
    const works = discount !== null && world.store.shop.discountStatus(discount) === "ACTIVE";
    if (status === "open" && !works) return `code ${id} is open, but the shop doesn't take it`;
    if ((status === "failed" || status === "undone") && works) return `code ${id} is ${status}, but the shop takes it`;
  }
  return null;
}

/** What each customer sees is what the ledger says. */
async function customerDifference(world: World): Promise<string | null> {
  const { db, shop, store } = world;
  const { rows } = await db.pool.query<{ customer_id: string; member_id: string }>(
    "SELECT customer_id::text, member_id::text FROM member_customers WHERE shop_id = $1 AND gone_at IS NULL ORDER BY customer_id",
    [shop.id],
  );
  for (const { customer_id: customerId, member_id: memberId } of rows) {
    const view = await readLoyaltyView(db, { programId: shop.programId, memberId, now: world.now() });
    const metafield = store.shop.listMetafields(gid("Customer", customerId)).find((each) => each.key === "loyalty");
    if (!view || !sameLoyalty(metafield?.value ?? null, view.json))
      return `customer ${customerId} sees something else than the ledger says`;
    const tags = store.shop.requireCustomer(customerId).tags.filter((tag) => view.tierTags.has(tag));
    const wanted = view.tierTag === null ? [] : [view.tierTag];
    if (tags.join() !== wanted.join())
      return `customer ${customerId} has the tags ${tags.join()} instead of ${wanted.join()}`;
  }
  return null;
}
