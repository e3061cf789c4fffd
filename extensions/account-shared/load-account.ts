import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../../app/domain/program-metafield.ts";
import { type AccountApi, askApp } from "./api.ts";

/** Shopify's own API answers this without Laurel's server: balance and rewards show even while that is away. */
const CUSTOMER_API = "shopify://customer-account/api/2026-07/graphql.json";
const QUERY = `query Loyalty {
  customer { metafield(namespace: "$app", key: "loyalty") { value } }
  shop { url metafield(namespace: "$app", key: "program") { value } }
}`;

export type Account = {
  /** null: the shopper has not been met by Laurel yet. */
  loyalty: LoyaltyMetafield | null;
  /** null: neither Shopify nor Laurel's server could say what points buy, so that nothing can be exchanged now. */
  program: ProgramMetafield | null;
  /** The address of the online store, where the cart is; null where Shopify does not say. */
  storeUrl: string | null;
};

type Owner = { metafield?: { value: string } | null };
type ShopifyAnswer = { data?: { customer?: Owner | null; shop?: (Owner & { url?: string }) | null } };

/**
 * Reads both from Shopify; null if Shopify itself did not answer. Where Shopify has no program to show (it is written a moment after it is
 * published), Laurel's server is asked.
 */
export async function loadAccount(api: AccountApi): Promise<Account | null> {
  const account = await readFromShopify();
  if (account === null || account.program !== null) return account;
  const answer = await askApp<{ program: ProgramMetafield | null }>(api, "program");
  return { ...account, program: answer.ok ? answer.program : null };
}

async function readFromShopify(): Promise<Account | null> {
  try {
    const response = await fetch(CUSTOMER_API, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUERY }),
    });
    const { data } = (await response.json()) as ShopifyAnswer;
    if (data === undefined) return null;
    return {
      loyalty: valueOf(data.customer) as LoyaltyMetafield | null,
      program: valueOf(data.shop) as ProgramMetafield | null,
      storeUrl: data.shop?.url ?? null,
    };
  } catch {
    return null;
  }
}

function valueOf(owner: Owner | null | undefined): unknown {
  const value = owner?.metafield?.value;
  return value === undefined ? null : JSON.parse(value);
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
