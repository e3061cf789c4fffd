import { gid, parseGid } from "../../shop/gid.ts";
import { digestOf } from "../../shop/metafields.ts";
import type { Metafield, MetafieldDefinition } from "../../shop/types.ts";
import { storedNamespace, type Context, type View } from "../answers.ts";
import { byId, type PageArgs } from "../connection.ts";
import { nodeView } from "./node.ts";

export function metafieldView(context: Context, metafield: Metafield): View {
  return {
    __typename: "Metafield",
    id: gid("Metafield", metafield.id),
    legacyResourceId: metafield.id,
    namespace: metafield.namespace,
    key: metafield.key,
    type: metafield.type,
    value: metafield.value,
    jsonValue: () => jsonValue(metafield),
    compareDigest: () => digestOf(metafield),
    ownerType: (parseGid(metafield.ownerId)?.type ?? "").toUpperCase(),
    owner: () => nodeView(context, metafield.ownerId),
    definition: () => {
      const found = findDefinition(context, metafield);
      return found ? definitionView(found) : null;
    },
    sizeInBytes: Buffer.byteLength(metafield.value),
    createdAt: metafield.createdAt,
    updatedAt: metafield.updatedAt,
    reference: null,
    references: null,
    translations: [],
  };
}

function jsonValue(metafield: Metafield): unknown {
  const plain = /^(json|number_integer|boolean|rich_text_field|list\.)/.test(metafield.type);
  return plain ? (JSON.parse(metafield.value) as unknown) : metafield.value;
}

function findDefinition(context: Context, metafield: Metafield): MetafieldDefinition | undefined {
  const ownerType = (parseGid(metafield.ownerId)?.type ?? "").toUpperCase();
  return Object.values(context.shop.state.metafieldDefinitions).find(
    (one) => one.namespace === metafield.namespace && one.key === metafield.key && one.ownerType === ownerType,
  );
}

export function definitionView(definition: MetafieldDefinition): View {
  return {
    __typename: "MetafieldDefinition",
    id: gid("MetafieldDefinition", definition.id),
    namespace: definition.namespace,
    key: definition.key,
    name: definition.name,
    description: definition.description,
    ownerType: definition.ownerType,
    type: { name: definition.type, category: definition.type.toUpperCase() },
    access: definition.access,
    pinnedPosition: null,
    validations: [],
  };
}

/** The fields of everything that has metafields. */
export function metafieldFields(context: Context, ownerId: string): View {
  return {
    metafield: ({ namespace, key }: { namespace?: string | null; key: string }) => {
      // "namespace.key" may be written as one word where no namespace is given.
      const dotted = namespace === undefined || namespace === null ? /^(.+)\.([^.]+)$/.exec(key) : null;
      const found = context.shop.findMetafield(
        ownerId,
        storedNamespace(context, dotted?.[1] ?? namespace),
        dotted?.[2] ?? key,
      );
      return found ? metafieldView(context, found) : null;
    },
    metafields: (args: PageArgs & { namespace?: string | null; keys?: string[] | null }) => {
      const all = context.shop.listMetafields(ownerId).filter((one) => {
        if (args.namespace && one.namespace !== storedNamespace(context, args.namespace)) return false;
        return !args.keys || args.keys.some((key) => key === `${one.namespace}.${one.key}` || key === one.key);
      });
      return byId(all, args, (one) => metafieldView(context, one));
    },
  };
}
