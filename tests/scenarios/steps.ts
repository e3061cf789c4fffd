import { randomUUID } from "node:crypto";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import { undoCode } from "../../app/commands/undo-code.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import type { LineInput, Order } from "../../dev-store/shop/types.ts";
import { Mismatch } from "./mismatch.ts";
import type { ScenarioLine, StepOf } from "./scenario.ts";
import type { World } from "./world.ts";

/** What a scenario calls customers, orders and codes, and what they are called in the shop and in Laurel. */
export type Names = {
  readonly customers: Map<string, string>;
  readonly orders: Map<string, string>;
  readonly codes: Map<string, { readonly id: string; readonly code: string }>;
};

export function newNames(): Names {
  return { customers: new Map(), orders: new Map(), codes: new Map() };
}

/** Everything that a step may do; each of these changes the shop or asks Laurel for something, and nothing else. */
export class Steps {
  readonly world: World;
  readonly names: Names;

  constructor(world: World, names: Names) {
    this.world = world;
    this.names = names;
  }

  customer(step: StepOf<"customer">): void {
    const { email, tags, birthday } = step;
    const created = this.world.store.shop.createCustomer({
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
    const placed = this.world.store.shop.placeOrder({
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
    this.world.store.shop.payOrder(this.orderId(step.pay), step.payments);
  }

  fulfil(step: StepOf<"fulfil">): void {
    this.world.store.shop.fulfilOrder(this.orderId(step.fulfil));
  }

  refund(step: StepOf<"refund">): void {
    const order = this.requireOrder(step.refund);
    this.world.store.shop.refundOrder(order.id, {
      lines: step.lines.map(({ line, quantity }) => ({ lineId: lineId(order, line), quantity })),
      shipping: step.shipping,
      ...(step.amount === undefined ? {} : { amount: step.amount }),
      to: step.to,
    });
  }

  cancel(step: StepOf<"cancel">): void {
    this.world.store.shop.cancelOrder(this.orderId(step.cancel), { refund: step.refund });
  }

  void(step: StepOf<"void">): void {
    this.world.store.shop.voidOrder(this.orderId(step.void));
  }

  edit(step: StepOf<"edit">): void {
    const order = this.requireOrder(step.edit);
    this.world.store.shop.editOrder(order.id, {
      set: step.set.map(({ line, quantity }) => ({ lineId: lineId(order, line), quantity })),
      add: step.add.map(lineInput),
    });
  }

  attach(step: StepOf<"attach">): void {
    this.world.store.shop.attachCustomer(this.orderId(step.attach), this.customerId(step.customer));
  }

  tag(step: StepOf<"tag">): void {
    this.world.store.shop.addTags(gid("Customer", this.customerId(step.tag)), step.tags);
  }

  untag(step: StepOf<"untag">): void {
    this.world.store.shop.removeTags(gid("Customer", this.customerId(step.untag)), step.tags);
  }

  merge(step: StepOf<"merge">): void {
    this.world.store.shop.mergeCustomers(this.customerId(step.into), this.customerId(step.merge));
  }

  async exchange(step: StepOf<"exchange">): Promise<void> {
    const { db, shop, store } = this.world;
    const { reward, times } = step;
    const memberId = await this.memberId(step.exchange);
    const now = this.world.now();
    const result = await exchangePoints(db, {
      programId: shop.programId,
      memberId,
      shopId: shop.id,
      reward,
      times,
      key: randomUUID(),
      gateway: store.gateway,
      now,
    });
    expectRefusal(step.refused, result.ok ? undefined : result.reason);
    if (result.ok && step.as !== undefined) this.names.codes.set(step.as, { id: result.code.id, code: result.code.code });
  }

  async undo(step: StepOf<"undo">): Promise<void> {
    const { db, shop, store } = this.world;
    const { id: codeId } = this.code(step.undo);
    const result = await undoCode(db, { programId: shop.programId, codeId, gateway: store.gateway, now: this.world.now() });
    expectRefusal(step.refused, result.ok ? undefined : result.reason);
  }

  async adjust(step: StepOf<"adjust">): Promise<void> {
    const result = await adjustPoints(this.world.db, {
      programId: this.world.shop.programId,
      memberId: await this.memberId(step.adjust),
      points: BigInt(step.points),
      reason: step.reason,
      author: "staff",
      key: randomUUID(),
      now: this.world.now(),
    });
    expectRefusal(undefined, result.ok ? undefined : result.reason);
  }

  async setTier(step: StepOf<"setTier">): Promise<void> {
    const result = await setTier(this.world.db, {
      programId: this.world.shop.programId,
      memberId: await this.memberId(step.setTier),
      tier: step.tier,
      until: step.until === null ? null : new Date(step.until),
      lock: step.lock,
      author: "staff",
      now: this.world.now(),
    });
    expectRefusal(undefined, result.ok ? undefined : result.reason);
  }

  async publish(step: StepOf<"publish">): Promise<void> {
    const result = await publishProgram(this.world.db, {
      programId: this.world.shop.programId,
      patch: step.publish,
      author: "staff",
      now: this.world.now(),
    });
    if (!result.ok) throw new Mismatch("the program is published", JSON.stringify(result));
  }

  /** Repeats come as events of their own: the intake must not be what makes them harmless. */
  async redeliver(step: StepOf<"redeliver">): Promise<void> {
    const subject = gid("Order", this.orderId(step.redeliver));
    const events = this.world.store.sent.filter((event) => event.subject === subject);
    const again = step.stale ? events.slice(0, 1) : events.slice(-step.times);
    for (const event of again) await this.world.redeliver(event, randomUUID());
  }

  customerId(name: string): string {
    return named(this.names.customers, name, "customer");
  }

  orderId(name: string): string {
    return named(this.names.orders, name, "order");
  }

  requireOrder(name: string): Order {
    return this.world.store.shop.requireOrder(this.orderId(name));
  }

  code(name: string): { readonly id: string; readonly code: string } {
    return named(this.names.codes, name, "code");
  }

  async memberId(customer: string): Promise<string> {
    const found = await findMember(this.world.db, { shopId: this.world.shop.id, customerId: this.customerId(customer) });
    if (!found) throw new Mismatch(`${customer} is a member`, "no member");
    return found.memberId;
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

function expectRefusal(expected: string | undefined, got: string | undefined): void {
  if (expected !== got) throw new Mismatch(expected === undefined ? "no refusal" : `refused as ${expected}`, got ?? "no refusal");
}
