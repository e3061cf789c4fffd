import { discountForCode } from "../../app/commands/discount-for-code.ts";
import { missingFacts } from "../../app/domain/order-facts.ts";
import { parseMoney } from "../../app/domain/money.ts";
import type { OrderLine, OrderState, OrderTransaction } from "../../app/domain/order.ts";
import { findReward } from "../../app/domain/program.ts";
import type { Program } from "../../app/domain/program.ts";
import { versionAt } from "../../app/domain/timeline.ts";
import { readMessage } from "../../app/jobs/topics.ts";
import type { Message } from "../../app/jobs/topics.ts";
import { orderFromWebhook } from "../../app/shopify/from-webhook.ts";
import { readTransactionKind, readTransactionStatus } from "../../app/shopify/order-words.ts";
import type { DiscountRequest } from "../../app/shopify/gateway.ts";
import { BIRTHDAY } from "../../dev-store/shop/customers.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import { Shop } from "../../dev-store/shop/shop.ts";
import type { DiscountValue, ShopEvent } from "../../dev-store/shop/types.ts";
import { orderPayload } from "../../dev-store/webhooks/payloads/payloads.ts";
import type { RuleBook } from "./rule-book.ts";

const ROUNDS_MAX = 50;

/** The pretend shop, and what a rule book hears of it: webhooks are read as the app reads them, and what they lack is looked up. */
export class Hearing {
  readonly shop: Shop;
  readonly #book: RuleBook;
  readonly #waiting: ShopEvent[] = [];
  readonly #sent: ShopEvent[] = [];
  now: Date;

  constructor(book: RuleBook, { currency, timeZone }: Program, now: Date) {
    this.now = now;
    this.#book = book;
    this.shop = new Shop({
      domain: "rules.myshopify.com",
      clock: () => this.now,
      currency,
      timeZone,
      emit: (event) => {
        this.#waiting.push(event);
        this.#sent.push(event);
      },
    });
  }

  /** Hears everything that the shop has to say, until it is silent. */
  listen(): void {
    for (let round = 0; this.#waiting.length > 0; round += 1) {
      if (round > ROUNDS_MAX) throw new Error(`webhooks and answers went on for ${ROUNDS_MAX} rounds`);
      for (const event of this.#waiting.splice(0)) this.#hear(event);
    }
  }

  /** Some of what was said about something is said again: its oldest state, or the newest ones. */
  repeat(subject: string, { stale, times }: { stale: boolean; times: number }): void {
    const events = this.#sent.filter((event) => event.subject === subject);
    for (const event of stale ? events.slice(0, 1) : events.slice(-times)) this.#hear(event);
  }

  /** A code of an exchange is there in the shop, so that an order can carry it. */
  makeDiscount(memberId: string, codeId: string): void {
    const code = this.#book.members.get(memberId)?.account.codes.get(codeId);
    if (!code) throw new Error(`there is no code ${codeId}`);
    const { program } = versionAt(this.#book.timeline, this.now);
    const reward = findReward(program, code.reward);
    if (!reward) throw new Error(`there is no reward ${code.reward}`);
    const terms = { reward, program, currency: program.currency, rate: null, customerIds: [], variantId: null };
    const { title, startsAt, endsAt, gives, combinesWith } = discountForCode(code, terms);
    this.shop.createDiscount({
      ...{ title, code: code.code, usageLimit: 1, combines: { ...combinesWith } },
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      ...(gives.type === "freeShipping" ? { kind: "freeShipping" } : { value: valueOf(gives) }),
    });
  }

  #hear({ topic, payload }: ShopEvent): void {
    const message = readMessage(topic, payload);
    if (message.kind === "orderState") this.#hearOrder(message.order);
    else if (message.kind === "orderChanged") this.#hearOrder(this.#lookUp(message.orderId));
    else this.#hearOfCustomer(message);
  }

  #hearOfCustomer(message: Message): void {
    if (message.kind === "customerChanged") this.#see(message.customerId, this.now);
    if (message.kind === "tagsChanged") this.#see(message.customerId, message.at);
    if (message.kind === "customersMerged") this.#book.merge(message.keptId, message.goneId, this.now);
  }

  #see(customerId: string, at: Date): void {
    const found = this.shop.state.customers[customerId];
    if (!found) return;
    const born = this.shop.findMetafield(gid("Customer", customerId), BIRTHDAY.namespace, BIRTHDAY.key);
    const birthday = born === null ? null : born.value.slice("YYYY-".length);
    this.#book.see({ id: customerId, tags: [...found.tags], birthday, at }, this.now);
  }

  #hearOrder(arrived: OrderState): void {
    const newest = this.#book.newest(arrived);
    const { program } = versionAt(this.#book.timeline, newest.paidAt ?? this.now);
    const missing = missingFacts(newest, program);
    const told = missing.transactions ? this.#lookUp(arrived.id) : arrived;
    const state = missing.products ? { ...told, lines: told.lines.map((line) => this.#withFacts(line, told)) } : told;
    const { customerId } = state;
    if (customerId !== null && !this.#book.memberOf.has(customerId)) {
      this.#see(customerId, this.#book.joiningMoment(state, this.now));
    }
    this.#book.apply(state, this.now);
  }

  /** The order as the shop shows it when it is asked: with its payments and the moments of its edits. */
  #lookUp(orderId: string): OrderState {
    const order = this.shop.requireOrder(orderId);
    const state = orderFromWebhook(orderPayload(this.shop, order), "orders/updated");
    const transactions = order.transactions.map((payment): OrderTransaction => {
      const { id, kind, status, gateway, amount, at } = payment;
      return {
        ...{ id, gateway, amount: parseMoney(amount, order.currency), processedAt: new Date(at) },
        kind: readTransactionKind(kind),
        status: readTransactionStatus(status),
      };
    });
    return { ...state, transactions, editedAt: order.edits.map((edit) => new Date(edit.at)) };
  }

  #withFacts(line: OrderLine, { currency }: OrderState): OrderLine {
    const product = line.productId === null ? undefined : this.shop.state.products[line.productId];
    if (!product) return { ...line, facts: { handle: null, collections: [], tags: [], compareAt: null } };
    const collections = product.collections.map((id) => this.shop.state.collections[id]?.handle ?? id);
    const variant = product.variants.find((each) => each.id === line.variantId);
    const compareAt = variant?.compareAt ?? null;
    return {
      ...line,
      facts: {
        handle: product.handle,
        collections: [...product.collections, ...collections],
        tags: [...product.tags],
        compareAt: compareAt === null ? null : parseMoney(compareAt, currency),
      },
    };
  }
}

function valueOf(gives: DiscountRequest["gives"]): DiscountValue {
  if (gives.type === "amount") return { kind: "amount", amount: gives.amount, eachItem: false };
  if (gives.type === "percentage") return { kind: "percentage", percentage: gives.percent };
  throw new Error(`scenarios on the rules alone know no discount of the type ${gives.type}`);
}
