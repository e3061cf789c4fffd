import {
  getNamedType,
  GraphQLError,
  isEnumType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from "graphql";
import { checkAccess } from "./access.ts";
import { REFUSED, type Context, type View } from "./answers.ts";
import { UNPAGED } from "./connection.ts";
import { VALUE_TYPES } from "./cost.ts";

/**
 * Answers a field from a view. A field that the dev store hasn't got fails by its name, so that nothing is silently null; of a
 * refused mutation only the errors are answered.
 */
export function resolverCounting(counter: { objects: number }): GraphQLFieldResolver<unknown, Context> {
  return (source, args, context, info) => {
    const view = source as View;
    const isRoot = info.path.prev === undefined;
    if (isRoot) checkAccess(context.actor, info, args as Record<string, unknown>);
    // A bulk operation's lists are whole: nobody gives them a size.
    if (context.unpaged) Object.assign(args, { [UNPAGED]: true });
    let value = view[info.fieldName];
    if (typeof value === "function") {
      value = isRoot
        ? (value as (args: unknown, context: Context, info: GraphQLResolveInfo) => unknown)(args, context, info)
        : (value as (args: unknown, context: Context, info: GraphQLResolveInfo) => unknown).call(
            view,
            args,
            context,
            info,
          );
    }
    if (value === undefined) {
      if ((view as { [REFUSED]?: boolean })[REFUSED]) return null;
      throw new GraphQLError(`dev store: ${info.parentType.name}.${info.fieldName} is not implemented`, {
        extensions: { code: "DEV_STORE_NOT_IMPLEMENTED" },
      });
    }
    const type = getNamedType(info.returnType);
    if (isObjectType(type) && !VALUE_TYPES.has(type.name))
      counter.objects += Array.isArray(value) ? value.length : value === null ? 0 : 1;
    // Shopify's enums of error codes differ from one mutation to the next; a word that this one lacks is told as INVALID, or not at all.
    if (info.fieldName === "code" && isEnumType(type) && typeof value === "string" && !type.getValue(value)) {
      return type.getValue("INVALID") ? "INVALID" : null;
    }
    return value;
  };
}
