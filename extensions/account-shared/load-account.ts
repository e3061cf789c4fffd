import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../../app/domain/program-metafield.ts";
import { type AccountApi, askApp } from "./api.ts";

/** Shopify's own API answers this without Laurel's server: the balance shows even while that is away. */
const CUSTOMER_API = "shopify://customer-account/api/2026-07/graphql.json";
const QUERY = `query Loyalty { customer { metafield(namespace: "$app", key: "loyalty") { value } } }`;

export type Account = {
  /** null: the shopper has not been met by Laurel yet. */
  loyalty: LoyaltyMetafield | null;
  /** null: Laurel's server could not be reached, so that nothing can be exchanged now. */
  program: ProgramMetafield | null;
};

type LoyaltyAnswer = { data?: { customer?: { metafield?: { value: string } | null } | null } };

/** Reads both at once; null if Shopify itself did not answer. */
export async function loadAccount(api: AccountApi): Promise<Account | null> {
  const [loyalty, program] = await Promise.all([
    readLoyalty(),
    askApp<{ program: ProgramMetafield | null }>(api, "program"),
  ]);
  if (loyalty === undefined) return null;
  return { loyalty, program: program.ok ? program.program : null };
}

async function readLoyalty(): Promise<LoyaltyMetafield | null | undefined> {
  try {
    const response = await fetch(CUSTOMER_API, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUERY }),
    });
    const answer = (await response.json()) as LoyaltyAnswer;
    if (answer.data === undefined) return undefined;
    const value = answer.data.customer?.metafield?.value;
    return value === undefined ? null : (JSON.parse(value) as LoyaltyMetafield);
  } catch {
    return undefined;
  }
}

/** A member before the first order: nothing yet, and everything still open. */
export const NEWCOMER: LoyaltyMetafield = {
  v: 1,
  participates: true,
  balance: 0,
  worth: "0",
  pending: 0,
  reserved: 0,
  debt: 0,
  tier: null,
  card: null,
  next: null,
  keep: null,
  countedFrom: null,
  expires: null,
  codes: [],
  limited: [],
  notices: [],
  history: [],
  asOf: "",
};
