import { startJob } from "../../shop/discounts.ts";
import { gid } from "../../shop/gid.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { CustomerInput } from "../../shop/types.ts";
import { attempt, readId, requireId, type Context, type View } from "../answers.ts";
import { customerView } from "../views/customer.ts";
import { nodeView } from "../views/node.ts";
import { jobView } from "../views/shop.ts";
import { writeMetafields, type MetafieldArgs } from "./metafields.ts";

type ApiCustomer = {
  id?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  note?: string | null;
  locale?: string | null;
  tags?: string[] | null;
  metafields?: MetafieldArgs[] | null;
  emailMarketingConsent?: { marketingState: string } | null;
};

function readCustomer(input: ApiCustomer): CustomerInput {
  const customer: CustomerInput = {};
  if (input.firstName !== undefined) customer.firstName = input.firstName;
  if (input.lastName !== undefined) customer.lastName = input.lastName;
  if (input.email !== undefined) customer.email = input.email;
  if (input.phone !== undefined) customer.phone = input.phone;
  if (input.note !== undefined) customer.note = input.note;
  if (input.locale) customer.locale = input.locale;
  if (input.tags) customer.tags = input.tags;
  if (input.emailMarketingConsent)
    customer.acceptsMarketing = input.emailMarketingConsent.marketingState === "SUBSCRIBED";
  return customer;
}

function changeTags(action: "addTags" | "removeTags") {
  return (args: { id: string; tags: string[] }, context: Context): View => {
    readId(args.id);
    return attempt(() => {
      context.shop[action](args.id, args.tags);
      return { node: nodeView(context, args.id) };
    });
  };
}

export const customerMutations = {
  customerCreate: ({ input }: { input: ApiCustomer }, context: Context): View =>
    attempt(() => {
      if (input.id) throw new Refusal("INVALID", ["id"], "Cannot specify ID on creation");
      const customer = context.shop.createCustomer(readCustomer(input));
      writeMetafields(context, gid("Customer", customer.id), input.metafields);
      return { customer: customerView(context, customer) };
    }),
  customerUpdate: ({ input }: { input: ApiCustomer }, context: Context): View =>
    attempt(() => {
      const id = requireId(input.id ?? "", ["id"], "Customer");
      const customer = context.shop.updateCustomer(id, readCustomer(input));
      writeMetafields(context, gid("Customer", customer.id), input.metafields);
      return { customer: customerView(context, customer) };
    }),
  customerDelete: ({ input }: { input: { id: string } }, context: Context): View =>
    attempt(() => {
      context.shop.deleteCustomer(requireId(input.id, ["id"], "Customer"));
      return { deletedCustomerId: input.id, shop: null };
    }),
  /** Shopify keeps the first customer, unless only the second one has an e-mail address that is in use. */
  customerMerge: (
    args: { customerOneId: string; customerTwoId: string; overrideFields?: unknown },
    context: Context,
  ): View =>
    attempt(() => {
      if (args.overrideFields) throw new Error("dev store: customerMerge(overrideFields) is not implemented");
      const one = requireId(args.customerOneId, ["customerOneId"], "Customer");
      const two = requireId(args.customerTwoId, ["customerTwoId"], "Customer");
      const kept = context.shop.mergeCustomers(one, two);
      return { resultingCustomerId: gid("Customer", kept.id), job: jobView(context, startJob(context.shop)) };
    }),
  tagsAdd: changeTags("addTags"),
  tagsRemove: changeTags("removeTags"),
};
