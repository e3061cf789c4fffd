import { z } from "zod";
import { userError } from "../answers.ts";
import { operation } from "../operation.ts";

const payload = z.object({ node: z.object({ id: z.string() }).nullable(), userErrors: z.array(userError) }).nullable();

/** Adds tags and leaves all others alone; adding one that is there changes nothing. */
export const tagsAddMutation = operation<{ id: string; tags: readonly string[] }>()({
  name: "TagsAdd",
  usualCost: 10,
  document: `#graphql
    mutation TagsAdd($id: ID!, $tags: [String!]!) {
      tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
    }
  `,
  answer: z.object({ tagsAdd: payload }),
});

/** Removes tags and leaves all others alone; removing one that isn't there changes nothing. */
export const tagsRemoveMutation = operation<{ id: string; tags: readonly string[] }>()({
  name: "TagsRemove",
  usualCost: 10,
  document: `#graphql
    mutation TagsRemove($id: ID!, $tags: [String!]!) {
      tagsRemove(id: $id, tags: $tags) { node { id } userErrors { field message } }
    }
  `,
  answer: z.object({ tagsRemove: payload }),
});
