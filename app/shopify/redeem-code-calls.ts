import type { Gateway, RedeemCodeFacts } from "./gateway.ts";
import { fromGid, toGid } from "./gid.ts";
import { discountNodeQuery } from "./operations/discount-node.ts";
import { discountCodeRedeemCodeBulkDeleteMutation, redeemCodeByCodeQuery } from "./operations/redeem-codes.ts";
import type { Caller } from "./throttle.ts";
import { ShopifyFailure } from "./transport.ts";
import { isMissing, requireNoErrors } from "./user-errors.ts";

type RedeemCodeCalls = Pick<Gateway, "findDiscount" | "findRedeemCode" | "withdrawCode">;

/** Shopify takes codes out a moment after it was asked to: so long and so often it is looked whether one is gone. */
const GONE_WAIT_MS = 400;
const GONE_TRIES = 10;

/** The part of the gateway that is about one discount, or one code, of a discount of its own or of one that it shares with others. */
export function createRedeemCodeCalls(call: Caller, sleep: (milliseconds: number) => Promise<void>): RedeemCodeCalls {
  return {
    findDiscount: async (discountId) => {
      const { discountNode: node } = await call(discountNodeQuery, { id: toGid("DiscountNode", discountId) });
      if (!node) return null;
      const { status, endsAt = null, customerGets } = node.discount;
      return {
        active: status === "ACTIVE",
        endsAt: endsAt === null ? null : new Date(endsAt),
        gives: givenBy(customerGets?.value),
      };
    },
    findRedeemCode: (code) => findRedeemCode(call, code),
    withdrawCode: async ({ discountId, codeId, code }) => {
      const asked = await askToWithdraw(call, discountId, codeId);
      if (asked === "missing") return "missing";
      for (let attempt = 0; attempt < GONE_TRIES; attempt += 1) {
        if ((await findRedeemCode(call, code)) === null) return "done";
        await sleep(GONE_WAIT_MS);
      }
      throw new ShopifyFailure(
        "busy",
        discountCodeRedeemCodeBulkDeleteMutation.name,
        "Shopify has not taken the code out yet",
      );
    },
  };
}

async function askToWithdraw(call: Caller, discountId: string, codeId: string): Promise<"asked" | "missing"> {
  const { discountCodeRedeemCodeBulkDelete: payload } = await call(discountCodeRedeemCodeBulkDeleteMutation, {
    discountId: toGid("DiscountCodeNode", discountId),
    ids: [toGid("DiscountRedeemCode", codeId)],
  });
  const { name } = discountCodeRedeemCodeBulkDeleteMutation;
  if (!payload) throw new ShopifyFailure("unknown", name, "the answer is empty");
  if (isMissing(payload.userErrors)) return "missing";
  requireNoErrors(name, payload.userErrors);
  return "asked";
}

async function findRedeemCode(call: Caller, code: string): Promise<RedeemCodeFacts | null> {
  const { codeDiscountNodeByCode: node } = await call(redeemCodeByCodeQuery, { code, search: `code:${code}` });
  if (!node) return null;
  const { title, status, endsAt = null, usageLimit = null, codes, customerGets } = node.codeDiscount;
  const found = codes?.nodes.find((each) => each.code.toUpperCase() === code.toUpperCase());
  // The node was found by the code but its list lacks it: the code is just being taken out, or the discount is not of our kinds.
  if (title === undefined || status === undefined || found === undefined) return null;
  return {
    discountId: fromGid(node.id),
    title,
    codeId: fromGid(found.id),
    active: status === "ACTIVE",
    endsAt: endsAt === null ? null : new Date(endsAt),
    usageLimit,
    usesCounted: found.asyncUsageCount,
    gives: givenBy(customerGets?.value),
  };
}

function givenBy(
  value: { percentage?: number | undefined; amount?: { amount: string } | undefined } | undefined,
): RedeemCodeFacts["gives"] {
  if (value?.amount !== undefined) return { type: "amount", value: value.amount.amount };
  // Shopify's float from 0 to 1; a percentage has at most a few decimals.
  if (value?.percentage !== undefined)
    return { type: "percentage", value: String(Number((value.percentage * 100).toFixed(6))) };
  return null;
}
