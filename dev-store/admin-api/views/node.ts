import { parseGid } from "../../shop/gid.ts";
import type { Context, View } from "../answers.ts";
import { bulkOperationView } from "./bulk.ts";
import { customerView } from "./customer.ts";
import { bulkView, discountNodeView } from "./discount.ts";
import { metafieldView } from "./metafields.ts";
import { collectionView, productView, variantView } from "./product.ts";
import { orderView, refundView, transactionView } from "./order.ts";
import { fileView, giftCardView, installationView, jobView, segmentView, shopView, storeCreditView } from "./shop.ts";

type Finder = (context: Context, id: string) => View | null;

/** Answers an entry of one of the state's rooms, or null. */
function from<T>(room: (context: Context) => Record<string, T>, view: (context: Context, item: T) => View): Finder {
  return (context, id) => {
    const item = room(context)[id];
    return item === undefined ? null : view(context, item);
  };
}

const FINDERS: Record<string, Finder> = {
  Shop: (context, id) => (context.shop.state.info.id === id ? shopView(context) : null),
  AppInstallation: (context) => installationView(context),
  Customer: from((context) => context.shop.state.customers, customerView),
  Order: from((context) => context.shop.state.orders, orderView),
  Product: from((context) => context.shop.state.products, productView),
  Collection: from((context) => context.shop.state.collections, collectionView),
  Metafield: from((context) => context.shop.state.metafields, metafieldView),
  Segment: from(
    (context) => context.shop.state.segments,
    (_, segment) => segmentView(segment),
  ),
  BulkOperation: from((context) => context.shop.state.bulkOperations, bulkOperationView),
  Job: from((context) => context.shop.state.jobs, jobView),
  GiftCard: from((context) => context.shop.state.giftCards, giftCardView),
  StoreCreditAccount: from((context) => context.shop.state.storeCredit, storeCreditView),
  DiscountRedeemCodeBulkCreation: from((context) => context.shop.state.bulkCodes, bulkView),
  DiscountNode: from(
    (context) => context.shop.state.discounts,
    (context, one) => discountNodeView(context, one, "DiscountNode"),
  ),
  DiscountCodeNode: from(
    (context) => context.shop.state.discounts,
    (context, one) => discountNodeView(context, one, "DiscountCodeNode"),
  ),
  DiscountAutomaticNode: from(
    (context) => context.shop.state.discounts,
    (context, one) => discountNodeView(context, one, "DiscountAutomaticNode"),
  ),
  MediaImage: from(
    (context) => context.shop.state.files,
    (_, file) => fileView(file),
  ),
  GenericFile: from(
    (context) => context.shop.state.files,
    (_, file) => fileView(file),
  ),
  ProductVariant: (context, id) => {
    const variant = context.shop.findVariant(id);
    return variant ? variantView(context, variant) : null;
  },
  Refund: (context, id) => {
    for (const order of context.shop.listOrders()) {
      const refund = order.refunds.find((one) => one.id === id);
      if (refund) return refundView(context, order, refund);
    }
    return null;
  },
  OrderTransaction: (context, id) => {
    for (const order of context.shop.listOrders()) {
      const transaction = order.transactions.find((one) => one.id === id);
      if (transaction) return transactionView(context, order, transaction);
    }
    return null;
  },
};

/** Whatever has that gid; null where there is no such thing. A kind of thing that the dev store hasn't got fails by its name. */
export function nodeView(context: Context, id: string): View | null {
  const parsed = parseGid(id);
  if (!parsed) throw new Error(`Invalid global id '${id}'`);
  const find = FINDERS[parsed.type];
  if (!find) throw new Error(`dev store: node(id: "${id}") is not implemented for ${parsed.type}`);
  return find(context, parsed.id);
}
