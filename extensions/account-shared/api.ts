import type { StandardApi } from "@shopify/ui-extensions/customer-account";

/** What these extensions use of the `shopify` object, whatever their target. */
export type AccountApi = Pick<StandardApi, "i18n" | "localization" | "sessionToken">;

/** Set by Shopify's CLI when it bundles the extension: the address of Laurel's server. */
declare const process: { env: { APP_URL?: string } };
const APP_URL = (process.env.APP_URL ?? "").replace(/\/+$/, "");

/** What an exchange or its undoing leaves. */
export type Balance = { balance: number; worth: string; reserved: number };
export type Refusal = { ok: false; message: string | null };

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
    return answer.ok ? answer : { ok: false, message: answer.message };
  } catch {
    return { ok: false, message: null };
  }
}

/** The address of a picture that Laurel's server draws. */
export function pictureAt(path: string, parameters: Record<string, string>): string {
  return `${APP_URL}/${path}?${new URLSearchParams(parameters).toString()}`;
}
