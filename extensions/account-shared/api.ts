import type { StandardApi as AccountPageApi } from "@shopify/ui-extensions/customer-account";
import type { NextTier } from "../../app/domain/loyalty-metafield.ts";

/** What these extensions use of the `shopify` object, whatever their target: pages of the account and of the checkout. */
export type AccountApi = Pick<AccountPageApi, "i18n" | "sessionToken"> & {
  localization: { language: { value: { isoCode: string } } };
};

/** Set by Shopify's CLI when it bundles the extension: the address of Laurel's server. */
declare const process: { env: { APP_URL?: string } };
const APP_URL = (process.env.APP_URL ?? "").replace(/\/+$/, "");

/** What an exchange or its undoing leaves. */
export type Balance = { balance: number; worth: string; reserved: number };
export type Refusal = { ok: false; message: string | null; reason: string | null };

export type Sentence = { text: string; details: Sentence[] };
/** What one of the shopper's orders earned; null while it is not known. */
export type OrderAnswer = {
  order: { name: string; points: number; usableFrom: string | null; title: string; sentences: Sentence[] } | null;
  balance: number;
  pending: number;
  currency: string;
  next: NextTier | null;
};

/**
 * Asks Laurel's server. The session token says who asks: Shopify signs it, and it lives for minutes. A refusal brings its own
 * words, in the shopper's language; `message` is null where nothing was heard.
 */
export async function askApp<Answer extends object>(
  api: AccountApi,
  path: string,
  body?: Record<string, string>,
): Promise<({ ok: true } & Answer) | Refusal> {
  try {
    const locale = api.localization.language.value.isoCode;
    const headers = { accept: "application/json", authorization: `Bearer ${await api.sessionToken.get()}` };
    const response = await fetch(
      `${APP_URL}/api/account/${path}`,
      body === undefined
        ? { headers }
        : {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify({ ...body, locale }),
          },
    );
    const answer = (await response.json()) as ({ ok: true } & Answer) | Refusal;
    return answer.ok ? answer : { ok: false, message: answer.message, reason: answer.reason };
  } catch {
    return { ok: false, message: null, reason: null };
  }
}

/** Asks about an order of the shopper's, by its name or by Shopify's id; its sentences come in the page's language. */
export function askAboutOrder(
  api: AccountApi,
  order: { name: string } | { id: string },
): Promise<({ ok: true } & OrderAnswer) | Refusal> {
  const query = new URLSearchParams({ ...order, locale: api.localization.language.value.isoCode });
  return askApp<OrderAnswer>(api, `order?${query.toString()}`);
}

/** The address of what stands on Laurel's server at a path. */
export function addressOf(path: string): string {
  return `${APP_URL}${path}`;
}

/** The address of a picture that Laurel's server draws. */
export function pictureAt(path: string, parameters: Record<string, string>): string {
  return `${APP_URL}/${path}?${new URLSearchParams(parameters).toString()}`;
}
