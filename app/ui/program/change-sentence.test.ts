import { describe, expect, it } from "vitest";
import { diffPrograms } from "../../domain/program-diff.ts";
import { DEFAULT_PROGRAM, patchProgram, type Program } from "../../domain/program.ts";
import { LANGUAGES, type Language } from "../../locales/languages.ts";
import { translations } from "../../locales/translations.ts";
import { createFormat, languageNames } from "../format.ts";
import { sentenceOf } from "./change-sentence.ts";

// What would be broken in a shop: a merchant would publish a change that the review names wrongly, or only by a technical path.

const BRONZE = { id: "bronze", name: "Bronze", threshold: "0", tag: "loyalty-bronze" };
const GOLD = { id: "gold", name: "Gold", threshold: "10000", tag: "loyalty-gold" };
const CAMPAIGN = {
  id: "summer",
  name: "Summer",
  multiplier: "2",
  from: "2026-06-01T00:00:00Z",
  until: "2026-06-30T00:00:00Z",
};

function patched(patch: unknown, base: Program = DEFAULT_PROGRAM): Program {
  const parsed = patchProgram(base, patch);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.program;
}

const before = patched({
  tiers: { levels: [BRONZE, GOLD] },
  earning: { campaigns: [CAMPAIGN] },
  expiry: { kind: "age", months: 12 },
});

function sentences(after: Program, language: Language = "en"): string[] {
  const { t, exists } = translations(language);
  const format = createFormat(language, { currency: "NOK", timeZone: "Europe/Oslo" });
  const words = { t, exists: (key: string) => exists(key), format, nameOf: languageNames(language), before, after };
  return diffPrograms(before, after).map((change) => sentenceOf(change, words));
}

const reward = (patch: object): object => ({
  exchange: { rewards: [{ ...DEFAULT_PROGRAM.exchange.rewards[0], ...patch }] },
});

describe("what publishing changes, in sentences", () => {
  it.each([
    [{ earning: { points: 2 } }, "Points earned: from 1 to 2."],
    [
      { earning: { campaigns: [{ ...CAMPAIGN, until: "2026-07-01T00:00:00Z" }] } },
      "Campaign “Summer”, end: from 30 Jun 2026, 02:00 to 1 Jul 2026, 02:00.",
    ],
    [{ earning: { per: "10.00" } }, "Amount for which points are earned: from NOK 1.00 to NOK 10.00."],
    [{ earning: { includeTax: true } }, "Tax earns points: from no to yes."],
    [{ debt: "forgive" }, "Points that a refund takes beyond the balance: from paid by later points to written off."],
    [{ expiry: { kind: "none" } }, "Expiry: from by age to never."],
    [{ excludeCustomers: { tags: ["staff"] } }, "Customers who take no part: from nothing to staff."],
    [{ texts: { nb: { terms: "Vilkår" } } }, "New wording: Texts in Norwegian Bokmål."],
    [{ tiers: { levels: [BRONZE] } }, "Tier “Gold” is removed."],
    [
      { tiers: { levels: [BRONZE, { ...GOLD, threshold: "9000" }] } },
      "Tier “Gold”, threshold: from NOK 10,000.00 to NOK 9,000.00.",
    ],
    [{ tiers: { levels: [GOLD, BRONZE] } }, "The order of tiers changes."],
    [{ exchange: { rewards: [] } }, "Reward “nok-50” is removed."],
    [reward({ names: { nb: "Kaffe" } }), "Reward “nok-50”, name in nb: from nothing to Kaffe."],
    [
      reward({
        limits: [
          { times: 1, per: "month" },
          { times: 5, per: "ever" },
        ],
      }),
      "Reward “nok-50”, how often: from nothing to once a month, 5 times.",
    ],
    [
      reward({ until: "2026-01-31T23:59:59+01:00" }),
      "Reward “nok-50”, last moment: from nothing to 31 Jan 2026, 23:59.",
    ],
  ])("%j: %s", (patch, sentence) => {
    expect(sentences(patched(patch, before)).map(plain)).toEqual([sentence]);
  });

  it("names a tier that is new", () => {
    const platinum = { id: "platinum", name: "Platinum", threshold: "20000", tag: "loyalty-platinum" };
    expect(sentences(patched({ tiers: { levels: [BRONZE, GOLD, platinum] } }, before))).toEqual([
      "Tier “Platinum” is added.",
    ]);
  });

  it.each(LANGUAGES)("has a name in %s for every place of a program", (language) => {
    const { exists } = translations(language);
    const places = new Set(pathsOf({ ...before, texts: {} }).map((path) => path.replaceAll(".", "_")));
    const unnamed = [...places].filter((place) => !place.endsWith("_id") && !exists(`program:field.${place}`));
    // The kind of expiry and of the window changes with the whole object, which has a name of its own.
    expect(unnamed).toEqual(["expiry_kind", "tiers_window_kind", "texts"]);
  });
});

/** Intl separates amounts from currencies by a space that doesn't break. */
function plain(sentence: string): string {
  return sentence.replace(/\u00a0/g, " ");
}

/** Every path of a value; items of a list of objects share theirs. */
function pathsOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value) && value.some((item) => typeof item === "object")) {
    return value.flatMap((item) => pathsOf(item, path));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  const entries = Object.entries(value);
  return entries.length === 0
    ? [path]
    : entries.flatMap(([key, inner]) => pathsOf(inner, path === "" ? key : `${path}.${key}`));
}
