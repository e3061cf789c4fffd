import type * as t from "./types.ts";

const unfinished = (name: string): never => {
  throw new Error(`Shop.${name} is being written`);
};

/** The pretend shop: a state of plain JSON and what one can do with it. Every change emits the events that Shopify would send. */
export class Shop {
  readonly state: t.ShopState;
  readonly options: t.ShopOptions;

  /** A new shop, or one that goes on from a saved state. */
  constructor(options: t.ShopOptions, state?: t.ShopState) {
    this.options = options;
    this.state = state ?? unfinished("constructor");
  }

  now(): Date {
    return this.options.clock();
  }

  // Products
  createProduct(_input: t.ProductInput): t.Product {
    return unfinished("createProduct");
  }
  updateProduct(_id: t.Id, _patch: Partial<t.ProductInput>): t.Product {
    return unfinished("updateProduct");
  }
  findProductByHandle(_handle: string): t.Product | null {
    return unfinished("findProductByHandle");
  }
  findVariant(_id: t.Id): t.Variant | null {
    return unfinished("findVariant");
  }
  listProducts(): t.Product[] {
    return unfinished("listProducts");
  }
  createCollection(_input: { handle: string; title: string; description?: string }): t.Collection {
    return unfinished("createCollection");
  }

  // Customers
  createCustomer(_input: t.CustomerInput): t.Customer {
    return unfinished("createCustomer");
  }
  updateCustomer(_id: t.Id, _patch: t.CustomerInput): t.Customer {
    return unfinished("updateCustomer");
  }
  /** Throws a Refusal NOT_FOUND. */
  requireCustomer(_id: t.Id): t.Customer {
    return unfinished("requireCustomer");
  }
  findCustomerByEmail(_email: string): t.Customer | null {
    return unfinished("findCustomerByEmail");
  }
  listCustomers(): t.Customer[] {
    return unfinished("listCustomers");
  }
  /** Works for customers, orders, products and discounts, by gid, as Shopify's tagsAdd. */
  addTags(_gid: string, _tags: string[]): void {
    return unfinished("addTags");
  }
  removeTags(_gid: string, _tags: string[]): void {
    return unfinished("removeTags");
  }
  /** Orders, tags and store credit move to the one that is kept. */
  mergeCustomers(_kept: t.Id, _removed: t.Id): t.Customer {
    return unfinished("mergeCustomers");
  }
  deleteCustomer(_id: t.Id): void {
    return unfinished("deleteCustomer");
  }

  // Orders
  /** What a cart costs, and which codes apply: places nothing, counts nothing. */
  quote(_input: t.QuoteInput): t.Quote {
    return unfinished("quote");
  }
  placeOrder(_input: t.OrderInput): t.Order {
    return unfinished("placeOrder");
  }
  requireOrder(_id: t.Id): t.Order {
    return unfinished("requireOrder");
  }
  listOrders(_customerId?: t.Id): t.Order[] {
    return unfinished("listOrders");
  }
  totals(_order: t.Order): t.OrderTotals {
    return unfinished("totals");
  }
  /** Takes what is outstanding (by the given payments, else shopify_payments); nothing outstanding: nothing happens. */
  payOrder(_id: t.Id, _payments?: t.PaymentInput[]): t.Order {
    return unfinished("payOrder");
  }
  /** Takes the money of open authorizations. */
  captureOrder(_id: t.Id): t.Order {
    return unfinished("captureOrder");
  }
  /** The authorization or the pending payment falls away. */
  voidOrder(_id: t.Id): t.Order {
    return unfinished("voidOrder");
  }
  fulfilOrder(_id: t.Id, _lines?: { lineId: t.Id; quantity: number }[]): t.Order {
    return unfinished("fulfilOrder");
  }
  refundOrder(_id: t.Id, _input: t.RefundInput): t.Order {
    return unfinished("refundOrder");
  }
  cancelOrder(_id: t.Id, _input?: { refund?: boolean; reason?: string; restock?: boolean }): t.Order {
    return unfinished("cancelOrder");
  }
  editOrder(_id: t.Id, _edit: t.EditInput): t.Order {
    return unfinished("editOrder");
  }
  /** A guest's order gets its customer. */
  attachCustomer(_orderId: t.Id, _customerId: t.Id): t.Order {
    return unfinished("attachCustomer");
  }

  // Discounts
  createDiscount(_input: Partial<t.Discount> & { title: string; code?: string }): t.Discount {
    return unfinished("createDiscount");
  }
  findDiscountByCode(_code: string): t.Discount | null {
    return unfinished("findDiscountByCode");
  }
  listDiscounts(): t.Discount[] {
    return unfinished("listDiscounts");
  }
  discountStatus(_discount: t.Discount): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
    return unfinished("discountStatus");
  }

  // Metafields, store credit, gift cards
  findMetafield(_ownerGid: string, _namespace: string, _key: string): t.Metafield | null {
    return unfinished("findMetafield");
  }
  listMetafields(_ownerGid: string): t.Metafield[] {
    return unfinished("listMetafields");
  }
  storeCreditOf(_customerId: t.Id): t.StoreCreditAccount | null {
    return unfinished("storeCreditOf");
  }
  creditStoreCredit(_customerId: t.Id, _amount: t.Amount): t.StoreCreditAccount {
    return unfinished("creditStoreCredit");
  }
  createGiftCard(_input: { amount: t.Amount; code?: string; customerId?: t.Id | null }): t.GiftCard {
    return unfinished("createGiftCard");
  }
  findGiftCard(_code: string): t.GiftCard | null {
    return unfinished("findGiftCard");
  }

  // Compliance and the shop itself
  updateShop(_patch: Partial<t.ShopInfo>): void {
    return unfinished("updateShop");
  }
  /** customers/data_request, customers/redact or shop/redact, as Shopify would send it now. */
  requestCompliance(_topic: "customers/data_request" | "customers/redact" | "shop/redact", _customerId?: t.Id): void {
    return unfinished("requestCompliance");
  }
  /** Any topic of the app itself: app/uninstalled, app/scopes_update. */
  announceApp(
    _topic: "app/uninstalled" | "app/scopes_update",
    _scopes?: { previous: string[]; current: string[] },
  ): void {
    return unfinished("announceApp");
  }
}
