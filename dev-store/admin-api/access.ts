import { GraphQLError, type GraphQLResolveInfo } from "graphql";
import { parseGid } from "../shop/gid.ts";
import type { Actor } from "./answers.ts";

/** Which scope a field of the root needs, by the beginning of its name; the first that fits. */
const QUERY_SCOPES: [RegExp, string][] = [
  [/^(customer|segment|customerSegment)/, "read_customers"],
  [/^order/, "read_orders"],
  [/^(product|collection)/, "read_products"],
  [/^(discount|codeDiscount|automaticDiscount)/, "read_discounts"],
  [/^giftCard/, "read_gift_cards"],
  [/^storeCredit/, "read_store_credit_accounts"],
];
const MUTATION_SCOPES: [RegExp, string][] = [
  [/^customerMerge$/, "write_customer_merge"],
  [/^(customer|segment)/, "write_customers"],
  [/^(order|refund|transaction)/, "write_orders"],
  [/^fulfillment/, "write_fulfillments"],
  [/^(product|collection)/, "write_products"],
  [/^discount/, "write_discounts"],
  [/^giftCard/, "write_gift_cards"],
  [/^storeCredit/, "write_store_credit_account_transactions"],
  [/^file/, "write_files"],
];
/** What writing tags or metafields of something needs. */
const OWNER_SCOPES: Record<string, string> = {
  Customer: "write_customers",
  Order: "write_orders",
  Product: "write_products",
  DiscountNode: "write_discounts",
  DiscountCodeNode: "write_discounts",
  DiscountAutomaticNode: "write_discounts",
};

function ownersOf(args: Record<string, unknown>): string[] {
  const ids = [
    args.id,
    ...(Array.isArray(args.metafields) ? args.metafields.map((one: { ownerId?: unknown }) => one.ownerId) : []),
  ];
  return ids.flatMap((id) => (typeof id === "string" ? (parseGid(id)?.type ?? []) : []));
}

function neededScopes(info: GraphQLResolveInfo, args: Record<string, unknown>): string[] {
  const { fieldName } = info;
  if (info.operation.operation === "query") {
    return QUERY_SCOPES.filter(([pattern]) => pattern.test(fieldName))
      .map(([, scope]) => scope)
      .slice(0, 1);
  }
  if (/^(tagsAdd|tagsRemove|metafieldsSet|metafieldsDelete)$/.test(fieldName)) {
    return ownersOf(args).flatMap((type) => OWNER_SCOPES[type] ?? []);
  }
  return MUTATION_SCOPES.filter(([pattern]) => pattern.test(fieldName))
    .map(([, scope]) => scope)
    .slice(0, 1);
}

/** An app may do only what its scopes allow; the owner may do everything. */
export function checkAccess(actor: Actor, info: GraphQLResolveInfo, args: Record<string, unknown>): void {
  if (actor.kind === "owner") return;
  const granted = new Set(
    actor.scopes.flatMap((scope) => (scope.startsWith("write_") ? [scope, scope.replace("write_", "read_")] : [scope])),
  );
  for (const scope of neededScopes(info, args)) {
    if (granted.has(scope)) continue;
    throw new GraphQLError(`Access denied for ${info.fieldName} field. Required access: \`${scope}\` access scope.`, {
      extensions: { code: "ACCESS_DENIED", requiredAccess: `\`${scope}\` access scope.` },
    });
  }
}
