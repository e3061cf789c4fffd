import { purchases } from "./customers.ts";
import { toUnits } from "./money.ts";
import { Refusal } from "./refusal.ts";
import type { Shop } from "./shop.ts";
import { drop, nextId } from "./state.ts";
import type { Customer, Id, Segment } from "./types.ts";

type Condition = (customer: Customer) => boolean;

const CLAUSE =
  /^\s*([a-z_]+)\s+(NOT\s+CONTAINS|CONTAINS|!=|>=|<=|=|>|<)\s+('(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?|true|false)\s*$/i;

/** Splits on AND or OR outside of quotes; the two cannot be mixed here. */
function split(query: string): { clauses: string[]; all: boolean } {
  const parts = query.split(/\s+(AND|OR)\s+(?=(?:[^']*'[^']*')*[^']*$)/i);
  const clauses = parts.filter((_, index) => index % 2 === 0);
  const joins = new Set(parts.filter((_, index) => index % 2 === 1).map((word) => word.toUpperCase()));
  if (joins.size > 1) throw new Refusal("INVALID", ["query"], "The dev store's segments can't mix AND with OR");
  return { clauses, all: !joins.has("OR") };
}

function compare(left: bigint, operator: string, right: bigint): boolean {
  if (operator === "=") return left === right;
  if (operator === "!=") return left !== right;
  if (operator === ">") return left > right;
  if (operator === "<") return left < right;
  return operator === ">=" ? left >= right : left <= right;
}

/** One clause of Shopify's segment language as a condition. What the dev store doesn't know is refused by its name. */
function condition(shop: Shop, clause: string): Condition {
  const match = CLAUSE.exec(clause);
  if (!match) throw new Refusal("INVALID", ["query"], `The dev store can't read the segment clause "${clause.trim()}"`);
  const [, name = "", operator = "", raw = ""] = match;
  const value = raw.startsWith("'") ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw;
  const sign = operator.toUpperCase().replace(/\s+/g, " ");
  const { currency } = shop.state.info;
  if (name === "customer_tags") {
    const has = (customer: Customer): boolean => customer.tags.some((tag) => tag.toLowerCase() === value.toLowerCase());
    if (sign === "CONTAINS") return has;
    if (sign === "NOT CONTAINS") return (customer) => !has(customer);
  }
  if (name === "number_of_orders")
    return (customer) => compare(BigInt(purchases(shop, customer.id).orders), sign, BigInt(value));
  if (name === "amount_spent") {
    return (customer) => compare(toUnits(purchases(shop, customer.id).spent, currency), sign, toUnits(value, currency));
  }
  throw new Refusal("INVALID", ["query"], `The dev store's segments don't know "${name} ${sign}"`);
}

function parse(shop: Shop, query: string): Condition {
  const { clauses, all } = split(query);
  const conditions = clauses.map((clause) => condition(shop, clause));
  return (customer) => (all ? conditions.every((one) => one(customer)) : conditions.some((one) => one(customer)));
}

/** Whether a customer is in the segment of that query. */
export function matchesSegment(shop: Shop, query: string, customer: Customer): boolean {
  return parse(shop, query)(customer);
}

function checkSegment(shop: Shop, name: string, query: string, self: Id | null): void {
  if (!name.trim()) throw new Refusal("BLANK", ["name"], "Name can't be blank");
  if (!query.trim()) throw new Refusal("BLANK", ["query"], "Query can't be blank");
  const taken = Object.values(shop.state.segments).some(
    (one) => one.name.toLowerCase() === name.trim().toLowerCase() && one.id !== self,
  );
  if (taken) throw new Refusal("TAKEN", ["name"], "Name has already been taken");
  parse(shop, query);
}

export function createSegment(shop: Shop, name: string, query: string): Segment {
  checkSegment(shop, name, query, null);
  const at = shop.moment();
  const segment = { id: nextId(shop.state), name: name.trim(), query, createdAt: at, updatedAt: at };
  shop.state.segments[segment.id] = segment;
  return segment;
}

export function updateSegment(shop: Shop, id: Id, patch: { name?: string; query?: string }): Segment {
  const segment = requireSegment(shop, id);
  checkSegment(shop, patch.name ?? segment.name, patch.query ?? segment.query, id);
  segment.name = patch.name?.trim() ?? segment.name;
  segment.query = patch.query ?? segment.query;
  segment.updatedAt = shop.moment();
  return segment;
}

export function deleteSegment(shop: Shop, id: Id): void {
  requireSegment(shop, id);
  const used = Object.values(shop.state.discounts).find(
    (one) => one.context.kind === "segments" && one.context.ids.includes(id),
  );
  if (used) throw new Refusal("INVALID", ["id"], "Segment is in use by a discount");
  drop(shop.state.segments, id);
}

function requireSegment(shop: Shop, id: Id): Segment {
  const segment = shop.state.segments[id];
  if (!segment) throw new Refusal("NOT_FOUND", ["id"], "Segment does not exist");
  return segment;
}
