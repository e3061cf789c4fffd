/** A browser for tests: keeps cookies, follows no redirect. */

export class Browser {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.#base = base;
  }

  /** Any request; the answer's cookies are kept. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) headers.set("cookie", [...this.#cookies].map((pair) => pair.join("=")).join("; "));
    if (!headers.has("accept")) headers.set("accept", "text/html");
    headers.set("accept-language", "en");
    const response = await fetch(new URL(path, this.#base), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      this.#cookies.set(name, value);
    }
    return response;
  }

  get(path: string): Promise<Response> {
    return this.request(path);
  }

  /** What a path answers as JSON. */
  async json<Value>(path: string): Promise<Value> {
    return (await (await this.request(path, { headers: { accept: "application/json" } })).json()) as Value;
  }

  /** Sends a form. */
  post(path: string, fields: Record<string, string>, accept = "text/html"): Promise<Response> {
    return this.request(path, { method: "POST", body: new URLSearchParams(fields), headers: { accept } });
  }

  postJson(path: string, value: unknown): Promise<Response> {
    const headers = { "content-type": "application/json", accept: "application/json" };
    return this.request(path, { method: "POST", body: JSON.stringify(value), headers });
  }
}
