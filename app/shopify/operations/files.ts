import { z } from "zod";
import { userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** Asks for a place to which a picture can be sent. */
export const stagedUploadsCreateMutation = operation<{
  input: readonly {
    readonly filename: string;
    readonly mimeType: string;
    readonly fileSize: string;
    readonly resource: "IMAGE";
    readonly httpMethod: "PUT";
  }[];
}>()({
  name: "StagedUploadsCreate",
  usualCost: 10,
  document: `#graphql
    mutation StagedUploadsCreate($input: [StagedUploadInput!]!) {
      stagedUploadsCreate(input: $input) {
        stagedTargets { url resourceUrl parameters { name value } }
        userErrors { field message }
      }
    }
  `,
  answer: z.object({
    stagedUploadsCreate: z
      .object({
        stagedTargets: z
          .array(
            z.object({
              url: z.string().nullable(),
              resourceUrl: z.string().nullable(),
              parameters: z.array(z.object({ name: z.string(), value: z.string() })),
            }),
          )
          .nullable(),
        userErrors: z.array(userError),
      })
      .nullable(),
  }),
});

/** Makes a file of the shop out of what was sent. */
export const fileCreateMutation = operation<{
  files: readonly { readonly originalSource: string; readonly alt: string; readonly contentType: "IMAGE" }[];
}>()({
  name: "FileCreate",
  usualCost: 20,
  document: `#graphql
    mutation FileCreate($files: [FileCreateInput!]!) {
      fileCreate(files: $files) {
        files { id fileStatus }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({
    fileCreate: z
      .object({
        files: z.array(z.object({ id: z.string(), fileStatus: z.string() })).nullable(),
        userErrors: z.array(userError),
      })
      .nullable(),
  }),
});

/** How far Shopify has come with a picture, and its address once it is there. */
export const mediaImageQuery = operation<{ id: string }>()({
  name: "MediaImageById",
  usualCost: 5,
  document: `#graphql
    query MediaImageById($id: ID!) {
      node(id: $id) { ... on MediaImage { fileStatus image { url } } }
    }
  `,
  answer: z.object({
    node: z.object({ fileStatus: z.string().optional(), image: z.object({ url: z.string() }).nullish() }).nullable(),
  }),
});
