import { nextId } from "../../shop/state.ts";
import { deleteMetafield, setMetafields } from "../../shop/metafields.ts";
import { Refusal } from "../../shop/refusal.ts";
import type { MetafieldDefinition } from "../../shop/types.ts";
import { attempt, readId, storedNamespace, type Context, type View } from "../answers.ts";
import { definitionView, metafieldView } from "../views/metafields.ts";

export type MetafieldArgs = {
  namespace?: string | null;
  key?: string | null;
  type?: string | null;
  value?: string | null;
};
type SetArgs = MetafieldArgs & { ownerId: string; key: string; value: string; compareDigest?: string | null };

/** Shopify's limit for one call. */
const MOST_METAFIELDS = 25;

/** Metafields that are given with their owner. */
export function writeMetafields(
  context: Context,
  ownerId: string,
  metafields: MetafieldArgs[] | null | undefined,
): void {
  if (!metafields || metafields.length === 0) return;
  setMetafields(
    context.shop,
    metafields.map((one) => ({
      ownerId,
      namespace: storedNamespace(context, one.namespace),
      key: one.key ?? "",
      type: one.type ?? null,
      value: one.value ?? "",
    })),
  );
}

type DefinitionArgs = {
  key: string;
  name: string;
  namespace?: string | null;
  ownerType: string;
  type: string;
  description?: string | null;
  access?: { admin?: string | null; storefront?: string | null; customerAccount?: string | null } | null;
};

function createDefinition(context: Context, input: DefinitionArgs): MetafieldDefinition {
  const { state } = context.shop;
  const namespace = storedNamespace(context, input.namespace);
  const taken = Object.values(state.metafieldDefinitions).some(
    (one) => one.namespace === namespace && one.key === input.key && one.ownerType === input.ownerType,
  );
  if (taken) throw new Refusal("TAKEN", ["definition", "key"], "Key is in use for this owner type on the namespace.");
  const definition: MetafieldDefinition = {
    id: nextId(state),
    ownerType: input.ownerType,
    namespace,
    key: input.key,
    type: input.type,
    name: input.name,
    description: input.description ?? null,
    access: {
      admin: input.access?.admin ?? "PUBLIC_READ_WRITE",
      storefront: input.access?.storefront ?? "NONE",
      customerAccount: input.access?.customerAccount ?? "NONE",
    },
  };
  state.metafieldDefinitions[definition.id] = definition;
  context.shop.announceJobs();
  return definition;
}

export const metafieldMutations = {
  metafieldsSet: ({ metafields }: { metafields: SetArgs[] }, context: Context): View =>
    attempt(
      () => {
        if (metafields.length > MOST_METAFIELDS) {
          throw new Refusal(
            "TOO_MANY",
            ["metafields", "0"],
            `Exceeded the maximum metafields input limit of ${MOST_METAFIELDS}.`,
          );
        }
        for (const one of metafields) readId(one.ownerId);
        const written = setMetafields(
          context.shop,
          metafields.map((one) => ({ ...one, namespace: storedNamespace(context, one.namespace) })),
        );
        context.shop.announceJobs();
        return { metafields: written.map((one) => metafieldView(context, one)) };
      },
      { element: true },
    ),
  metafieldsDelete: (
    { metafields }: { metafields: { ownerId: string; namespace: string; key: string }[] },
    context: Context,
  ): View =>
    attempt(() => ({
      deletedMetafields: metafields.map(({ ownerId, namespace, key }) => {
        const stored = storedNamespace(context, namespace);
        return deleteMetafield(context.shop, ownerId, stored, key) ? { ownerId, namespace: stored, key } : null;
      }),
    })),
  metafieldDefinitionCreate: ({ definition }: { definition: DefinitionArgs }, context: Context): View =>
    attempt(() => ({ createdDefinition: definitionView(createDefinition(context, definition)) })),
};
