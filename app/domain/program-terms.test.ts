import { describe, expect, it } from "vitest";
import { programOf } from "./order.fixture.ts";
import { programTerms } from "./program-terms.ts";
import type { TermsPart, TermsReader } from "./program-terms.ts";

// Broken if the terms promised what the rules don't keep, or kept silent about what they do.

/** A reader of sentences by their keys: `key(param=value, …)`. */
const reader: TermsReader = {
  language: "nb-NO",
  number: (decimal) => `#${decimal}`,
  money: (amount, currency) => `${amount} ${currency}`,
  list: (names) => names.join("+"),
  say: (key, params = {}) => {
    const shown = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
    return shown.length === 0 ? key : `${key}(${shown.join(", ")})`;
  },
};

const terms = (patch: object = {}): TermsPart[] => programTerms(programOf(patch), reader);

function part(patch: object, heading: string): TermsPart {
  const found = terms(patch).find((one) => one.heading === `heading.${heading}`);
  if (!found) throw new Error(`the terms have no part ${heading}`);
  return found;
}

const earning = (patch: object): string[] => part({ earning: patch }, "earning").sentences;
const headings = (patch: object): string[] => terms(patch).map((one) => one.heading.replace("heading.", ""));
const coupon = { id: "coupon", type: "amount", points: 100, value: "50.00" };
const gold = { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" };

describe("the terms of a program", () => {
  it("have a part for each thing that it has", () => {
    expect(headings({ exchange: { rewards: [] } })).toEqual(["earning", "expiry", "returns"]);
    expect(headings({ exchange: { rewards: [coupon] }, tiers: { levels: [gold] } })).toEqual([
      "earning",
      "using",
      "expiry",
      "tiers",
      "returns",
    ]);
  });
});

describe("of earning they say", () => {
  it("the rate, whether tax and shipping count, what does not earn, and when points come", () => {
    expect(earning({})).toEqual([
      "rate(count=1, points=#1, amount=1.00 NOK)",
      "tax.not",
      "shipping.not",
      "methods.ignored(list=method.giftCard+method.storeCredit)",
      "when.paid",
    ]);
  });

  it("whole steps, other taxes and shipping, days of waiting, and another moment", () => {
    const patch = {
      ...{ points: 5, per: "100", wholeStepsOnly: true, includeTax: true, includeShipping: true },
      ...{ awardWhen: "fulfilled", holdDays: 14 },
    };
    expect(earning({ ...patch, paymentMethods: { ignore: [] } })).toEqual([
      "rate(count=5, points=#5, amount=100.00 NOK)",
      "wholeSteps(amount=100.00 NOK)",
      "tax.counts",
      "shipping.counts",
      "when.fulfilled",
      "hold(count=14)",
    ]);
  });

  it("each bonus that gives something", () => {
    const given = earning({ bonuses: { joining: 5, firstOrder: 0, birthday: 1 } }).filter((one) => /^bonus/.test(one));
    expect(given).toEqual(["bonus.joining(count=5, points=#5)", "bonus.birthday(count=1, points=#1)"]);
    expect(earning({ bonuses: { firstOrder: 7 } })).toContain("bonus.firstOrder(count=7, points=#7)");
  });

  it.each([
    [{ onSale: true }, ["exclude.onSale"]],
    [{ vendors: ["Acme", "Bolt"] }, ["exclude.vendors(list=Acme+Bolt)"]],
    [{ products: ["tea"] }, ["exclude.others"]],
    [{ collections: ["tea"] }, ["exclude.others"]],
    [{ productTags: ["tea"] }, ["exclude.others"]],
    [{}, []],
  ])("what is left out: %j", (exclude, said) => {
    expect(earning({ exclude }).filter((one) => one.startsWith("exclude"))).toEqual(said);
  });

  it.each([
    [{ ignore: [] }, []],
    [{ ignore: ["manual", "vipps"] }, ["methods.ignored(list=method.manual+vipps)"]],
    [{ default: "ignore", earn: ["vipps", "manual"], ignore: ["manual"] }, ["methods.only(list=vipps)"]],
    [{ default: "ignore", earn: ["manual"], ignore: ["manual"] }, ["methods.none"]],
    [{ default: "ignore", earn: [], ignore: [] }, ["methods.none"]],
  ])("which payment methods earn: %j", (paymentMethods, said) => {
    expect(earning({ paymentMethods }).filter((one) => one.startsWith("methods"))).toEqual(said);
  });
});

describe("of rewards they say", () => {
  const using = (exchange: object, rest: object = {}): TermsPart => part({ ...rest, exchange }, "using");

  it("from how many points on, and that a code is for one order", () => {
    expect(using({ rewards: [coupon] }).sentences).toEqual(["code.once"]);
    expect(using({ rewards: [coupon], minimumPoints: 200 }).sentences).toEqual([
      "minimum(count=200, points=#200)",
      "code.once",
    ]);
  });

  it("nothing of codes where all is given as store credit", () => {
    const credit = { id: "credit", type: "storeCredit", points: 100, value: "50.00" };
    expect(using({ rewards: [credit] })).toEqual({
      heading: "heading.using",
      sentences: [],
      list: ["reward.line(count=100, points=#100, reward=reward.storeCredit(value=50.00 NOK))"],
    });
    expect(using({ rewards: [credit, coupon] }).sentences).toEqual(["code.once"]);
  });

  it.each([
    [{ value: "50" }, "reward.amount(value=50.00 NOK)"],
    [{ type: "percentage", value: "10" }, "reward.percentage(value=#10)"],
    [{ type: "freeShipping" }, "reward.freeShipping"],
    [{ type: "product", variant: "tote" }, "reward.product"],
    [{ names: { nb: "En femtilapp" } }, "En femtilapp"],
    [{ names: { "nb-NO": "Norsk", nb: "En femtilapp" } }, "Norsk"],
    [{ names: { en: "A fifty", de: "Ein Fünfziger" } }, "A fifty"],
    [{ names: { de: "Ein Fünfziger" } }, "Ein Fünfziger"],
  ])("what one with %j gives", (more, said) => {
    const base = { id: "one", type: "amount", points: 100, ...("type" in more ? {} : { value: "50.00" }) };
    expect(using({ rewards: [{ ...base, ...more }] }).list).toEqual([
      `reward.line(count=100, points=#100, reward=${said}) (reward.days(count=90))`,
    ]);
  });

  it("from which order on, for which tiers, and for how long", () => {
    const reward = { ...coupon, minimumSubtotal: "300.00", tiers: ["gold", "silver"], codeDays: 30 };
    const levels = [gold, { ...gold, id: "silver", name: "Silver", tag: "silver" }];
    expect(using({ rewards: [reward] }, { tiers: { levels } }).list).toEqual([
      "reward.line(count=100, points=#100, reward=reward.amount(value=50.00 NOK)) " +
        "(reward.minimumSubtotal(amount=300.00 NOK); reward.tiers(list=Gold+Silver); reward.days(count=30))",
    ]);
  });
});

describe("of the end of points they say", () => {
  it.each([
    [{ kind: "none" }, "expiry.none"],
    [{ kind: "age", months: 12, roundTo: "month" }, "expiry.age.month(count=12)"],
    [{ kind: "age", months: 1, roundTo: "day" }, "expiry.age.day(count=1)"],
    [{ kind: "inactivity", months: 6 }, "expiry.inactivity(count=6)"],
  ])("%j", (expiry, said) => {
    expect(part({ expiry }, "expiry").sentences).toEqual([said]);
  });
});

describe("of tiers they say", () => {
  const tiers = (patch: object): TermsPart => part({ tiers: { levels: [gold], ...patch } }, "tiers");

  it.each([
    [{ window: { kind: "lifetime" } }, ["tiers.window.lifetime"]],
    [{ window: { kind: "rolling", months: 12 } }, ["tiers.window.rolling(count=12)"]],
    [{ window: { kind: "calendarYear" }, graceDays: 30 }, ["tiers.window.calendarYear", "tier.grace(count=30)"]],
    [{ window: { kind: "membership", months: 12 }, graceDays: 30 }, ["tiers.window.membership(count=12)"]],
  ])("what counts: %j", (patch, said) => {
    expect(tiers(patch).sentences).toEqual(said);
  });

  it("each from the lowest, with what it takes and what it brings", () => {
    const levels = [
      {
        ...{ ...gold, multiplier: "1.50", entryBonus: 200, perks: ["Early sale"] },
        discount: { type: "percentage", value: "10", minimumSubtotal: "500.00" },
      },
      { ...gold, id: "all", name: "All", tag: "all", threshold: "0", discount: { type: "freeShipping" } },
      { ...gold, id: "plain", name: "Plain", tag: "plain", threshold: "10" },
    ];
    expect(tiers({ levels }).list).toEqual([
      "tier.line(name=All, threshold=tier.everybody) (tier.freeShipping)",
      "tier.line(name=Plain, threshold=tier.from.spend(amount=10.00 NOK, count=10))",
      "tier.line(name=Gold, threshold=tier.from.spend(amount=1000.00 NOK, count=1000)) " +
        "(tier.multiplier(times=#1.5); tier.bonus(count=200, points=#200); " +
        "tier.percentage(value=#10) reward.minimumSubtotal(amount=500.00 NOK); Early sale)",
    ]);
  });

  it.each(["orders", "points"])("a threshold of %s as a number", (metric) => {
    const { list } = tiers({ metric, levels: [{ ...gold, threshold: "5" }] });
    expect(list).toEqual([`tier.line(name=Gold, threshold=tier.from.${metric}(amount=#5, count=5))`]);
  });
});

describe("of returns they say", () => {
  const returns = (patch: object): string[] => part(patch, "returns").sentences;

  it("what happens to points that were earned, to debt, to points that were spent, and to the tier", () => {
    expect(returns({ exchange: { rewards: [] }, debt: "forgive" })).toEqual(["returns.earned", "returns.debt.forgive"]);
    const patch = { exchange: { rewards: [coupon], returnSpentPoints: "fullRefundOnly" }, tiers: { levels: [gold] } };
    expect(returns({ ...patch, tiers: { levels: [gold], onRefund: "immediately" } })).toEqual([
      "returns.earned",
      "returns.debt.carry",
      "returns.spent.fullRefundOnly",
      "returns.tier.immediately",
    ]);
    expect(returns({ ...patch, tiers: { levels: [gold], onRefund: "nextReview" } })).toHaveLength(3);
    expect(returns({ exchange: { rewards: [] }, tiers: { levels: [], onRefund: "immediately" } })).toHaveLength(2);
  });
});
