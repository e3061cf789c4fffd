import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ProgramErrorCode } from "./program.ts";
import { mergePatch } from "./program-merge.ts";
import { programOf } from "./order.fixture.ts";
import {
  DEFAULT_PROGRAM,
  findLevel,
  findReward,
  orderedLevels,
  parseProgram,
  patchProgram,
  programOfNewShop,
  requireProgram,
  thresholdOf,
} from "./program.ts";

const gold = { id: "gold", name: "Gold", threshold: "1000.00", tag: "loyalty-gold" };
const coupon = { id: "coupon", type: "amount", points: 100, value: "50.00" };
const campaign = { id: "c", multiplier: "2", from: "2026-01-01T00:00:00+01:00", until: "2026-01-31T23:59:59+01:00" };
const levels = (...list: unknown[]): unknown => ({ tiers: { levels: list } });
const rewards = (...list: unknown[]): unknown => ({ exchange: { rewards: list } });
const campaigns = (...list: unknown[]): unknown => ({ earning: { campaigns: list } });

describe("defaults", () => {
  it("are those of the scenarios", () => {
    const file: unknown = JSON.parse(readFileSync(new URL("../../scenarios/defaults.json", import.meta.url), "utf8"));
    expect(parseProgram(file)).toEqual({ ok: true, program: DEFAULT_PROGRAM });
    expect(parseProgram({})).toEqual({ ok: true, program: DEFAULT_PROGRAM });
  });

  it("fill in what a reward and a level leave out", () => {
    const program = programOf({ exchange: { rewards: [coupon] }, tiers: { levels: [gold] } });
    expect(program.exchange.rewards[0]).toEqual({
      ...coupon,
      multiples: false,
      minimumSubtotal: "0.00",
      codeDays: 90,
      tiers: [],
      customerOnly: false,
      names: {},
      image: null,
      limits: [],
      from: null,
      until: null,
      combinesWith: { order: false, product: false, shipping: true },
    });
    expect(findLevel(program, "gold")).toMatchObject({
      multiplier: "1",
      entryBonus: 0,
      perks: [],
      card: { image: null },
    });
  });

  it("suit a new shop in its own currency", () => {
    const parsed = programOfNewShop({ currency: "JPY", timeZone: "Asia/Tokyo" });
    expect(parsed).toMatchObject({ ok: true, program: { currency: "JPY", earning: { per: "1" } } });
    expect(programOfNewShop({ currency: "Taler", timeZone: "Asia/Tokyo" }).ok).toBe(false);
  });
});

describe("patches", () => {
  it("merge objects deeply, replace lists, and leave the program in force as it was", () => {
    const base = programOf({ earning: { paymentMethods: { earn: ["vipps"] } } });
    const before = structuredClone(base);
    const patched = patchProgram(base, { earning: { paymentMethods: { earn: ["klarna"] }, points: 2 } });
    expect(patched).toMatchObject({ ok: true, program: { earning: { points: 2, per: "1.00" } } });
    expect(patched.ok && patched.program.earning.paymentMethods).toEqual({
      default: "earn",
      earn: ["klarna"],
      ignore: ["gift_card", "shopify_store_credit"],
    });
    expect(base).toEqual(before);
  });

  it("replace an object whose kind changes, and merge one whose kind stays", () => {
    const age = programOf({ expiry: { kind: "age", months: 12, roundTo: "month" } });
    expect(patchProgram(age, { expiry: { months: 1 } })).toMatchObject({
      program: { expiry: { kind: "age", months: 1, roundTo: "month" } },
    });
    const quiet = patchProgram(age, { expiry: { kind: "inactivity", months: 2 } });
    expect(quiet.ok && quiet.program.expiry).toEqual({ kind: "inactivity", months: 2 });
    expect(patchProgram(age, { expiry: { kind: "inactivity" } })).toMatchObject({
      errors: [{ path: "expiry.months", code: "missing" }],
    });
  });

  it("cannot reach the prototype of anything", () => {
    const merged = mergePatch(
      { a: { b: 1 } },
      JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}'),
    );
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(parseProgram(JSON.parse('{"__proto__":{"x":1}}'))).toMatchObject({
      errors: [{ path: "__proto__", code: "unknownKey" }],
    });
  });
});

describe("equal values are equal texts", () => {
  it("money has the decimals of its currency and thresholds that count have none", () => {
    const program = programOf({
      earning: { per: "10" },
      exchange: { rewards: [{ ...coupon, value: "50", minimumSubtotal: "500" }] },
      tiers: { levels: [{ ...gold, threshold: "500" }] },
    });
    expect(program.earning.per).toBe("10.00");
    expect(program.exchange.rewards[0]).toMatchObject({ value: "50.00", minimumSubtotal: "500.00" });
    expect(program.tiers.levels[0]?.threshold).toBe("500.00");
    const percent = { id: "p", type: "percentage", points: 1, value: "10.0" };
    const decimals = programOf({
      earning: { campaigns: [{ ...campaign, multiplier: "2.50" }] },
      exchange: { rewards: [percent] },
      tiers: { levels: [{ ...gold, multiplier: "01.50" }] },
    });
    expect(decimals.earning.campaigns[0]?.multiplier).toBe("2.5");
    expect(decimals.exchange.rewards[0]).toMatchObject({ value: "10" });
    expect(decimals.tiers.levels[0]?.multiplier).toBe("1.5");
    const counted = programOf({ tiers: { metric: "orders", levels: [{ ...gold, threshold: "2.00" }] } });
    expect(counted.tiers.levels[0]?.threshold).toBe("2");
    expect(thresholdOf({ ...gold, ...counted.tiers.levels[0] } as never, counted)).toBe(2n);
  });
});

describe("campaigns and levels", () => {
  it("are ordered by threshold, then by position (rule 18)", () => {
    const list = [
      { ...gold, id: "c", tag: "c", threshold: "10000" },
      { ...gold, id: "a", tag: "a", threshold: "0" },
      { ...gold, id: "b", tag: "b", threshold: "0.00" },
      { ...gold, id: "d", tag: "d", threshold: "9000" },
    ];
    expect(orderedLevels(programOf({ tiers: { levels: list } })).map((level) => level.id)).toEqual([
      "a",
      "b",
      "d",
      "c",
    ]);
  });

  it("may have a campaign of a single moment", () => {
    expect(
      programOf({ earning: { campaigns: [{ ...campaign, until: campaign.from }] } }).earning.campaigns,
    ).toHaveLength(1);
  });

  it("may be any number, with equal and zero thresholds", () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...gold,
      id: `t${index}`,
      tag: `t${index}`,
      threshold: "0",
    }));
    expect(programOf({ tiers: { levels: many } }).tiers.levels).toHaveLength(200);
  });

  it("are found by id, and so are rewards; what is not there is null", () => {
    const program = programOf({ tiers: { levels: [gold] } });
    expect([findLevel(program, "gold")?.name, findLevel(program, "x"), findLevel(program, null)]).toEqual([
      "Gold",
      null,
      null,
    ]);
    expect([findReward(program, "nok-50")?.points, findReward(program, "x")]).toEqual([100, null]);
  });
});

type Refusal = [what: string, patch: unknown, path: string, code: ProgramErrorCode];

const REFUSALS: Refusal[] = [
  ["an unknown key at the top", { colour: "red" }, "colour", "unknownKey"],
  ["an unknown key deep down", { earning: { exclude: { brands: [] } } }, "earning.exclude.brands", "unknownKey"],
  ["an unknown key of a level", levels({ ...gold, colour: "x" }), "tiers.levels.0.colour", "unknownKey"],
  [
    "a value on a reward that has none",
    rewards({ id: "x", type: "freeShipping", points: 5, value: "1" }),
    "exchange.rewards.0.value",
    "unknownKey",
  ],
  [
    "a reward that ends before it begins",
    rewards({ ...coupon, from: "2026-02-01T00:00:00+01:00", until: "2026-01-31T23:59:59+01:00" }),
    "exchange.rewards.0.until",
    "fromAfterUntil",
  ],
  [
    "a reward that begins at no moment",
    rewards({ ...coupon, from: "2026-02-01" }),
    "exchange.rewards.0.from",
    "notMoment",
  ],
  [
    "two limits for one span",
    rewards({
      ...coupon,
      limits: [
        { times: 1, per: "day" },
        { times: 2, per: "day" },
      ],
    }),
    "exchange.rewards.0.limits.1.per",
    "duplicateSpan",
  ],
  [
    "a limit of none",
    rewards({ ...coupon, limits: [{ times: 0, per: "day" }] }),
    "exchange.rewards.0.limits.0.times",
    "tooSmall",
  ],
  [
    "a limit for a span that there isn't",
    rewards({ ...coupon, limits: [{ times: 1, per: "quarter" }] }),
    "exchange.rewards.0.limits.0.per",
    "unknownChoice",
  ],
  ["an empty name", rewards({ ...coupon, names: { en: " " } }), "exchange.rewards.0.names.en", "empty"],
  [
    "a name in no language",
    rewards({ ...coupon, names: { English: "x" } }),
    "exchange.rewards.0.names.English",
    "notLanguage",
  ],
  ["a picture that is no address", rewards({ ...coupon, image: "tote.png" }), "exchange.rewards.0.image", "notAddress"],
  ["an unknown currency", { currency: "TALER" }, "currency", "unknownCurrency"],
  ["an unknown time zone", { timeZone: "Europe/Atlantis" }, "timeZone", "unknownTimeZone"],
  ["a negative number of points", { earning: { points: -1 } }, "earning.points", "negative"],
  ["a fraction of a point", { earning: { points: 1.5 } }, "earning.points", "notInteger"],
  ["points as text", { earning: { points: "1" } }, "earning.points", "wrongType"],
  ["more points than can be", { earning: { points: 1e12 } }, "earning.points", "tooLarge"],
  ["a rate for nothing", { earning: { per: "0.00" } }, "earning.per", "notPositive"],
  ["a negative rate", { earning: { per: "-1.00" } }, "earning.per", "negative"],
  ["money with a comma", { earning: { per: "1,00" } }, "earning.per", "notDecimal"],
  ["money as a number", { earning: { per: 1 } }, "earning.per", "wrongType"],
  ["more decimals than the currency has", { earning: { per: "1.001" } }, "earning.per", "notMoney"],
  [
    "a currency without decimals and half a coin",
    { currency: "JPY", earning: { per: "0.5" } },
    "earning.per",
    "notMoney",
  ],
  ["an unknown way of rounding", { earning: { rounding: "sideways" } }, "earning.rounding", "unknownChoice"],
  ["a group set to null", { earning: null }, "earning", "wrongType"],
  ["a list set to a text", { excludeCustomers: { tags: "staff" } }, "excludeCustomers.tags", "wrongType"],
  ["a hold that never ends", { earning: { holdDays: 4000 } }, "earning.holdDays", "tooLarge"],
  [
    "a multiplier in words",
    campaigns({ ...campaign, multiplier: "double" }),
    "earning.campaigns.0.multiplier",
    "notDecimal",
  ],
  ["a negative multiplier", campaigns({ ...campaign, multiplier: "-2" }), "earning.campaigns.0.multiplier", "negative"],
  [
    "a date without offset",
    campaigns({ ...campaign, from: "2026-01-01T00:00:00" }),
    "earning.campaigns.0.from",
    "notMoment",
  ],
  [
    "a day that does not exist",
    campaigns({ ...campaign, from: "2026-02-30T00:00:00Z" }),
    "earning.campaigns.0.from",
    "notMoment",
  ],
  [
    "from after until",
    campaigns({ ...campaign, until: "2025-12-31T00:00:00+01:00" }),
    "earning.campaigns.0.until",
    "fromAfterUntil",
  ],
  [
    "a campaign without end",
    campaigns({ id: "c", multiplier: "2", from: campaign.from }),
    "earning.campaigns.0.until",
    "missing",
  ],
  ["two campaigns with one id", campaigns(campaign, campaign), "earning.campaigns.1.id", "duplicateId"],
  ["an unknown type of reward", rewards({ ...coupon, type: "money" }), "exchange.rewards.0.type", "unknownChoice"],
  ["a reward for nothing", rewards({ ...coupon, points: 0 }), "exchange.rewards.0.points", "tooSmall"],
  ["a reward of nothing", rewards({ ...coupon, value: "0" }), "exchange.rewards.0.value", "notPositive"],
  [
    "more than all",
    rewards({ ...coupon, type: "percentage", value: "101" }),
    "exchange.rewards.0.value",
    "notPercentage",
  ],
  [
    "a product without a variant",
    rewards({ id: "x", type: "product", points: 5 }),
    "exchange.rewards.0.variant",
    "missing",
  ],
  [
    "several percentages at once",
    rewards({ ...coupon, type: "percentage", value: "10", multiples: true }),
    "exchange.rewards.0.multiples",
    "multiplesOnlyOfAmounts",
  ],
  [
    "a reward for an unknown tier",
    rewards({ ...coupon, tiers: ["gold"] }),
    "exchange.rewards.0.tiers.0",
    "unknownTier",
  ],
  ["two rewards with one id", rewards(coupon, coupon), "exchange.rewards.1.id", "duplicateId"],
  ["an id with a space", rewards({ ...coupon, id: "my reward" }), "exchange.rewards.0.id", "notId"],
  ["an unknown kind of expiry", { expiry: { kind: "never" } }, "expiry.kind", "unknownChoice"],
  ["no months", { expiry: { kind: "age", months: 0 } }, "expiry.months", "tooSmall"],
  ["a window without months", { tiers: { window: { kind: "rolling" } } }, "tiers.window.months", "missing"],
  ["two tiers with one id", levels(gold, { ...gold, tag: "other" }), "tiers.levels.1.id", "duplicateId"],
  [
    "two tiers with one tag, in other capitals",
    levels(gold, { ...gold, id: "b", tag: "LOYALTY-gold" }),
    "tiers.levels.1.tag",
    "duplicateTag",
  ],
  ["two tags in one", levels({ ...gold, tag: "a,b" }), "tiers.levels.0.tag", "notTag"],
  ["an empty tag", levels({ ...gold, tag: "" }), "tiers.levels.0.tag", "empty"],
  ["a tier without a name", levels({ ...gold, name: " " }), "tiers.levels.0.name", "empty"],
  ["a threshold that is no amount", levels({ ...gold, threshold: "10.001" }), "tiers.levels.0.threshold", "notMoney"],
  [
    "half an order",
    { tiers: { metric: "orders", levels: [{ ...gold, threshold: "1.5" }] } },
    "tiers.levels.0.threshold",
    "notThreshold",
  ],
  [
    "a tag that excludes",
    { ...(levels(gold) as object), excludeCustomers: { tags: ["loyalty-gold"] } },
    "tiers.levels.0.tag",
    "tagIsExcluded",
  ],
  ["an unknown start tier", { tiers: { startTier: "gold" } }, "tiers.startTier", "unknownTier"],
  [
    "a colour that is code",
    levels({ ...gold, card: { background: "red;}" } }),
    "tiers.levels.0.card.background",
    "notColour",
  ],
  [
    "a picture that is code",
    levels({ ...gold, card: { image: "javascript:alert(1)" } }),
    "tiers.levels.0.card.image",
    "notAddress",
  ],
  ["an unknown text", { texts: { en: { title: "x" } } }, "texts.en.title", "unknownKey"],
  ["a language that is none", { texts: { English: {} } }, "texts.English", "notLanguage"],
];

describe("a document with a mistake is refused whole, with the place and the reason", () => {
  it.each(REFUSALS)("%s", (_, patch, path, code) => {
    const parsed = parseProgram(patch);
    expect(parsed.ok ? [] : parsed.errors).toEqual([expect.objectContaining({ path, code })]);
    expect(parsed.ok ? "" : parsed.errors[0]?.message).toMatch(/^(is |must |has |only |"|\w+ )/);
  });

  it.each([null, 5, "x", [], true])("what is no document: %j", (document) => {
    const expected = [expect.objectContaining({ path: "", code: "wrongType" })];
    expect(parseProgram(document)).toEqual({ ok: false, errors: expected });
  });

  it("tells all mistakes at once", () => {
    const parsed = parseProgram({ currency: "X", earning: { points: -1, rounding: "x" }, debt: "forget" });
    expect(parsed.ok ? [] : parsed.errors.map((error) => error.path)).toEqual([
      "currency",
      "earning.points",
      "earning.rounding",
      "debt",
    ]);
    const crossed = parseProgram({ earning: { per: "1.001" }, tiers: { startTier: "x", levels: [gold, gold] } });
    expect(crossed.ok ? [] : crossed.errors.map((error) => error.code)).toEqual([
      "notMoney",
      "duplicateId",
      "duplicateTag",
      "unknownTier",
    ]);
  });

  it("a published version that does not read is a fault, told with every reason", () => {
    expect(() => requireProgram({ debt: "forget", colour: 1 })).toThrow(
      /debt must be one of carry, forgive; colour is not a key/,
    );
    expect(requireProgram({})).toEqual(DEFAULT_PROGRAM);
  });
});
