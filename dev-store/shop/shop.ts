import { randomUUID } from "node:crypto";
import * as payloads from "../webhooks/payloads/payloads.ts";
import * as credit from "./credit.ts";
import * as customers from "./customers.ts";
import * as discounts from "./discounts.ts";
import { editOrder } from "./edits.ts";
import { fulfilOrder } from "./fulfillments.ts";
import { gid, parseGid } from "./gid.ts";
import { toUnits } from "./money.ts";
import * as orderChanges from "./order-changes.ts";
import * as orders from "./orders.ts";
import * as payments from "./payments.ts";
import { quote } from "./pricing.ts";
import * as products from "./products.ts";
import * as refunds from "./refunds.ts";
import { emptyState } from "./state.ts";
import { normalTags } from "./tag-list.ts";
import { changeTags } from "./tags.ts";
import { isoSeconds } from "./time.ts";
import { totalsOf } from "./totals.ts";
import type * as t from "./types.ts";

/**
 * The pretend shop: a state of plain JSON and what one can do with it. Every change emits the events that Shopify would send. A
 * method that cannot do what it is asked throws a `Refusal` and leaves the shop as it was.
 */
export class Shop {
  readonly state: t.ShopState;
  readonly options: t.ShopOptions;
  /** Codes in lower case → discount, because a pool of ten thousand codes is looked up with every cart. */
  readonly #codes = new Map<string, t.Id>();
  /** owner|namespace|key → metafield. */
  readonly #metafields = new Map<string, t.Id>();

  /** The moment that `at` pretends, or null. */
  #past: Date | null = null;

  /** A new shop, or one that goes on from a saved state. */
  constructor(options: t.ShopOptions, state?: t.ShopState) {
    this.options = options;
    // A state that was saved before a room was added gets that room empty.
    this.state = Object.assign(emptyState(options), state);
    for (const discount of Object.values(this.state.discounts)) {
      for (const { code } of discount.codes) this.indexCode(code, discount.id);
    }
    for (const metafield of Object.values(this.state.metafields)) this.indexMetafield(metafield);
  }

  now(): Date {
    return this.#past ?? this.options.clock();
  }

  /** Does something as if it were that moment: the seed's year happened before the shop was opened. */
  at<T>(moment: Date, act: () => T): T {
    const before = this.#past;
    this.#past = moment;
    try {
      return act();
    } finally {
      this.#past = before;
    }
  }

  /** Now, as the shop writes moments. */
  moment(): t.Moment {
    return isoSeconds(this.now());
  }

  // Products

  createProduct(input: t.ProductInput): t.Product {
    return products.createProduct(this, input);
  }
  updateProduct(id: t.Id, patch: Partial<t.ProductInput>): t.Product {
    return products.updateProduct(this, id, patch);
  }
  findProductByHandle(handle: string): t.Product | null {
    return products.findProductByHandle(this, handle);
  }
  findVariant(id: t.Id): t.Variant | null {
    return products.findVariant(this, id);
  }
  listProducts(): t.Product[] {
    return Object.values(this.state.products);
  }
  createCollection(input: { handle: string; title: string; description?: string }): t.Collection {
    const collection = products.ensureCollection(this, input.handle, input.title, input.description);
    this.options.changed?.();
    return collection;
  }

  // Customers

  createCustomer(input: t.CustomerInput): t.Customer {
    return customers.createCustomer(this, input);
  }
  updateCustomer(id: t.Id, patch: t.CustomerInput): t.Customer {
    return customers.updateCustomer(this, id, patch);
  }
  requireCustomer(id: t.Id): t.Customer {
    return customers.requireCustomer(this, id);
  }
  findCustomerByEmail(email: string): t.Customer | null {
    return customers.findCustomerByEmail(this, email);
  }
  listCustomers(): t.Customer[] {
    return Object.values(this.state.customers);
  }
  /** Works for customers, orders, products and discounts, by gid, as Shopify's tagsAdd. */
  addTags(id: string, tags: string[]): void {
    changeTags(this, id, tags, "add");
  }
  removeTags(id: string, tags: string[]): void {
    changeTags(this, id, tags, "remove");
  }
  /** Orders, tags and store credit move to the one that is kept. */
  mergeCustomers(kept: t.Id, removed: t.Id): t.Customer {
    return customers.mergeCustomers(this, kept, removed);
  }
  deleteCustomer(id: t.Id): void {
    customers.deleteCustomer(this, id);
  }

  // Orders

  /** What a cart costs, and which codes apply: places nothing, counts nothing. */
  quote(input: t.QuoteInput): t.Quote {
    discounts.settleJobs(this);
    return quote(this, input);
  }
  placeOrder(input: t.OrderInput): t.Order {
    discounts.settleJobs(this);
    return orders.placeOrder(this, input);
  }
  requireOrder(id: t.Id): t.Order {
    return orderChanges.requireOrder(this, id);
  }
  listOrders(customerId?: t.Id): t.Order[] {
    const all = Object.values(this.state.orders);
    return customerId === undefined ? all : all.filter((order) => order.customerId === customerId);
  }
  totals(order: t.Order): t.OrderTotals {
    return totalsOf(order);
  }
  /** Takes what is outstanding (by the given payments, else authorizations, else shopify_payments); nothing outstanding: nothing happens. */
  payOrder(id: t.Id, tendered?: t.PaymentInput[]): t.Order {
    return payments.payOrder(this, id, tendered);
  }
  /** Takes the money of open authorizations. */
  captureOrder(id: t.Id, amount?: t.Amount): t.Order {
    return payments.captureOrder(this, id, amount);
  }
  /** The authorization or the pending payment falls away. */
  voidOrder(id: t.Id): t.Order {
    return payments.voidOrder(this, id);
  }
  fulfilOrder(id: t.Id, lines?: { lineId: t.Id; quantity: number }[]): t.Order {
    return fulfilOrder(this, id, lines);
  }
  refundOrder(id: t.Id, input: t.RefundInput): t.Order {
    return refunds.refundOrder(this, id, input);
  }
  cancelOrder(id: t.Id, input?: { refund?: boolean; reason?: string; to?: "original" | "storeCredit" }): t.Order {
    return refunds.cancelOrder(this, id, input);
  }
  editOrder(id: t.Id, edit: t.EditInput): t.Order {
    return editOrder(this, id, edit);
  }
  updateOrder(id: t.Id, patch: { tags?: string[]; note?: string | null }): t.Order {
    const order = orderChanges.requireOrder(this, id);
    if (patch.tags) order.tags = normalTags(patch.tags);
    if (patch.note !== undefined) order.note = patch.note;
    return orderChanges.changed(this, order, []);
  }
  /** A guest's order gets its customer. */
  attachCustomer(orderId: t.Id, customerId: t.Id): t.Order {
    return orders.attachCustomer(this, orderId, customerId);
  }

  // Discounts

  createDiscount(input: Partial<t.Discount> & { title: string; code?: string }): t.Discount {
    discounts.settleJobs(this);
    return discounts.createDiscount(this, input);
  }
  findDiscountByCode(code: string): t.Discount | null {
    const id = this.#codes.get(code.trim().toLowerCase());
    return id === undefined ? null : (this.state.discounts[id] ?? null);
  }
  listDiscounts(): t.Discount[] {
    discounts.settleJobs(this);
    return Object.values(this.state.discounts);
  }
  discountStatus(discount: t.Discount): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
    return discounts.discountStatus(this, discount);
  }
  indexCode(code: string, discountId: t.Id): void {
    this.#codes.set(code.toLowerCase(), discountId);
  }
  unindexCode(code: string): void {
    this.#codes.delete(code.toLowerCase());
  }

  // Metafields, store credit, gift cards

  /** By the namespace as stored: `app--<id>` for what an app wrote as `$app`. */
  findMetafield(ownerGid: string, namespace: string, key: string): t.Metafield | null {
    const id = this.#metafields.get(`${ownerGid}|${namespace}|${key}`);
    return id === undefined ? null : (this.state.metafields[id] ?? null);
  }
  listMetafields(ownerGid: string): t.Metafield[] {
    return Object.values(this.state.metafields).filter((metafield) => metafield.ownerId === ownerGid);
  }
  indexMetafield(metafield: t.Metafield): void {
    this.#metafields.set(`${metafield.ownerId}|${metafield.namespace}|${metafield.key}`, metafield.id);
    this.options.changed?.();
  }
  unindexMetafield(metafield: t.Metafield): void {
    this.#metafields.delete(`${metafield.ownerId}|${metafield.namespace}|${metafield.key}`);
    this.options.changed?.();
  }
  storeCreditOf(customerId: t.Id): t.StoreCreditAccount | null {
    return credit.storeCreditOf(this, customerId);
  }
  creditStoreCredit(customerId: t.Id, amount: t.Amount): t.StoreCreditAccount {
    credit.creditStoreCredit(this, customerId, amount);
    this.options.changed?.();
    const account = credit.storeCreditOf(this, customerId);
    if (!account) throw new Error(`store credit of customer ${customerId} was written and is gone`);
    return account;
  }
  debitStoreCredit(accountId: t.Id, amount: t.Amount): void {
    credit.debitStoreCredit(this, accountId, amount);
  }
  creditAccount(gateway: string, accountId: t.Id, amount: t.Amount): void {
    credit.creditAccount(this, gateway, accountId, amount);
  }
  createGiftCard(input: {
    amount: t.Amount;
    code?: string;
    customerId?: t.Id | null;
    expiresOn?: string | null;
  }): t.GiftCard {
    const card = credit.createGiftCard(this, input);
    this.options.changed?.();
    return card;
  }
  findGiftCard(code: string): t.GiftCard | null {
    return credit.findGiftCard(this, code);
  }
  debitGiftCard(id: t.Id, amount: t.Amount): void {
    credit.debitGiftCard(this, id, toUnits(amount, this.state.info.currency));
  }

  /** Whether something with that gid exists, so that a metafield can belong to it. */
  exists(ownerGid: string): boolean {
    const parsed = parseGid(ownerGid);
    if (!parsed) return false;
    const { state } = this;
    if (parsed.type === "Shop") return parsed.id === state.info.id;
    if (parsed.type === "AppInstallation") return true;
    if (parsed.type === "ProductVariant") return products.findVariant(this, parsed.id) !== null;
    const rooms: Record<string, Record<string, unknown>> = {
      Customer: state.customers,
      Order: state.orders,
      Product: state.products,
      Collection: state.collections,
      DiscountNode: state.discounts,
      DiscountCodeNode: state.discounts,
      DiscountAutomaticNode: state.discounts,
    };
    return rooms[parsed.type]?.[parsed.id] !== undefined;
  }

  // Telling the world

  #emit(topic: string, subject: string, payload: t.JsonObject): void {
    this.options.emit?.({ id: randomUUID(), topic, at: this.now().toISOString(), subject, payload });
    this.options.changed?.();
  }
  announceOrder(topic: string, order: t.Order): void {
    this.#emit(topic, gid("Order", order.id), payloads.orderPayload(this, order));
  }
  /** The newest refund of the order. */
  announceRefund(order: t.Order): void {
    const refund = order.refunds.at(-1);
    if (refund) this.#emit("refunds/create", gid("Order", order.id), payloads.refundPayload(this, order, refund));
  }
  announceEdit(order: t.Order, edit: t.OrderEdit): void {
    this.#emit("orders/edited", gid("Order", order.id), payloads.editPayload(this, order, edit));
  }
  announceCustomer(topic: string, customer: t.Customer): void {
    this.#emit(topic, gid("Customer", customer.id), payloads.customerPayload(this, customer));
  }
  announceCustomerTags(
    topic: "customer.tags_added" | "customer.tags_removed",
    customer: t.Customer,
    tags: string[],
  ): void {
    this.#emit(topic, gid("Customer", customer.id), payloads.tagsPayload(customer, tags, this.moment()));
  }
  announceMerge(kept: t.Customer, removed: t.Customer): void {
    this.#emit("customers/merge", gid("Customer", kept.id), payloads.mergePayload(kept, removed));
  }
  announceDeletedCustomer(customer: t.Customer): void {
    this.#emit("customers/delete", gid("Customer", customer.id), payloads.deletedCustomerPayload(customer));
  }
  announceProduct(topic: string, product: t.Product): void {
    this.#emit(topic, gid("Product", product.id), payloads.productPayload(this, product));
  }
  announceDiscount(topic: string, discount: t.Discount): void {
    this.#emit(topic, gid("DiscountNode", discount.id), payloads.discountPayload(this, discount));
  }
  announceBulkOperation(operation: t.BulkOperation): void {
    const id = gid("BulkOperation", operation.id);
    this.#emit("bulk_operations/finish", id, payloads.bulkPayload(this, operation));
  }
  /** A job ended: nothing is sent, but the state has to be saved. */
  announceJobs(): void {
    this.options.changed?.();
  }
  /** A customer's figures changed with an order: Shopify says so as an update of the customer. */
  customerOrdered(order: t.Order): void {
    const customer = order.customerId === null ? undefined : this.state.customers[order.customerId];
    if (customer) customers.touchCustomer(this, customer);
  }

  updateShop(patch: Partial<t.ShopInfo>): void {
    Object.assign(this.state.info, patch, { updatedAt: this.moment() });
    this.#emit("shop/update", gid("Shop", this.state.info.id), payloads.shopPayload(this));
  }
  /** customers/data_request, customers/redact or shop/redact, as Shopify would send it now. */
  requestCompliance(topic: "customers/data_request" | "customers/redact" | "shop/redact", customerId?: t.Id): void {
    const subject = customerId === undefined ? gid("Shop", this.state.info.id) : gid("Customer", customerId);
    this.#emit(topic, subject, payloads.compliancePayload(this, topic, customerId ?? null));
  }
  /** What Shopify tells an app about its own installation. */
  announceApp(
    topic: "app/uninstalled" | "app/scopes_update",
    scopes?: { previous: string[]; current: string[] },
  ): void {
    const payload =
      topic === "app/uninstalled"
        ? payloads.shopPayload(this)
        : payloads.scopesPayload(this, scopes ?? { previous: [], current: [] });
    this.#emit(topic, gid("Shop", this.state.info.id), payload);
  }
}
