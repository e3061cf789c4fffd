import { gid } from "../../shop/gid.ts";
import { displayName, purchases } from "../../shop/customers.ts";
import type { Customer, Order } from "../../shop/types.ts";
import { moneyV2, type Context, type View } from "../answers.ts";
import { byId, connection, type PageArgs } from "../connection.ts";
import { findOrders, type OrdersArgs } from "./orders-page.ts";
import { metafieldFields } from "./metafields.ts";
import { orderView } from "./order.ts";
import { storeCreditView } from "./shop.ts";

function emailView(customer: Customer): View | null {
  if (customer.email === null) return null;
  return {
    emailAddress: customer.email,
    marketingState: customer.acceptsMarketing ? "SUBSCRIBED" : "NOT_SUBSCRIBED",
    marketingOptInLevel: customer.acceptsMarketing ? "SINGLE_OPT_IN" : null,
    marketingUpdatedAt: null,
    marketingUnsubscribeUrl: "https://example.com/unsubscribe",
    openTrackingLevel: "UNKNOWN",
    openTrackingUrl: "https://example.com/open",
    sourceLocation: null,
    validFormat: true,
  };
}

function newest(orders: Order[]): Order | undefined {
  return orders.reduce<Order | undefined>(
    (last, one) => (last && last.processedAt >= one.processedAt ? last : one),
    undefined,
  );
}

export function customerView(context: Context, customer: Customer): View {
  const { shop } = context;
  const { currency } = shop.state.info;
  const id = gid("Customer", customer.id);
  return {
    __typename: "Customer",
    id,
    legacyResourceId: customer.id,
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: displayName(customer),
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress: emailView(customer),
    defaultPhoneNumber: customer.phone === null ? null : { phoneNumber: customer.phone },
    note: customer.note,
    tags: customer.tags,
    state: customer.state,
    locale: customer.locale,
    verifiedEmail: customer.verifiedEmail,
    validEmailAddress: customer.email !== null,
    taxExempt: false,
    taxExemptions: [],
    dataSaleOptOut: false,
    productSubscriberStatus: "NEVER_SUBSCRIBED",
    multipassIdentifier: null,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    lifetimeDuration: () => `${Math.floor((shop.now().getTime() - Date.parse(customer.createdAt)) / 86_400_000)} days`,
    numberOfOrders: () => String(purchases(shop, customer.id).orders),
    amountSpent: () => moneyV2(purchases(shop, customer.id).spent, currency),
    canDelete: () => shop.listOrders(customer.id).length === 0,
    mergeable: { isMergeable: true, reason: null, errorFields: [], mergeInProgress: null },
    statistics: { predictedSpendTier: null, rfmGroup: null },
    addresses: [],
    addressesV2: (args: PageArgs) => byId([], args, () => null),
    defaultAddress: null,
    emailMarketingConsent: null,
    smsMarketingConsent: null,
    lastOrder: () => {
      const order = newest(shop.listOrders(customer.id));
      return order ? orderView(context, order) : null;
    },
    orders: (args: OrdersArgs) => findOrders(context, shop.listOrders(customer.id), args),
    storeCreditAccounts: (args: PageArgs) => {
      const account = shop.storeCreditOf(customer.id);
      return connection(
        account ? [account] : [],
        args,
        (one) => [BigInt(one.id), BigInt(one.id)],
        (one) => storeCreditView(context, one),
      );
    },
    ...metafieldFields(context, id),
  };
}
