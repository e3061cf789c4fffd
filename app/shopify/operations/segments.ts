import { z } from "zod";
import { pageInfo, userError } from "../answers.ts";
import { operation } from "../operation.ts";

const written = z
  .object({ segment: z.object({ id: z.string() }).nullable(), userErrors: z.array(userError) })
  .nullable();

/** Makes a segment; its name must be new in the shop. */
export const segmentCreateMutation = operation<{ name: string; query: string }>()({
  name: "SegmentCreate",
  usualCost: 10,
  document: `#graphql
    mutation SegmentCreate($name: String!, $query: String!) {
      segmentCreate(name: $name, query: $query) {
        segment { id }
        userErrors { field message }
      }
    }
  `,
  answer: z.object({ segmentCreate: written }),
});

export const segmentUpdateMutation = operation<{ id: string; name: string; query: string }>()({
  name: "SegmentUpdate",
  usualCost: 10,
  document: `#graphql
    mutation SegmentUpdate($id: ID!, $name: String!, $query: String!) {
      segmentUpdate(id: $id, name: $name, query: $query) {
        segment { id }
        userErrors { field message }
      }
    }
  `,
  answer: z.object({ segmentUpdate: written }),
});

export const segmentDeleteMutation = operation<{ id: string }>()({
  name: "SegmentDelete",
  usualCost: 10,
  document: `#graphql
    mutation SegmentDelete($id: ID!) {
      segmentDelete(id: $id) {
        deletedSegmentId
        userErrors { field message }
      }
    }
  `,
  answer: z.object({ segmentDelete: z.object({ userErrors: z.array(userError) }).nullable() }),
});

/** One page of the shop's segments: the look-up after an unknown outcome. */
export const segmentsQuery = operation<{ after: string | null }>()({
  name: "Segments",
  usualCost: 10,
  document: `#graphql
    query Segments($after: String) {
      segments(first: 250, after: $after) {
        nodes { id name query }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  answer: z.object({
    segments: z.object({
      nodes: z.array(z.object({ id: z.string(), name: z.string(), query: z.string() })),
      pageInfo,
    }),
  }),
});
