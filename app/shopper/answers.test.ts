import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { answerRefused, askedOf } from "./answers.ts";
import { REFUSAL_STATUS, type RefusalReason } from "./refusals.ts";
import { wordsFor } from "./words.ts";

// Broken if a script could not tell one refusal from another, or a shopper read it in another language than the page's.
const REASONS = Object.keys(REFUSAL_STATUS) as RefusalReason[];
const asked = (accept: string, locale: string) =>
  askedOf(new Request("http://app/proxy/exchange", { headers: { accept } }), { locale }, "/pages/a?b=<c>");

describe("a refusal", () => {
  it.each(["en", "nb", "sv", "da", "de", "nl", "fr", "es"])(
    "in %s is problem details (RFC 9457) for a script and the same sentence on a page, whatever the reason",
    async (locale) => {
      const { refusals, back } = wordsFor(locale, null).words;
      for (const reason of REASONS) {
        const [title, status] = [refusals[reason], REFUSAL_STATUS[reason]];
        const told = answerRefused(asked("application/json", locale), reason);
        expect([told.status, told.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
        expect(await told.json()).toEqual({
          ...{ type: `urn:laurel:${reason}`, title, status },
          ...{ ok: false, reason, message: title },
        });
        const shown = answerRefused(asked("text/html", locale), reason);
        expect([shown.status, shown.headers.get("cache-control")]).toEqual([status, "no-store"]);
        const { document } = new JSDOM(await shown.text()).window;
        expect([document.documentElement.lang, document.querySelector("p")?.textContent]).toEqual([locale, title]);
        const link = document.querySelector("a");
        expect([link?.textContent, link?.getAttribute("href")]).toEqual([back, "/pages/a?b=<c>"]);
      }
    },
  );
});
