import type { Connection } from "../database.ts";
import type { OrderRef } from "../domain/account.ts";
import type { OrderRecord } from "../domain/member-orders.ts";
import type { CustomerRef } from "./load-orders.ts";
import type { AccountRow, DoneLotRow, LoadedAccount, OrderRow } from "./rows.ts";
import { orderKey } from "../domain/account.ts";
import { isPlain } from "../domain/timeline.ts";
import { customerKey } from "./load-orders.ts";
import { knownTimeline, revisionOf } from "./programs.ts";
import { cellsOf } from "./record-text.ts";
import { accountsOf, orderRecordOf, quietAccountOf } from "./rows.ts";

export type ShopFacts = { id: string; programId: string; rate: string | null; revision: string };

/** What work on arrived orders begins with, all of one snapshot. */
export type LoadedWork = {
  /** By id; shops that are not known are missing. */
  shops: Map<string, ShopFacts>;
  /** What is known of the orders, by `orderKey`. */
  orders: Map<string, OrderRecord>;
  /** Which members the customers are, by `customerKey`. */
  memberIds: Map<string, string>;
  /** Whose codes the orders carry, by `codeKey`. */
  codeOwners: Map<string, string>;
  /** The accounts of all of these, by member. */
  accounts: Map<string, LoadedAccount>;
};

export type WorkAsked = {
  /** `buyer` is the customer of an order that carries no codes: work on it may need nothing but the member. */
  orders: readonly (OrderRef & { buyer?: string })[];
  customers: readonly CustomerRef[];
  /** In capitals, as they are kept. */
  codes: readonly { shopId: string; code: string }[];
};

type ShopRow = { kind: "shop"; body: [id: string, programId: string, rate: string | null, revision: string] };
type KnownOrderRow = { kind: "order"; body: OrderRow };
/** The members of the customers that were asked for, in their order; null: none yet. */
type CustomersRow = { kind: "customers"; body: (string | null)[] | null };
type CodeOwnerRow = { kind: "code"; body: { shop_id: string; code: string; member_id: string } };
type WorkRow = ShopRow | KnownOrderRow | CustomersRow | CodeOwnerRow | AccountRow | DoneLotRow;

/** To which program each shop belonged when it was last read through a connection. */
const homes = new WeakMap<object, Map<string, string>>();

/**
 * Reads whatever orders of any number of shops have to do with, in one statement where they are all alike. In programs that are known to have
 * neither tiers nor an end by inactivity, accounts for which nothing lies ahead come without lots and without what orders count: neither decides
 * about a new order. Those of new orders are asked for first, all other orders after them.
 */
export async function loadWork(connection: Connection, asked: WorkAsked): Promise<LoadedWork> {
  const plain = plainPrograms(connection, asked);
  const quiet = await loadQuiet(connection, asked, plain);
  const { orders, customers, codes } = quiet.rest;
  const isDone = orders.length === 0 && customers.length === 0 && codes.length === 0;
  const rest = isDone ? null : await readWork(connection, quiet.rest, [...plain.keys()]);
  const loaded = rest === null ? quiet.work : joined(quiet.work, rest);
  const known = homes.get(connection) ?? new Map<string, string>();
  homes.set(connection, known);
  const found = new Map<string, string>();
  for (const { id, programId, revision } of loaded.shops.values()) {
    known.set(id, programId);
    found.set(programId, revision);
  }
  const isAsThought = [...plain].every(([programId, revision]) => found.get(programId) === revision);
  return isAsThought ? loaded : readWork(connection, asked, []);
}

/** What was read later stands before what was read first; a member who is in both comes whole. */
function joined(first: LoadedWork, second: LoadedWork): LoadedWork {
  return {
    shops: new Map([...first.shops, ...second.shops]),
    orders: second.orders,
    memberIds: new Map([...first.memberIds, ...second.memberIds]),
    codeOwners: second.codeOwners,
    accounts: new Map([...first.accounts, ...second.accounts]),
  };
}

/** What is known of orders that need nothing but their members, and what is left to be asked. */
async function loadQuiet(
  connection: Connection,
  asked: WorkAsked,
  plain: ReadonlyMap<string, string>,
): Promise<{ work: LoadedWork; rest: WorkAsked }> {
  const known = homes.get(connection);
  const orders = asked.orders.filter(({ shopId, buyer }) => buyer !== undefined && plain.has(known?.get(shopId) ?? ""));
  if (orders.length === 0) return { work: noWork(), rest: asked };
  const { work, read } = await readQuiet(connection, orders, [...plain.keys()]);
  const left = asked.orders.filter((order) => !read.has(order));
  const isLeft = ({ shopId, customerId }: CustomerRef): boolean =>
    !work.memberIds.has(customerKey({ shopId, customerId }));
  const buyers = new Set(left.map(({ shopId, buyer = "" }) => customerKey({ shopId, customerId: buyer })));
  const customers = asked.customers.filter((customer) => isLeft(customer) || buyers.has(customerKey(customer)));
  return { work, rest: { orders: left, customers, codes: asked.codes } };
}

/** The programs of the shops that are plain at the revision at which their versions were last read, with that revision. */
function plainPrograms(connection: Connection, { orders }: WorkAsked): Map<string, string> {
  const plain = new Map<string, string>();
  const known = homes.get(connection);
  for (const { shopId } of orders) {
    const programId = known?.get(shopId) ?? "";
    const timeline = knownTimeline(connection, programId) ?? [];
    const revision = revisionOf(timeline);
    if (revision !== undefined && isPlain(timeline)) plain.set(programId, revision);
  }
  return plain;
}

async function readWork(connection: Connection, asked: WorkAsked, plain: readonly string[]): Promise<LoadedWork> {
  const { orders, customers, codes } = asked;
  const { rows } = await connection.query<WorkRow>({
    name: "load-work",
    text: "SELECT * FROM order_rows($1, $2, $3, $4, $5, $6, $7, $8)",
    values: [
      arrayOf(new Set(orders.map((order) => order.shopId))),
      arrayOf(orders.map((order) => order.shopId)),
      arrayOf(orders.map((order) => order.orderId)),
      arrayOf(customers.map((customer) => customer.shopId)),
      arrayOf(customers.map((customer) => customer.customerId)),
      arrayOf(codes.map((carried) => carried.shopId)),
      codes.map((carried) => carried.code),
      arrayOf(plain),
    ],
  });
  const accountRows: (AccountRow | DoneLotRow)[] = [];
  const work = noWork();
  for (const row of rows) {
    if (row.kind === "account" || row.kind === "lot") accountRows.push(row);
    else note(work, row, asked);
  }
  return { ...work, accounts: accountsOf(accountRows) };
}

function noWork(): LoadedWork {
  return { shops: new Map(), orders: new Map(), memberIds: new Map(), codeOwners: new Map(), accounts: new Map() };
}

/** The orders that are new and need nothing but their members, with those. */
async function readQuiet(
  connection: Connection,
  orders: WorkAsked["orders"],
  plain: readonly string[],
): Promise<{ work: LoadedWork; read: Set<OrderRef> }> {
  const { rows } = await connection.query<{ place: string; body: string }>({
    name: "load-quiet",
    text: "SELECT place, body FROM quiet_rows($1, $2, $3, $4, $5)",
    values: [
      arrayOf(new Set(orders.map((order) => order.shopId))),
      arrayOf(orders.map((order) => order.shopId)),
      arrayOf(orders.map((order) => order.orderId)),
      arrayOf(orders.map((order) => order.buyer ?? "")),
      arrayOf(plain),
    ],
  });
  const work = noWork();
  const read = new Set<OrderRef>();
  for (const { place, body } of rows) {
    const order = orders[Number(place) - 1];
    if (!order?.buyer) {
      noteShop(work, cellsOf(body) as ShopRow["body"]);
      continue;
    }
    const loaded = quietAccountOf(cellsOf(body));
    work.accounts.set(loaded.account.memberId, loaded);
    work.memberIds.set(customerKey({ shopId: order.shopId, customerId: order.buyer }), loaded.account.memberId);
    read.add(order);
  }
  return { work, read };
}

/** Ids as the text of an array: they are digits and need no quotes. */
function arrayOf(ids: Iterable<string>): string {
  return `{${[...ids].join(",")}}`;
}

function note(work: LoadedWork, row: ShopRow | KnownOrderRow | CustomersRow | CodeOwnerRow, asked: WorkAsked): void {
  switch (row.kind) {
    case "shop":
      noteShop(work, row.body);
      return;
    case "order":
      work.orders.set(orderKey({ shopId: row.body.shop_id, orderId: row.body.id }), orderRecordOf(row.body));
      return;
    case "customers":
      asked.customers.forEach((customer, index) => {
        const memberId = row.body?.[index] ?? null;
        if (memberId !== null) work.memberIds.set(customerKey(customer), memberId);
      });
      return;
    case "code":
      work.codeOwners.set(codeKey({ shopId: row.body.shop_id, code: row.body.code }), row.body.member_id);
  }
}

function noteShop(work: LoadedWork, [id, programId, rate, revision]: ShopRow["body"]): void {
  work.shops.set(id, { id, programId, rate, revision });
}

export function codeKey(carried: { shopId: string; code: string }): string {
  return `${carried.shopId}/${carried.code}`;
}
