import {
  addCodesInBulk,
  deleteDiscount,
  removeCodes,
  requireDiscount,
  settleJobs,
  startJob,
  switchDiscount,
  updateDiscount,
} from "../../shop/discounts.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { Discount, Id } from "../../shop/types.ts";
import { attempt, requireId, type Context, type View } from "../answers.ts";
import { matchingDiscounts } from "../finders/discounts.ts";
import { searchTest, text } from "../search.ts";
import { bulkView, discountNodeView } from "../views/discount.ts";
import { jobView } from "../views/shop.ts";
import { checkRequired, readDiscount, type ApiDiscount } from "./discount-input.ts";

type Kind = Discount["kind"];
type Method = Discount["method"];
type IdArgs = { id: string };

const NODES = ["DiscountCodeNode", "DiscountAutomaticNode", "DiscountNode"];

const nodeName = (method: Method): "DiscountCodeNode" | "DiscountAutomaticNode" =>
  method === "code" ? "DiscountCodeNode" : "DiscountAutomaticNode";
const nodeField = (method: Method): string => (method === "code" ? "codeDiscountNode" : "automaticDiscountNode");

/** A discount's id; Shopify calls an unknown one invalid. */
function discountId(context: Context, value: string, field: string[] = ["id"]): Id {
  const id = requireId(value, field, ...NODES);
  if (!context.shop.state.discounts[id]) throw new Refusal("INVALID", field, "Discount does not exist");
  return id;
}

/** The create and update mutations of one kind of discount; `name` is the argument that holds its fields. */
function maker(method: Method, kind: Kind, name: string) {
  const create = (args: Record<string, ApiDiscount>, context: Context): View =>
    attempt(
      () => {
        const input = args[name] ?? {};
        checkRequired(context, input, kind, method);
        const read = readDiscount(input, null);
        const made = context.shop.createDiscount({
          ...read,
          method,
          kind,
          title: input.title ?? "",
          ...(input.code ? { code: input.code } : {}),
        });
        return { [nodeField(method)]: discountNodeView(context, made, nodeName(method)) };
      },
      { prefix: [name] },
    );
  const update = (args: Record<string, ApiDiscount | string>, context: Context): View =>
    attempt(
      () => {
        const id = discountId(context, typeof args.id === "string" ? args.id : "");
        const input = args[name] as ApiDiscount;
        const read = readDiscount(input, requireDiscount(context.shop, id));
        const made = updateDiscount(context.shop, id, { ...read, ...(input.code ? { code: input.code } : {}) });
        return { [nodeField(method)]: discountNodeView(context, made, nodeName(method)) };
      },
      { prefix: [name] },
    );
  return { create, update };
}

const basic = maker("code", "basic", "basicCodeDiscount");
const freeShipping = maker("code", "freeShipping", "freeShippingCodeDiscount");
const bxgy = maker("code", "bxgy", "bxgyCodeDiscount");
const automaticBasic = maker("automatic", "basic", "automaticBasicDiscount");
const automaticFreeShipping = maker("automatic", "freeShipping", "freeShippingAutomaticDiscount");
const automaticBxgy = maker("automatic", "bxgy", "automaticBxgyDiscount");

function switcher(method: Method, active: boolean) {
  return ({ id }: IdArgs, context: Context): View =>
    attempt(() => ({
      [nodeField(method)]: discountNodeView(
        context,
        switchDiscount(context.shop, discountId(context, id), active),
        nodeName(method),
      ),
    }));
}

function remover(field: string) {
  return ({ id }: IdArgs, context: Context): View =>
    attempt(() => {
      deleteDiscount(context.shop, discountId(context, id));
      return { [field]: id };
    });
}

type Selector = { ids?: string[] | null; search?: string | null; savedSearchId?: string | null };

/** Exactly one way of saying which. */
function checkSelector(args: Selector): void {
  const given = [args.ids, args.search, args.savedSearchId].filter((one) => one !== undefined && one !== null);
  if (given.length === 0)
    throw new Refusal("INVALID", null, "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.");
  if (given.length > 1)
    throw new Refusal("INVALID", null, "Only one of 'ids', 'search' or 'saved_search_id' is allowed.");
  if (args.savedSearchId) throw new Error("dev store: saved searches are not implemented");
}

const codeDiscounts = {
  discountCodeBasicCreate: basic.create,
  discountCodeBasicUpdate: basic.update,
  discountCodeFreeShippingCreate: freeShipping.create,
  discountCodeFreeShippingUpdate: freeShipping.update,
  discountCodeBxgyCreate: bxgy.create,
  discountCodeBxgyUpdate: bxgy.update,
  discountCodeActivate: switcher("code", true),
  discountCodeDeactivate: switcher("code", false),
  discountCodeDelete: remover("deletedCodeDiscountId"),
  discountCodeBulkDelete: (args: Selector, context: Context): View =>
    attempt(() => {
      checkSelector(args);
      const ids =
        args.ids?.map((id) => requireId(id, ["ids"], ...NODES)) ??
        matchingDiscounts(context.shop, args.search ?? "").map((one) => one.id);
      for (const id of ids) if (context.shop.state.discounts[id]?.method === "code") deleteDiscount(context.shop, id);
      return { job: jobView(context, startJob(context.shop)) };
    }),
  discountRedeemCodeBulkAdd: (args: { discountId: string; codes: { code: string }[] }, context: Context): View =>
    attempt(() => {
      const id = discountId(context, args.discountId, ["discountId"]);
      const bulk = addCodesInBulk(
        context.shop,
        id,
        args.codes.map((one) => one.code),
      );
      context.shop.announceJobs();
      return { bulkCreation: bulkView(context, bulk) };
    }),
  discountCodeRedeemCodeBulkDelete: (args: Selector & { discountId: string }, context: Context): View =>
    attempt(() => {
      checkSelector(args);
      settleJobs(context.shop);
      const discount = requireDiscount(context.shop, discountId(context, args.discountId, ["discountId"]));
      const field = text<{ code: string }>((one) => one.code);
      const test = searchTest(args.search, { default: field, code: field }, "discount codes");
      const ids =
        args.ids?.map((id) => requireId(id, ["ids"], "DiscountRedeemCode")) ??
        discount.codes.filter(test).map((code) => code.id);
      const job = removeCodes(context.shop, discount.id, ids);
      context.shop.announceJobs();
      return { job: jobView(context, job) };
    }),
};

const automaticDiscounts = {
  discountAutomaticBasicCreate: automaticBasic.create,
  discountAutomaticBasicUpdate: automaticBasic.update,
  discountAutomaticFreeShippingCreate: automaticFreeShipping.create,
  discountAutomaticFreeShippingUpdate: automaticFreeShipping.update,
  discountAutomaticBxgyCreate: automaticBxgy.create,
  discountAutomaticBxgyUpdate: automaticBxgy.update,
  discountAutomaticActivate: switcher("automatic", true),
  discountAutomaticDeactivate: switcher("automatic", false),
  discountAutomaticDelete: remover("deletedAutomaticDiscountId"),
};

export const discountMutations = { ...codeDiscounts, ...automaticDiscounts };
