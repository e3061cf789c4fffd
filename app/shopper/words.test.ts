import { describe, expect, it } from "vitest";
import { REFUSAL_STATUS } from "./refusals.ts";
import { wordsFor } from "./words.ts";

// Broken if a shopper were refused without a reason, or in a language that the page around it does not speak.
describe("wordsFor", () => {
  it.each([
    ["nb", null, "nb"],
    ["nn-NO", null, "nb"],
    ["de-CH", "en", "de"],
    ["pt-BR", "fr;q=0.9, en", "fr"],
    ["xx", "constructor, toString", "en"],
    [undefined, null, "en"],
  ])("for a page in %s and a browser with %s speaks %s", (locale, accepted, language) => {
    expect(wordsFor(locale, accepted).language).toBe(language);
  });

  it.each(["en", "nb", "sv", "da", "de", "nl", "fr", "es"])(
    "has a sentence in %s for every refusal, and no other",
    (language) => {
      const { refusals } = wordsFor(language, null).words;
      expect(Object.keys(refusals).toSorted()).toEqual(Object.keys(REFUSAL_STATUS).toSorted());
      for (const sentence of Object.values(refusals)) expect(sentence).toMatch(/^.{10,}[.!]$/u);
    },
  );
});
