import type { Explanation } from "../domain/explanation.ts";
import type { NextTier } from "../domain/loyalty-metafield.ts";
import type { Question } from "./answer-account.ts";
import { explainTo } from "./explanation-words.ts";
import { refuse } from "./refusals.ts";

/** What became of an order's points, and where its shopper stands now. */
export type OrderOfShopper = {
  name: string;
  points: number;
  /** The day from which all of them can be used; null: they can be now, or there are none. */
  usableFrom: string | null;
  explanation: Explanation | null;
};
export type Standing = { balance: number; pending: number; currency: string; next: NextTier | null };

/** Shopify's order names are short; what is longer, or has what PostgreSQL cannot hold, is no order's. */
export const isOrderName = (name: string): boolean => name !== "" && name.length <= 100 && !name.includes("\0");

const ID = /^(?:gid:\/\/shopify\/(?:Order|OrderIdentity)\/)?([1-9][0-9]{0,17})$/;

/**
 * What one of the shopper's orders earned and why, by its name or by Shopify's id. An order of somebody else, and one that has not been heard of
 * yet, is no order at all: the page that thanks asks a moment too early.
 */
export const readOrderForShopper: Question = async (abilities, shopper, now, { url, language }) => {
  const name = url.searchParams.get("name");
  const id = ID.exec(url.searchParams.get("id") ?? "")?.[1];
  const wanted = id === undefined ? (name === null ? null : { name }) : { id };
  if (wanted === null || (name !== null && !isOrderName(name))) return refuse("malformed");
  const found = await abilities.order(shopper, wanted, now);
  const { order, ...standing } = found;
  if (order === null) return { ok: true, body: { order, ...standing }, location: "" };
  const { explanation, ...rest } = order;
  const told = explanation === null ? { title: "", sentences: [] } : explainTo(language, order.name, explanation);
  return { ok: true, body: { order: { ...rest, ...told }, ...standing }, location: "" };
};
