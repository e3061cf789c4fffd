type Tree = { [key: string]: Tree | string };
type Host = { shopify: { i18n: object } };

/**
 * Gives the tester's host the shopper's words and English formats: by itself its `translate` returns keys, and what the shopper reads is what is
 * tested.
 */
export function speak(host: Host, words: Tree): void {
  Object.assign(host.shopify.i18n, {
    translate: (key: string, values: Record<string, string | number> = {}): string => {
      let node: Tree | string | undefined = words;
      for (const part of key.split(".")) node = typeof node === "object" ? node[part] : undefined;
      const form = typeof node === "object" ? node[values["count"] === 1 ? "one" : "other"] : node;
      if (typeof form !== "string") throw new Error(`no words for ${key}`);
      return form.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name]));
    },
    formatNumber: (value: number, options?: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat("en", options).format(value),
    formatCurrency: (value: number, options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat("en", { style: "currency", ...options }).format(value),
    formatDate: (date: Date, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat("en", options).format(date),
  });
}
