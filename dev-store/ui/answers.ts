/** What a form of the owner's pages did: told on the page that it leads back to. */
import type { Request, RequestHandler, Response } from "express";
import { fieldsOf, handler, wantsJson } from "../handler.ts";
import { textOf } from "../html.ts";
import { Refusal } from "../shop/refusal.ts";
import { toUnits } from "../shop/money.ts";
import type { Store } from "../store.ts";
import { formatMoney, toCents } from "../storefront/liquid/money.ts";

type Said = { text: string; isError: boolean } | null;

/** What the last form did, from the address that it led to. */
export function saidOf(request: Request): Said {
  const { done, error } = request.query;
  if (typeof error === "string") return { text: error, isError: true };
  return typeof done === "string" ? { text: done, isError: false } : null;
}

/** Goes back to a page and tells there what happened. */
export function goBack(response: Response, path: string, said: { done: string } | { error: string }): void {
  response.redirect(303, `${path}?${new URLSearchParams(said).toString()}`);
}

/**
 * A handler for a form: runs it, then goes back with its sentence. What the shop refuses, or what is no number, is told instead; a caller
 * who wants JSON gets 200 or 422 with the sentence.
 */
export function formHandler(
  pathOf: (request: Request) => string,
  run: (request: Request, fields: Record<string, unknown>) => string,
): RequestHandler {
  return handler((request, response) => {
    try {
      const done = run(request, fieldsOf(request));
      if (wantsJson(request)) response.json({ ok: true, done });
      else goBack(response, pathOf(request), { done });
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof RangeError)) throw error;
      if (wantsJson(request)) response.status(422).json({ ok: false, error: error.message });
      else goBack(response, pathOf(request), { error: error.message });
    }
  });
}

/** A whole number of a form field; an empty field is null. */
export function wholeNumber(value: unknown, name: string): number | null {
  const text = textOf(value).trim();
  if (text === "") return null;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new RangeError(`${name} must be a whole number, not "${text}"`);
  return number;
}

/** An amount of a form field as the shop writes money; an empty field is null. */
export function amountOf(store: Store, value: unknown): string | null {
  const text = textOf(value).trim().replace(",", ".");
  if (text === "") return null;
  toUnits(text, store.shop.state.info.currency);
  return text;
}

/** An amount as the shop shows it. */
export function money(store: Store, amount: string): string {
  const { currency } = store.shop.state.info;
  return formatMoney(toCents(amount, currency), currency);
}

/** A moment in the shop's time zone. */
export function when(store: Store, moment: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: store.shop.state.info.timeZone,
  }).format(new Date(moment));
}

/** PARTIALLY_REFUNDED → partially refunded. */
export const plainWord = (status: string) => status.toLowerCase().replaceAll("_", " ");
