import type { DiscountFacts, DiscountOutcome, DiscountRequest, Gateway } from "./gateway.ts";
import { toGid, fromGid } from "./gid.ts";
import type { UserError } from "./answers.ts";
import type { BasicDiscountInput } from "./operations/discounts.ts";
import {
  codeDiscountNodeByCodeQuery,
  discountCodeBasicCreateMutation,
  discountCodeDeactivateMutation,
  discountCodeDeleteMutation,
  discountCodeFreeShippingCreateMutation,
} from "./operations/discounts.ts";
import {
  discountRedeemCodeBulkAddMutation,
  discountRedeemCodeBulkCreationQuery,
  redeemCodesOfBulkCreationQuery,
} from "./operations/redeem-codes.ts";
import type { Caller } from "./throttle.ts";
import { ShopifyFailure } from "./transport.ts";
import { errorText, isMissing, requireNoErrors } from "./user-errors.ts";

type DiscountCalls = Pick<
  Gateway,
  "createDiscount" | "findDiscountByCode" | "deactivateDiscount" | "deleteDiscount" | "addCodes" | "findCodesAdded"
>;

/** The tag by which a merchant finds, in Shopify's own list, the discounts that Laurel has made. */
export const DISCOUNT_TAG = "laurel";

/** The part of the gateway that is about discounts and their codes. */
export function createDiscountCalls(call: Caller): DiscountCalls {
  return {
    createDiscount: (request) => createDiscount(call, request),
    findDiscountByCode: async (code) => {
      const { codeDiscountNodeByCode: node } = await call(codeDiscountNodeByCodeQuery, { code });
      return node ? discountFacts(node) : null;
    },
    deactivateDiscount: async (discountId) => {
      const { discountCodeDeactivate } = await call(discountCodeDeactivateMutation, {
        id: toGid("DiscountCodeNode", discountId),
      });
      return ended(discountCodeDeactivateMutation.name, discountCodeDeactivate);
    },
    deleteDiscount: async (discountId) => {
      const { discountCodeDelete } = await call(discountCodeDeleteMutation, {
        id: toGid("DiscountCodeNode", discountId),
      });
      return ended(discountCodeDeleteMutation.name, discountCodeDelete);
    },
    addCodes: (discountId, codes) => addCodes(call, discountId, codes),
    findCodesAdded: (bulkCreationId) => findCodesAdded(call, bulkCreationId),
  };
}

/** Which codes were refused is asked only where some were: the list is dear, and hardly ever needed. */
async function findCodesAdded(call: Caller, bulkCreationId: string): ReturnType<Gateway["findCodesAdded"]> {
  const id = toGid("DiscountRedeemCodeBulkCreation", bulkCreationId);
  const { discountRedeemCodeBulkCreation: found } = await call(discountRedeemCodeBulkCreationQuery, { id });
  if (!found) return null;
  if (!found.done || found.failedCount === 0) return { done: found.done, refused: [] };
  const { discountRedeemCodeBulkCreation: listed } = await call(redeemCodesOfBulkCreationQuery, { id });
  if (!listed) return null;
  const refused = listed.codes.nodes.filter((node) => node.errors.length > 0).map((node) => node.code);
  return { done: true, refused };
}

async function createDiscount(call: Caller, request: DiscountRequest): Promise<DiscountOutcome> {
  const common = commonInput(request);
  if (request.gives.type === "freeShipping") {
    const { discountCodeFreeShippingCreate } = await call(discountCodeFreeShippingCreateMutation, {
      discount: { ...common, destination: { all: true } },
    });
    return created(discountCodeFreeShippingCreateMutation.name, discountCodeFreeShippingCreate);
  }
  const { discountCodeBasicCreate } = await call(discountCodeBasicCreateMutation, {
    discount: { ...common, customerGets: customerGets(request.gives) },
  });
  return created(discountCodeBasicCreateMutation.name, discountCodeBasicCreate);
}

function commonInput(request: DiscountRequest): Omit<BasicDiscountInput, "customerGets"> {
  const { minimumSubtotal, customerIds, combinesWith } = request;
  return {
    title: request.title,
    code: request.code,
    startsAt: request.startsAt.toISOString(),
    endsAt: request.endsAt.toISOString(),
    usageLimit: 1,
    tags: [DISCOUNT_TAG],
    context:
      customerIds === null ? { all: "ALL" } : { customers: { add: customerIds.map((id) => toGid("Customer", id)) } },
    combinesWith: {
      orderDiscounts: combinesWith.order,
      productDiscounts: combinesWith.product,
      shippingDiscounts: combinesWith.shipping,
    },
    ...(minimumSubtotal === null
      ? {}
      : { minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: minimumSubtotal } } }),
  };
}

function customerGets(
  gives: Exclude<DiscountRequest["gives"], { type: "freeShipping" }>,
): BasicDiscountInput["customerGets"] {
  switch (gives.type) {
    case "amount":
      return { value: { discountAmount: { amount: gives.amount, appliesOnEachItem: false } }, items: { all: true } };
    case "percentage":
      // Shopify's field is a float from 0 to 1; a percentage has at most a few decimals, which a float holds well enough to be shown.
      return { value: { percentage: Number(gives.percent) / 100 }, items: { all: true } };
    case "product":
      return {
        value: { percentage: 1 },
        items: { products: { productVariantsToAdd: [toGid("ProductVariant", gives.variantId)] } },
      };
  }
}

type Created = {
  readonly codeDiscountNode: { readonly id: string } | null;
  readonly userErrors: readonly UserError[];
} | null;

function created(operation: string, payload: Created): DiscountOutcome {
  if (!payload) throw new ShopifyFailure("unknown", operation, "the answer is empty");
  const { codeDiscountNode: node, userErrors: errors } = payload;
  if (node && errors.length === 0) return { ok: true, discountId: fromGid(node.id) };
  if (errors.length === 0) throw new ShopifyFailure("unknown", operation, "neither a discount nor an error came back");
  if (errors.some((error) => error.code === "INTERNAL_ERROR"))
    throw new ShopifyFailure("unknown", operation, errorText(errors));
  return {
    ok: false,
    reason: errors.some((error) => error.code === "TAKEN") ? "taken" : "invalid",
    message: errorText(errors),
  };
}

function ended(operation: string, payload: { readonly userErrors: readonly UserError[] } | null): "done" | "missing" {
  if (!payload) throw new ShopifyFailure("unknown", operation, "the answer is empty");
  // Shopify answers INVALID with "does not exist" for a discount that is gone.
  if (isMissing(payload.userErrors)) return "missing";
  requireNoErrors(operation, payload.userErrors);
  return "done";
}

async function addCodes(call: Caller, discountId: string, codes: readonly string[]): ReturnType<Gateway["addCodes"]> {
  const { discountRedeemCodeBulkAdd: payload } = await call(discountRedeemCodeBulkAddMutation, {
    discountId: toGid("DiscountCodeNode", discountId),
    codes: codes.map((code) => ({ code })),
  });
  if (!payload) throw new ShopifyFailure("unknown", discountRedeemCodeBulkAddMutation.name, "the answer is empty");
  if (isMissing(payload.userErrors)) return { ok: false, reason: "missing", message: errorText(payload.userErrors) };
  if (payload.userErrors.length > 0 || !payload.bulkCreation) {
    return { ok: false, reason: "invalid", message: errorText(payload.userErrors) };
  }
  return { ok: true, bulkCreationId: fromGid(payload.bulkCreation.id) };
}

function discountFacts(node: {
  readonly id: string;
  readonly codeDiscount: { readonly title?: string; readonly status?: string; readonly asyncUsageCount?: number };
}): DiscountFacts {
  const { title, status, asyncUsageCount } = node.codeDiscount;
  return { id: fromGid(node.id), title: title ?? null, active: status === "ACTIVE", usesCounted: asyncUsageCount ?? 0 };
}
