import { isoSeconds } from "./time.ts";
import type { Id, ShopOptions, ShopState } from "./types.ts";

/** Ids are as long as Shopify's are today (thirteen digits), so that nothing in the app can rely on small ones. */
const FIRST_ID = 7_000_000_000_000;
const FIRST_ORDER_NUMBER = 1000;
const FIRST_SHOP_ID = "68400000001";

/** The state of a shop on its first day. */
export function emptyState(options: ShopOptions): ShopState {
  const at = isoSeconds(options.clock());
  return {
    version: 1,
    info: {
      id: FIRST_SHOP_ID,
      name: options.name ?? "Tea House",
      domain: options.domain,
      email: "owner@example.com",
      owner: "Nora Owner",
      currency: options.currency ?? "NOK",
      timeZone: options.timeZone ?? "Europe/Oslo",
      countryCode: "NO",
      taxesIncluded: true,
      customerAccounts: "NEW_CUSTOMER_ACCOUNTS",
      createdAt: at,
      updatedAt: at,
    },
    sequence: FIRST_ID,
    orderNumber: FIRST_ORDER_NUMBER,
    products: {},
    collections: {},
    customers: {},
    mergedCustomers: {},
    orders: {},
    discounts: {},
    bulkCodes: {},
    segments: {},
    metafields: {},
    metafieldDefinitions: {},
    storeCredit: {},
    giftCards: {},
    files: {},
    jobs: {},
    bulkOperations: {},
    openEdits: {},
  };
}

/** The next id of this shop; ids are never given twice. */
export function nextId(state: ShopState): Id {
  state.sequence += 1;
  return String(state.sequence);
}

/** Takes an entry out of one of the state's rooms. */
export function drop<T>(room: Record<Id, T>, id: Id): void {
  Reflect.deleteProperty(room, id);
}
