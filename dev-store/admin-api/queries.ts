import { matchesSegment } from "../shop/segments.ts";
import { settleJobs } from "../shop/discounts.ts";
import type { Context, View } from "./answers.ts";
import { count, readId } from "./answers.ts";
import { byId, type PageArgs } from "./connection.ts";
import { countCustomers, findCustomers, type CustomersArgs } from "./finders/customers.ts";
import { countDiscounts, findDiscounts, type DiscountsArgs } from "./finders/discounts.ts";
import { countOrders, findOrders, type OrdersArgs } from "./views/orders-page.ts";
import { findCollections, findProducts, type ProductsArgs } from "./finders/products.ts";
import { searchTest, words } from "./search.ts";
import { customerView } from "./views/customer.ts";
import { discountNodeView } from "./views/discount.ts";
import { definitionView } from "./views/metafields.ts";
import { nodeView } from "./views/node.ts";
import { bulkOperationView } from "./views/bulk.ts";
import { productView } from "./views/product.ts";
import { giftCardView, installationView, segmentView, shopView } from "./views/shop.ts";

type IdArgs = { id: string };
type QueryArgs = { query?: string | null };

const CODES = ["DiscountNode", "DiscountCodeNode", "DiscountAutomaticNode"];

/** A thing of one kind by its gid; null for a gid of another kind, as Shopify answers. */
function one(...types: string[]) {
  return (args: IdArgs, context: Context): View | null => {
    const id = readId(args.id, ...types);
    return id === null ? null : nodeView(context, args.id);
  };
}

const discountOf =
  (type: "DiscountNode" | "DiscountCodeNode" | "DiscountAutomaticNode") => (args: IdArgs, context: Context) => {
    settleJobs(context.shop);
    const discount = context.shop.state.discounts[readId(args.id, ...CODES) ?? ""];
    return discount ? discountNodeView(context, discount, type) : null;
  };

const customers = {
  customer: one("Customer"),
  customers: (args: CustomersArgs, context: Context) => findCustomers(context, args),
  customersCount: (args: QueryArgs, context: Context) => count(countCustomers(context.shop, args.query)),
  customerByIdentifier: (
    { identifier }: { identifier: { id?: string; emailAddress?: string; phoneNumber?: string; customId?: unknown } },
    context: Context,
  ) => {
    const { shop } = context;
    if (identifier.customId) throw new Error("dev store: customerByIdentifier(customId) is not implemented");
    const found = identifier.id
      ? shop.state.customers[readId(identifier.id, "Customer") ?? ""]
      : shop
          .listCustomers()
          .find((customer) =>
            identifier.emailAddress
              ? customer.email?.toLowerCase() === identifier.emailAddress.toLowerCase()
              : customer.phone === identifier.phoneNumber,
          );
    return found ? customerView(context, found) : null;
  },
  segment: one("Segment"),
  segments: (args: PageArgs & QueryArgs, context: Context) => {
    const test = searchTest<{ name: string }>(args.query, { default: words((segment) => [segment.name]) }, "segments");
    return byId(Object.values(context.shop.state.segments).filter(test), args, segmentView);
  },
  segmentsCount: (_: unknown, context: Context) => count(Object.keys(context.shop.state.segments).length),
  customerSegmentMembers: (args: PageArgs & { segmentId?: string | null; query?: string | null }, context: Context) => {
    const { shop } = context;
    const segment = shop.state.segments[args.segmentId ? (readId(args.segmentId, "Segment") ?? "") : ""];
    const query = segment?.query ?? args.query ?? "";
    const members = shop.listCustomers().filter((customer) => matchesSegment(shop, query, customer));
    const page = byId(members, args, (customer) => customerView(context, customer));
    return { ...page, totalCount: members.length };
  },
};

const orders = {
  order: one("Order"),
  orders: (args: OrdersArgs, context: Context) => findOrders(context, context.shop.listOrders(), args),
  ordersCount: (args: QueryArgs, context: Context) => count(countOrders(context.shop.listOrders(), args.query)),
};

const products = {
  product: one("Product"),
  productVariant: one("ProductVariant"),
  collection: one("Collection"),
  products: (args: ProductsArgs, context: Context) => findProducts(context, args),
  productsCount: (_: unknown, context: Context) => count(context.shop.listProducts().length),
  collections: (args: ProductsArgs, context: Context) => findCollections(context, args),
  productByHandle: (args: { handle: string }, context: Context) => {
    const product = context.shop.findProductByHandle(args.handle);
    return product ? productView(context, product) : null;
  },
  productByIdentifier: ({ identifier }: { identifier: { id?: string; handle?: string } }, context: Context) => {
    const { shop } = context;
    const product = identifier.handle
      ? shop.findProductByHandle(identifier.handle)
      : shop.state.products[readId(identifier.id ?? "", "Product") ?? ""];
    return product ? productView(context, product) : null;
  },
};

const discounts = {
  discountNode: discountOf("DiscountNode"),
  codeDiscountNode: discountOf("DiscountCodeNode"),
  automaticDiscountNode: discountOf("DiscountAutomaticNode"),
  discountNodes: (args: DiscountsArgs, context: Context) => findDiscounts(context, args, "DiscountNode"),
  codeDiscountNodes: (args: DiscountsArgs, context: Context) => findDiscounts(context, args, "DiscountCodeNode"),
  automaticDiscountNodes: (args: DiscountsArgs, context: Context) =>
    findDiscounts(context, args, "DiscountAutomaticNode"),
  discountNodesCount: (args: QueryArgs, context: Context) => count(countDiscounts(context.shop, args.query)),
  codeDiscountNodeByCode: (args: { code: string }, context: Context) => {
    settleJobs(context.shop);
    const discount = context.shop.findDiscountByCode(args.code);
    return discount ? discountNodeView(context, discount, "DiscountCodeNode") : null;
  },
  discountRedeemCodeBulkCreation: one("DiscountRedeemCodeBulkCreation"),
};

const rest = {
  shop: (_: unknown, context: Context) => shopView(context),
  currentAppInstallation: (_: unknown, context: Context) => installationView(context),
  node: (args: IdArgs, context: Context) => nodeView(context, args.id),
  nodes: ({ ids }: { ids: string[] }, context: Context) => ids.map((id) => nodeView(context, id)),
  job: one("Job"),
  bulkOperation: one("BulkOperation"),
  bulkOperations: (args: PageArgs, context: Context) =>
    byId(Object.values(context.shop.state.bulkOperations), args, (operation) => bulkOperationView(context, operation)),
  giftCard: one("GiftCard"),
  giftCards: (args: PageArgs, context: Context) =>
    byId(Object.values(context.shop.state.giftCards), args, (card) => giftCardView(context, card)),
  storeCreditAccount: one("StoreCreditAccount"),
  storeCreditConfiguration: (_: unknown, context: Context) => ({
    storeCreditEnabled: context.shop.state.info.storeCredit !== "off",
  }),
  metafieldDefinitions: (
    args: PageArgs & { ownerType: string; namespace?: string | null; key?: string | null },
    context: Context,
  ) => {
    const all = Object.values(context.shop.state.metafieldDefinitions).filter(
      (definition) => definition.ownerType === args.ownerType,
    );
    return byId(all, args, definitionView);
  },
};

/** The root of all queries: what isn't here fails by its name. */
export const queries = { ...customers, ...orders, ...products, ...discounts, ...rest };
