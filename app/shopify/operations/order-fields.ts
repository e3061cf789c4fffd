import { z } from "zod";
import { pageInfo, shopMoney } from "../answers.ts";
import type { AgreementAnswer } from "./order-sales.ts";

/** Lines of an order on one page; an order with more is read on by `orderLines`. */
export const LINES_PER_PAGE = 50;
/** Refunds that are read together with the order; each further one would need the REST-like payload, which carries them all. */
export const REFUNDS_MAX = 50;
/** Refunded lines read with each refund; a refund with more is read on by `refundLines`. */
export const REFUND_LINES_PER_PAGE = 10;

const DISCOUNT_ALLOCATION_FIELDS = `
  allocatedAmountSet { shopMoney { amount } }
  discountApplication {
    __typename
    targetType
    value { __typename }
    ... on DiscountCodeApplication { code }
  }
`;

/** What we read of one line. Prices are the shop's currency; taxes and discounts are for the whole line as it was ordered. */
export const LINE_FIELDS = `
  id
  title
  quantity
  currentQuantity
  isGiftCard
  vendor
  originalUnitPriceSet { shopMoney { amount } }
  discountAllocations { ${DISCOUNT_ALLOCATION_FIELDS} }
  taxLines(first: 20) { priceSet { shopMoney { amount } } }
  product { id }
  variant { id }
`;

export const REFUND_LINE_FIELDS = `
  quantity
  lineItem { id }
  subtotalSet { shopMoney { amount } }
  totalTaxSet { shopMoney { amount } }
`;

/** What we read of an order beside its lines; no name, address or e-mail is asked for. */
export const ORDER_FIELDS = `
  id
  name
  test
  createdAt
  processedAt
  updatedAt
  cancelledAt
  currencyCode
  taxesIncluded
  displayFinancialStatus
  displayFulfillmentStatus
  paymentGatewayNames
  discountCodes
  agreements(first: 50) { nodes { __typename happenedAt } }
  customer { id }
  originalTotalPriceSet { shopMoney { amount } }
  totalTipReceivedSet { shopMoney { amount } }
  shippingLines(first: 10, includeRemovals: true) { nodes {
    id
    isRemoved
    originalPriceSet { shopMoney { amount } }
    discountAllocations { ${DISCOUNT_ALLOCATION_FIELDS} }
    taxLines { priceSet { shopMoney { amount } } }
  } }
  transactions(first: 100) {
    id
    kind
    status
    gateway
    createdAt
    processedAt
    amountSet { shopMoney { amount } }
    parentTransaction { id }
  }
  fulfillments(first: 50) { id status createdAt }
  refunds(first: ${REFUNDS_MAX}) {
    id
    createdAt
    processedAt
    refundLineItems(first: ${REFUND_LINES_PER_PAGE}) { nodes { ${REFUND_LINE_FIELDS} } pageInfo { hasNextPage endCursor } }
    refundShippingLines(first: 5) { nodes { subtotalAmountSet { shopMoney { amount } } taxAmountSet { shopMoney { amount } } } }
    transactions(first: 5) { nodes { id kind status gateway amountSet { shopMoney { amount } } } }
  }
`;

const tax = z.object({ priceSet: shopMoney });
const allocation = z.object({
  allocatedAmountSet: shopMoney,
  discountApplication: z.object({
    __typename: z.string(),
    targetType: z.string(),
    value: z.object({ __typename: z.string() }),
    code: z.string().optional(),
  }),
});

/** One line as the Admin API answers it. */
export const orderLineAnswer = z.object({
  id: z.string(),
  title: z.string(),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  vendor: z.string().nullable(),
  originalUnitPriceSet: shopMoney,
  discountAllocations: z.array(allocation),
  taxLines: z.array(tax),
  product: z.object({ id: z.string() }).nullable(),
  variant: z.object({ id: z.string() }).nullable(),
});

/** One refunded line as the Admin API answers it. */
export const refundLineAnswer = z.object({
  quantity: z.number().int(),
  lineItem: z.object({ id: z.string() }),
  subtotalSet: shopMoney,
  totalTaxSet: shopMoney,
});

const transaction = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  gateway: z.string().nullable(),
  amountSet: shopMoney,
});

const refund = z.object({
  id: z.string(),
  createdAt: z.string().nullable(),
  processedAt: z.string(),
  refundLineItems: z.object({ nodes: z.array(refundLineAnswer), pageInfo }),
  refundShippingLines: z.object({
    nodes: z.array(z.object({ subtotalAmountSet: shopMoney, taxAmountSet: shopMoney })),
  }),
  transactions: z.object({ nodes: z.array(transaction) }),
});

/** An order without its lines as the Admin API answers it. */
export const orderHeadAnswer = z.object({
  id: z.string(),
  name: z.string(),
  test: z.boolean(),
  createdAt: z.string(),
  processedAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullable(),
  currencyCode: z.string(),
  taxesIncluded: z.boolean(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  paymentGatewayNames: z.array(z.string()),
  discountCodes: z.array(z.string()),
  agreements: z.object({ nodes: z.array(z.object({ __typename: z.string(), happenedAt: z.string() })) }),
  customer: z.object({ id: z.string() }).nullable(),
  originalTotalPriceSet: shopMoney,
  totalTipReceivedSet: shopMoney,
  shippingLines: z.object({
    nodes: z.array(
      z.object({
        id: z.string().nullable(),
        isRemoved: z.boolean(),
        originalPriceSet: shopMoney,
        discountAllocations: z.array(allocation),
        taxLines: z.array(tax),
      }),
    ),
  }),
  transactions: z.array(
    transaction.extend({
      createdAt: z.string(),
      processedAt: z.string().nullable(),
      parentTransaction: z.object({ id: z.string() }).nullable(),
    }),
  ),
  fulfillments: z.array(z.object({ id: z.string(), status: z.string(), createdAt: z.string() })),
  refunds: z.array(refund),
});

/** An order with all its lines, once every page of them has been read. */
export type OrderAnswer = z.infer<typeof orderHeadAnswer> & {
  readonly lines: readonly z.infer<typeof orderLineAnswer>[];
  /** What was sold when; null where it was not asked for, because nothing depends on it. */
  readonly agreed: readonly AgreementAnswer[] | null;
};
