import { displayName, purchases } from "../../shop/customers.ts";
import type { Shop } from "../../shop/shop.ts";
import type { Customer } from "../../shop/types.ts";
import type { Context } from "../answers.ts";
import { connection, type PageArgs, type Place } from "../connection.ts";
import { anyText, moment, number, searchTest, text, words, type Fields } from "../search.ts";
import { customerView } from "../views/customer.ts";

export type CustomersArgs = PageArgs & { query?: string | null; sortKey?: string | null };

const SORTS: Record<string, (customer: Customer) => string | bigint> = {
  ID: (customer) => BigInt(customer.id),
  CREATED_AT: (customer) => customer.createdAt,
  UPDATED_AT: (customer) => customer.updatedAt,
  NAME: (customer) => displayName(customer).toLowerCase(),
  RELEVANCE: (customer) => BigInt(customer.id),
};

function fieldsOf(shop: Shop): Fields<Customer> {
  const names = (customer: Customer): (string | null)[] => [customer.firstName, customer.lastName];
  const tag = anyText<Customer>((customer) => customer.tags);
  return {
    id: number((customer) => customer.id),
    email: text((customer) => customer.email),
    phone: text((customer) => customer.phone),
    first_name: words((customer) => [customer.firstName]),
    last_name: words((customer) => [customer.lastName]),
    name: words(names),
    tag,
    tag_not: (customer, operator, value) => !tag(customer, operator, value),
    state: text((customer) => customer.state),
    customer_date: moment((customer) => customer.createdAt),
    created_at: moment((customer) => customer.createdAt),
    updated_at: moment((customer) => customer.updatedAt),
    orders_count: number((customer) => purchases(shop, customer.id).orders),
    total_spent: number((customer) => purchases(shop, customer.id).spent),
    default: words((customer) => [...names(customer), customer.email, customer.phone]),
  };
}

/** One page of customers that match a query. */
export function findCustomers(context: Context, args: CustomersArgs): object {
  const key = SORTS[args.sortKey ?? "ID"];
  if (!key) throw new Error(`dev store: customers can't be sorted by ${args.sortKey ?? ""}`);
  const place = (customer: Customer): Place => [key(customer), BigInt(customer.id)];
  const found = context.shop.listCustomers().filter(searchTest(args.query, fieldsOf(context.shop), "customers"));
  return connection(found, args, place, (customer) => customerView(context, customer));
}

export function countCustomers(shop: Shop, query: string | null | undefined): number {
  return shop.listCustomers().filter(searchTest(query, fieldsOf(shop), "customers")).length;
}
