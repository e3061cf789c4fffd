import type { z } from "zod";
import type { UserError } from "./answers.ts";
import type { Gateway, TierDiscountOutcome, TierDiscountRequest } from "./gateway.ts";
import type { AutomaticBasicInput, AutomaticFreeShippingInput } from "./operations/tier-discounts.ts";
import type { Caller } from "./throttle.ts";
import { fromGid, toGid } from "./gid.ts";
import {
  segmentCreateMutation,
  segmentDeleteMutation,
  segmentsQuery,
  segmentUpdateMutation,
} from "./operations/segments.ts";
import {
  automaticDiscountsQuery,
  discountAutomaticBasicCreateMutation,
  discountAutomaticBasicUpdateMutation,
  discountAutomaticDeleteMutation,
  discountAutomaticFreeShippingCreateMutation,
  discountAutomaticFreeShippingUpdateMutation,
} from "./operations/tier-discounts.ts";
import { ShopifyFailure } from "./transport.ts";
import { errorText, isMissing, requireNoErrors } from "./user-errors.ts";

type TierDiscountCalls = Pick<
  Gateway,
  | "countAutomaticDiscounts"
  | "findTierDiscount"
  | "writeTierDiscount"
  | "deleteTierDiscount"
  | "findSegment"
  | "writeSegment"
  | "deleteSegment"
>;

/** Pages of a list that are read at most: a shop with more has a list that nobody keeps. */
const PAGES_MAX = 20;

/** By this tag our automatic discounts are told from a merchant's own; the tier's own tag stands beside it. */
const TIER_DISCOUNT_TAG = "laurel-tier";

/** The part of the gateway that is about the automatic discounts of tiers and the segments that they are for. */
export function createTierDiscountCalls(call: Caller): TierDiscountCalls {
  return {
    countAutomaticDiscounts: async () => (await listAutomatic(call, "method:automatic AND status:active")).length,
    findTierDiscount: async (tier) => {
      const ours = await listAutomatic(call, `method:automatic AND tag:${TIER_DISCOUNT_TAG}`);
      const found = ours.find(({ discount }) => discount.tags?.includes(tierTag(tier)));
      if (found === undefined) return null;
      const type = found.discount.__typename === "DiscountAutomaticFreeShipping" ? "freeShipping" : "percentage";
      return { id: fromGid(found.id), type };
    },
    writeTierDiscount: (id, request) => writeDiscount(call, id, request),
    deleteTierDiscount: async (id) => {
      const { discountAutomaticDelete: payload } = await call(discountAutomaticDeleteMutation, {
        id: toGid("DiscountAutomaticNode", id),
      });
      return ended(discountAutomaticDeleteMutation.name, payload);
    },
    findSegment: (name) => findSegment(call, name),
    writeSegment: (id, segment) => writeSegment(call, id, segment),
    deleteSegment: async (id) => {
      const { segmentDelete: payload } = await call(segmentDeleteMutation, { id: toGid("Segment", id) });
      return ended(segmentDeleteMutation.name, payload);
    },
  };
}

const tierTag = (tier: string): string => `${TIER_DISCOUNT_TAG}-${tier}`;

type AutomaticPage = z.infer<(typeof automaticDiscountsQuery)["answer"]>["discountNodes"];

async function listAutomatic(call: Caller, query: string): Promise<AutomaticPage["nodes"]> {
  const nodes: AutomaticPage["nodes"] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: { discountNodes: AutomaticPage } = await call(automaticDiscountsQuery, { query, after });
    const { nodes: found, pageInfo } = answer.discountNodes;
    nodes.push(...found);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    if (after === null) break;
  }
  return nodes;
}

async function writeDiscount(
  call: Caller,
  id: string | null,
  request: TierDiscountRequest,
): Promise<TierDiscountOutcome> {
  const common = {
    title: request.title,
    tags: [TIER_DISCOUNT_TAG, tierTag(request.tier)],
    context: { customerSegments: { add: [toGid("Segment", request.segmentId)] } },
    combinesWith: {
      orderDiscounts: request.combinesWith.order,
      productDiscounts: request.combinesWith.product,
      shippingDiscounts: request.combinesWith.shipping,
    },
    minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: request.minimumSubtotal } },
    // The start stays what it was: an update must not make a discount begin anew. One that somebody has ended goes on.
    ...(id === null ? { startsAt: request.startsAt.toISOString() } : { endsAt: null }),
  };
  const gid = id === null ? null : toGid("DiscountAutomaticNode", id);
  if (request.gives.type === "freeShipping")
    return writeFreeShipping(call, gid, { ...common, destination: { all: true } });
  // Shopify's field is a float from 0 to 1; a percentage has at most a few decimals, which a float holds well enough.
  const value = { percentage: Number(request.gives.percent) / 100 };
  return writePercentage(call, gid, { ...common, customerGets: { value, items: { all: true } } });
}

async function writePercentage(
  call: Caller,
  id: string | null,
  discount: AutomaticBasicInput,
): Promise<TierDiscountOutcome> {
  if (id === null) {
    const answer = await call(discountAutomaticBasicCreateMutation, { discount });
    return written(discountAutomaticBasicCreateMutation.name, answer.discountAutomaticBasicCreate);
  }
  const answer = await call(discountAutomaticBasicUpdateMutation, { id, discount });
  return written(discountAutomaticBasicUpdateMutation.name, answer.discountAutomaticBasicUpdate);
}

async function writeFreeShipping(
  call: Caller,
  id: string | null,
  discount: AutomaticFreeShippingInput,
): Promise<TierDiscountOutcome> {
  if (id === null) {
    const answer = await call(discountAutomaticFreeShippingCreateMutation, { discount });
    return written(discountAutomaticFreeShippingCreateMutation.name, answer.discountAutomaticFreeShippingCreate);
  }
  const answer = await call(discountAutomaticFreeShippingUpdateMutation, { id, discount });
  return written(discountAutomaticFreeShippingUpdateMutation.name, answer.discountAutomaticFreeShippingUpdate);
}

type Written = {
  readonly automaticDiscountNode: { readonly id: string } | null;
  readonly userErrors: readonly UserError[];
} | null;

function written(operation: string, payload: Written): TierDiscountOutcome {
  if (!payload) throw new ShopifyFailure("unknown", operation, "the answer is empty");
  const { automaticDiscountNode: node, userErrors: errors } = payload;
  if (node && errors.length === 0) return { ok: true, discountId: fromGid(node.id) };
  if (errors.length === 0) throw new ShopifyFailure("unknown", operation, "neither a discount nor an error came back");
  if (errors.some((error) => error.code === "INTERNAL_ERROR"))
    throw new ShopifyFailure("unknown", operation, errorText(errors));
  const isFull = errors.some((error) => error.code === "ACTIVE_PERIOD_OVERLAP");
  const reason = isFull ? "full" : isMissing(errors) ? "missing" : "invalid";
  return { ok: false, reason, message: errorText(errors) };
}

async function findSegment(call: Caller, name: string): Promise<{ id: string; query: string } | null> {
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { segments }: { segments: { nodes: { id: string; name: string; query: string }[]; pageInfo: PageInfo } } =
      await call(segmentsQuery, { after });
    const found = segments.nodes.find((segment) => segment.name.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return { id: fromGid(found.id), query: found.query };
    after = segments.pageInfo.hasNextPage ? segments.pageInfo.endCursor : null;
    if (after === null) break;
  }
  return null;
}

type PageInfo = { hasNextPage: boolean; endCursor: string | null };

async function writeSegment(
  call: Caller,
  id: string | null,
  segment: { name: string; query: string },
): ReturnType<Gateway["writeSegment"]> {
  const operation = id === null ? segmentCreateMutation.name : segmentUpdateMutation.name;
  const payload =
    id === null
      ? (await call(segmentCreateMutation, segment)).segmentCreate
      : (await call(segmentUpdateMutation, { id: toGid("Segment", id), ...segment })).segmentUpdate;
  if (!payload) throw new ShopifyFailure("unknown", operation, "the answer is empty");
  if (payload.segment && payload.userErrors.length === 0) return { ok: true, segmentId: fromGid(payload.segment.id) };
  if (isMissing(payload.userErrors)) return { ok: false, reason: "missing" };
  if (payload.userErrors.some((error) => /taken/i.test(error.message))) return { ok: false, reason: "taken" };
  requireNoErrors(operation, payload.userErrors);
  throw new ShopifyFailure("unknown", operation, "neither a segment nor an error came back");
}

function ended(operation: string, payload: { readonly userErrors: readonly UserError[] } | null): "done" | "missing" {
  if (!payload) throw new ShopifyFailure("unknown", operation, "the answer is empty");
  if (isMissing(payload.userErrors)) return "missing";
  requireNoErrors(operation, payload.userErrors);
  return "done";
}
