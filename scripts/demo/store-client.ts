import type { RunningStore } from "./store.ts";

/** Shopify's libraries turn robots away (410): whoever plays a person says that it is a browser. */
const BROWSER = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
export const OWNER_TOKEN = "dev-store-owner";
const API_PATH = "/admin/api/2026-10/graphql.json";

type Address = Pick<RunningStore, "storeUrl">;

/** One call of the console's JSON interface; throws with the store's own sentence. */
export async function callConsole(store: Address, path: string, body: object = {}): Promise<unknown> {
  const response = await fetch(`${store.storeUrl}/_dev/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The dev store refused ${path} (${response.status}): ${text.slice(0, 500)}`);
  return text === "" ? null : JSON.parse(text);
}

/** One call of the Admin API with the owner's own token; top-level errors throw, user errors are for the caller. */
export async function askAsOwner<T>(store: Address, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${store.storeUrl}${API_PATH}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": OWNER_TOKEN },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: T; errors?: unknown };
  if (answer.errors !== undefined || answer.data === undefined) {
    throw new Error(`The Admin API refused: ${JSON.stringify(answer.errors)}`);
  }
  return answer.data;
}

/** A shopper's browser as far as cookies go. */
export class Shopper {
  readonly #store: Address;
  readonly #cookies = new Map<string, string>();

  constructor(store: Address) {
    this.#store = store;
  }

  async logIn(email: string): Promise<void> {
    const response = await this.post("/account/login", { email });
    if (response.status >= 400) throw new Error(`${email} cannot log in (${response.status}).`);
  }

  /** Sends a form; redirects are not followed, so that the caller sees where they lead. */
  async post(path: string, form: Record<string, string>, accept = "text/html"): Promise<Response> {
    return this.#send(path, { method: "POST", body: new URLSearchParams(form), headers: { accept } });
  }

  async get(path: string, accept = "text/html"): Promise<Response> {
    return this.#send(path, { headers: { accept } });
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("user-agent", BROWSER);
    headers.set("origin", this.#store.storeUrl);
    headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, this.#store.storeUrl), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=", 2);
      this.#cookies.set(name.trim(), value);
    }
    return response;
  }
}
