import { gid } from "../../dev-store/shop/gid.ts";
import type { Shop } from "../../dev-store/shop/shop.ts";
import type { LineInput, Order } from "../../dev-store/shop/types.ts";
import { Mismatch } from "./mismatch.ts";
import type { ScenarioLine, Step, StepOf } from "./scenario.ts";

/** What a scenario calls customers, orders and codes, and what they are called in the shop and in Laurel. */
export type Names = {
  readonly customers: Map<string, string>;
  readonly orders: Map<string, string>;
  readonly codes: Map<string, { readonly id: string; readonly code: string }>;
};

export function newNames(): Names {
  return { customers: new Map(), orders: new Map(), codes: new Map() };
}

/** The steps that happen in the shop itself, whether Laurel hears of them or not. */
export class ShopSteps {
  readonly shop: Shop;
  readonly names: Names;

  constructor(shop: Shop, names: Names) {
    this.shop = shop;
    this.names = names;
  }

  customer(step: StepOf<"customer">): void {
    const { email, tags, birthday } = step;
    const created = this.shop.createCustomer({
      // Shopify refuses a customer without name, phone and e-mail address.
      firstName: step.customer,
      email: email ?? null,
      tags,
      ...(birthday === undefined ? {} : { birthday }),
    });
    this.names.customers.set(step.customer, created.id);
  }

  order(step: StepOf<"order">): void {
    const { status, payments, shipping, tip, taxRate, taxesIncluded, discount, test, fulfilled } = step;
    const placed = this.shop.placeOrder({
      customerId: step.customer === null ? null : this.customerId(step.customer),
      lines: step.lines.map(lineInput),
      ...(step.code === undefined ? {} : { codes: [this.code(step.code).code] }),
      orderDiscount: discount,
      status,
      ...(payments ? { payments } : {}),
      shipping,
      tip,
      taxRate,
      taxesIncluded,
      test,
      fulfilled,
      automatic: false,
    });
    this.names.orders.set(step.order, placed.id);
  }

  pay(step: StepOf<"pay">): void {
    this.shop.payOrder(this.orderId(step.pay), step.payments);
  }

  fulfil(step: StepOf<"fulfil">): void {
    this.shop.fulfilOrder(this.orderId(step.fulfil));
  }

  refund(step: StepOf<"refund">): void {
    const order = this.requireOrder(step.refund);
    this.shop.refundOrder(order.id, {
      lines: step.lines.map(({ line, quantity }) => ({ lineId: lineId(order, line), quantity })),
      shipping: step.shipping,
      ...(step.amount === undefined ? {} : { amount: step.amount }),
      to: step.to,
    });
  }

  cancel(step: StepOf<"cancel">): void {
    this.shop.cancelOrder(this.orderId(step.cancel), { refund: step.refund });
  }

  void(step: StepOf<"void">): void {
    this.shop.voidOrder(this.orderId(step.void));
  }

  edit(step: StepOf<"edit">): void {
    const order = this.requireOrder(step.edit);
    this.shop.editOrder(order.id, {
      set: step.set.map(({ line, quantity }) => ({ lineId: lineId(order, line), quantity })),
      add: step.add.map(lineInput),
    });
  }

  attach(step: StepOf<"attach">): void {
    this.shop.attachCustomer(this.orderId(step.attach), this.customerId(step.customer));
  }

  tag(step: StepOf<"tag">): void {
    this.shop.addTags(gid("Customer", this.customerId(step.tag)), step.tags);
  }

  untag(step: StepOf<"untag">): void {
    this.shop.removeTags(gid("Customer", this.customerId(step.untag)), step.tags);
  }

  merge(step: StepOf<"merge">): void {
    this.shop.mergeCustomers(this.customerId(step.into), this.customerId(step.merge));
  }

  customerId(name: string): string {
    return named(this.names.customers, name, "customer");
  }

  orderId(name: string): string {
    return named(this.names.orders, name, "order");
  }

  requireOrder(name: string): Order {
    return this.shop.requireOrder(this.orderId(name));
  }

  code(name: string): { readonly id: string; readonly code: string } {
    return named(this.names.codes, name, "code");
  }
}

function named<Value>(values: ReadonlyMap<string, Value>, name: string, kind: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Mismatch(`a ${kind} named ${name}`, "none");
  return value;
}

function lineInput(line: ScenarioLine): LineInput {
  const { product, vendor, price, compareAt, quantity, discount, giftCard, collections, tags } = line;
  return { product, vendor, price, compareAt, quantity, discount, giftCard, collections, tags };
}

function lineId(order: Order, index: number): string {
  const line = order.lines[index];
  if (!line) throw new Mismatch(`a line ${index} of ${order.name}`, `${order.lines.length} lines`);
  return line.id;
}

type ShopStep = Exclude<
  Step,
  { type: `expect${string}` | "advance" | "exchange" | "undo" | "adjust" | "setTier" | "publish" | "redeliver" }
>;

/** What happens in the shop itself, whether Laurel hears of it or not: the step's type is the name of the method. */
export function change(steps: ShopSteps, { type, step }: ShopStep): void {
  // TypeScript can't follow that type and step belong together; readStep has seen to it.
  (steps[type] as (step: ShopStep["step"]) => void).call(steps, step);
}
