import { z } from "zod";
import { decimalText, userError } from "../answers.ts";
import { operation } from "../operation.ts";

/** The newest movements of an account that are looked through for one credit. */
const TRANSACTIONS_READ = 50;

/** Gives a customer store credit; the account is made with the first credit. Shopify has no key that would make a repeat harmless. */
export const storeCreditAccountCreditMutation = operation<{
  id: string;
  creditInput: { readonly creditAmount: { readonly amount: string; readonly currencyCode: string } };
}>()({
  name: "StoreCreditAccountCredit",
  usualCost: 10,
  unrepeatable: true,
  document: `#graphql
    mutation StoreCreditAccountCredit($id: ID!, $creditInput: StoreCreditAccountCreditInput!) {
      storeCreditAccountCredit(id: $id, creditInput: $creditInput) {
        storeCreditAccountTransaction { id }
        userErrors { field message code }
      }
    }
  `,
  answer: z.object({
    storeCreditAccountCredit: z
      .object({
        storeCreditAccountTransaction: z.object({ id: z.string() }).nullable(),
        userErrors: z.array(userError),
      })
      .nullable(),
  }),
});

/** A customer's newest movements of store credit. */
export const customerStoreCreditsQuery = operation<{ id: string }>()({
  name: "CustomerStoreCredits",
  usualCost: 20,
  document: `#graphql
    query CustomerStoreCredits($id: ID!) {
      customer(id: $id) {
        storeCreditAccounts(first: 5) {
          nodes {
            transactions(first: ${TRANSACTIONS_READ}, reverse: true) {
              nodes {
                amount { amount currencyCode }
                createdAt
                ... on StoreCreditAccountCreditTransaction { id }
              }
            }
          }
        }
      }
    }
  `,
  answer: z.object({
    customer: z
      .object({
        storeCreditAccounts: z.object({
          nodes: z.array(
            z.object({
              transactions: z.object({
                nodes: z.array(
                  z.object({
                    id: z.string().optional(),
                    amount: z.object({ amount: decimalText, currencyCode: z.string() }),
                    createdAt: z.string(),
                  }),
                ),
              }),
            }),
          ),
        }),
      })
      .nullable(),
  }),
});

/** Whether the shop has store credit at all: its owner switches it on. */
export const storeCreditConfigurationQuery = operation<Record<string, never>>()({
  name: "StoreCreditConfiguration",
  usualCost: 1,
  document: `#graphql
    query StoreCreditConfiguration {
      storeCreditConfiguration { storeCreditEnabled }
    }
  `,
  answer: z.object({ storeCreditConfiguration: z.object({ storeCreditEnabled: z.boolean() }) }),
});
