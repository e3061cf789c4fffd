import { describe, expect, it } from "vitest";
import type { OrderGiven } from "./order.fixture.ts";
import { earnedAt, orderTarget } from "./earning.ts";
import { orderOf, programOf } from "./order.fixture.ts";
import { formatRational } from "./rational.ts";

type Ask = { tier?: string | null; takesPart?: boolean; exchangeRate?: string };

function target(given: OrderGiven, patch: unknown = {}, ask: Ask = {}) {
  return orderTarget({ order: orderOf(given), program: programOf(patch), version: 3, tier: null, ...ask });
}
const points = (given: OrderGiven, patch: unknown = {}, ask: Ask = {}): bigint => target(given, patch, ask).points;
const earning = (patch: unknown): unknown => ({ earning: patch });
const always = { from: "2026-01-01T00:00:00+01:00", until: "2026-01-31T23:59:59+01:00" };

describe("rule 2: what lines are worth", () => {
  it("counts what is left after every discount", () => {
    expect(points({ lines: [{ price: "300.00", discount: "50.00", codeDiscount: "50.00" }] })).toBe(200n);
  });

  it("leaves tax out, whether the price contains it or not", () => {
    expect(points({ lines: [{ price: "125.00", tax: "25.00" }], taxesIncluded: true })).toBe(100n);
    expect(points({ lines: [{ price: "100.00", tax: "25.00" }] })).toBe(100n);
  });

  it("counts tax where the shop says so, whether the price contains it or not", () => {
    const withTax = earning({ includeTax: true });
    expect(points({ lines: [{ price: "125.00", tax: "25.00" }], taxesIncluded: true }, withTax)).toBe(125n);
    expect(points({ lines: [{ price: "100.00", tax: "25.00" }] }, withTax)).toBe(125n);
  });

  it("never counts gift cards, tips, or shipping unless the shop says so", () => {
    const given: OrderGiven = {
      lines: [{ price: "100.00" }, { price: "500.00", giftCard: true }],
      shipping: "49.00",
      tip: 2000n,
    };
    expect(points(given)).toBe(100n);
    expect(points(given, earning({ includeShipping: true }))).toBe(149n);
  });

  it("takes tax out of shipping as it does of lines", () => {
    const given: OrderGiven = { lines: [], shipping: "50.00", shippingTax: "10.00", taxesIncluded: true };
    expect(points(given, earning({ includeShipping: true }))).toBe(40n);
    expect(points(given, earning({ includeShipping: true, includeTax: true }))).toBe(50n);
  });

  it.each([
    ["a vendor, whatever its capitals", { vendors: ["ACME"] }, { vendor: "Acme" }],
    ["a product by its id", { products: ["42"] }, { product: "42" }],
    ["a product by its gid", { products: ["gid://shopify/Product/42"] }, { product: "42" }],
    ["a product by its handle", { products: ["cup"] }, { facts: { handle: "cup" } }],
    [
      "a collection by its id",
      { collections: ["gid://shopify/Collection/7"] },
      { facts: { collections: ["7", "outlet"] } },
    ],
    ["a collection by its handle", { collections: ["outlet"] }, { facts: { collections: ["7", "outlet"] } }],
    ["a product tag", { productTags: ["no-points"] }, { facts: { tags: ["No-Points"] } }],
    ["a line on sale", { onSale: true }, { facts: { compareAt: "150.00" } }],
  ])("leaves out %s, and the other line earns", (_, exclude, line) => {
    expect(points({ lines: [{ price: "100.00", ...line }, { price: "7.00" }] }, earning({ exclude }))).toBe(7n);
  });

  it("lets a line earn whose compare-at price is not above its price", () => {
    const exclude = { onSale: true };
    expect(points({ lines: [{ price: "100.00", facts: { compareAt: "100.00" } }] }, earning({ exclude }))).toBe(100n);
    expect(points({ lines: [{ price: "100.00", facts: {} }] }, earning({ exclude }))).toBe(100n);
  });

  it("does not take a product without vendor or id for an excluded one", () => {
    const lines = [{ price: "100.00", vendor: null, product: null }];
    expect(points({ lines }, earning({ exclude: { vendors: ["acme"], products: ["1"] } }))).toBe(100n);
  });
});

describe("rule 3: payment methods", () => {
  it("a gift card that pays half of goods and shipping takes half of the points", () => {
    const payments: OrderGiven["payments"] = [
      ["gift_card", "125.00"],
      ["shopify_payments", "125.00"],
    ];
    expect(points({ lines: [{ price: "200.00" }], shipping: "50.00", payments })).toBe(100n);
  });

  it("needs no amounts where all methods are treated alike", () => {
    expect(points({ gateways: ["vipps", "klarna"] })).toBe(100n);
    expect(points({ gateways: ["gift_card", "shopify_store_credit"] })).toBe(0n);
  });

  it("asks for the payments by an error where it cannot know, and never guesses", () => {
    expect(() => points({ gateways: ["vipps", "gift_card"] })).toThrow("order 1001: its payments must be fetched");
  });

  it("nothing tendered earns nothing", () => {
    expect(points({ gateways: [] })).toBe(0n);
    expect(points({ payments: [] })).toBe(0n);
  });

  it("counts sales and captures that succeeded, and neither authorizations nor refunds", () => {
    const order = orderOf({ payments: [["vipps", "100.00"]] });
    const more = (
      kind: "authorization" | "refund" | "sale",
      gateway: string,
      status: "success" | "failure" = "success",
    ) => {
      return { id: `${kind}-${gateway}`, kind, gateway, status, amount: 10_000n, processedAt: order.processedAt };
    };
    order.transactions?.push(
      more("authorization", "gift_card"),
      more("refund", "gift_card"),
      more("sale", "gift_card", "failure"),
    );
    expect(orderTarget({ order, program: programOf(), version: 1, tier: null }).points).toBe(100n);
  });

  it.each([
    ["in both lists is ignored", { default: "earn", earn: ["vipps"], ignore: ["vipps"] }, 0n],
    ["that is new earns by default", { default: "earn", earn: ["other"], ignore: [] }, 100n],
    ["that is new is ignored where the shop says so", { default: "ignore", earn: ["other"], ignore: [] }, 0n],
    ["is found whatever its capitals", { default: "ignore", earn: ["Vipps"], ignore: [] }, 100n],
  ])("a method %s", (_, paymentMethods, expected) => {
    expect(points({ payments: [["vipps", "100.00"]] }, earning({ paymentMethods }))).toBe(expected);
  });
});

describe("rule 4: rate, campaigns, tiers and the one rounding", () => {
  it.each([
    ["100 points for every 1000 kroner", { points: 100, per: "1000.00" }, [{ price: "2500.00" }], 250n],
    ["three articles at 0.99", {}, [{ price: "0.99" }, { price: "0.99" }, { price: "0.99" }], 2n],
    ["0.10 three times, rounded up", { rounding: "up" }, [{ price: "0.10" }, { price: "0.10" }, { price: "0.10" }], 1n],
    ["0.60 twice, to the nearest", { rounding: "nearest" }, [{ price: "0.60" }, { price: "0.60" }], 1n],
    ["0.50, to the nearest: halves go up", { rounding: "nearest" }, [{ price: "0.50" }], 1n],
    ["a point for every 0.10 of 0.70", { per: "0.10" }, [{ price: "0.70" }], 7n],
    ["whole steps only", { points: 5, per: "100.00", wholeStepsOnly: true }, [{ price: "199.00" }], 5n],
    ["no rate at all", { points: 0 }, [{ price: "199.00" }], 0n],
  ])("%s", (_, patch, lines, expected) => {
    expect(points({ lines }, earning(patch))).toBe(expected);
  });

  it("ten per cent more on 100 is exactly 110, even when rounding up", () => {
    const campaigns = [{ id: "ten-more", multiplier: "1.1", ...always }];
    expect(points({}, earning({ rounding: "up", campaigns }))).toBe(110n);
  });

  it("takes the largest campaign that matches a line, never the product", () => {
    const campaigns = [
      { id: "double", multiplier: "2", ...always },
      { id: "triple", multiplier: "3", ...always },
      { id: "acme", multiplier: "10", ...always, vendors: ["acme"] },
    ];
    expect(points({}, earning({ campaigns }))).toBe(300n);
    expect(points({ lines: [{ price: "1.00" }, { price: "1.00", vendor: "acme" }] }, earning({ campaigns }))).toBe(13n);
  });

  it("touches a line that meets any filter of a campaign, and shipping only without filters", () => {
    const filtered = [
      { id: "a", multiplier: "2", ...always, vendors: ["acme"], productTags: ["new"], collections: ["tea"] },
    ];
    const lines = [
      { price: "1.00", vendor: "acme" },
      { price: "10.00", facts: { tags: ["new"] } },
      { price: "100.00", facts: { collections: ["tea"] } },
      { price: "1000.00", facts: {} },
    ];
    expect(points({ lines, shipping: "10000.00" }, earning({ campaigns: filtered, includeShipping: true }))).toBe(
      11_222n,
    );
    const open = [{ id: "a", multiplier: "2", ...always }];
    expect(
      points({ lines: [{ price: "1.00" }], shipping: "10.00" }, earning({ campaigns: open, includeShipping: true })),
    ).toBe(22n);
  });

  it("runs a campaign from its first moment to its last, both included, by when the order was placed", () => {
    const campaigns = [{ id: "c", multiplier: "2", ...always }];
    const placed = (at: string) => points({ processedAt: new Date(at) }, earning({ campaigns }));
    expect(placed("2026-01-01T00:00:00+01:00")).toBe(200n);
    expect(placed("2026-01-31T23:59:59+01:00")).toBe(200n);
    expect(placed("2025-12-31T23:59:59+01:00")).toBe(100n);
    expect(placed("2026-02-01T00:00:00+01:00")).toBe(100n);
  });

  it("cuts whole steps before multiplying, and weighs campaigns by line value", () => {
    const steps = { points: 5, per: "100.00", wholeStepsOnly: true };
    const half = [{ id: "half-more", multiplier: "1.5", ...always }];
    expect(points({ lines: [{ price: "199.00" }] }, earning({ ...steps, campaigns: half }))).toBe(7n);
    const acme = [{ id: "acme", multiplier: "3", ...always, vendors: ["acme"] }];
    const lines = [{ price: "150.00", vendor: "acme" }, { price: "50.00" }];
    // Two steps of 5 points; three quarters of the value count three times: 10 × 2.5.
    expect(points({ lines }, earning({ ...steps, campaigns: acme }))).toBe(25n);
    expect(points({ lines: [] }, earning({ ...steps, campaigns: acme }))).toBe(0n);
  });

  it("whole steps are always rounded down, whatever the rounding says", () => {
    const campaigns = [{ id: "c", multiplier: "1.5", ...always }];
    expect(points({ lines: [{ price: "1.00" }] }, earning({ wholeStepsOnly: true, rounding: "up", campaigns }))).toBe(
      1n,
    );
  });

  it("multiplies by the pinned tier, and by 1 for a tier that the version lacks", () => {
    const tiers = { tiers: { levels: [{ id: "gold", name: "Gold", threshold: "0", tag: "gold", multiplier: "1.5" }] } };
    expect(points({}, tiers, { tier: "gold" })).toBe(150n);
    expect(points({}, tiers, { tier: "platinum" })).toBe(100n);
    expect(points({}, tiers, { tier: null })).toBe(100n);
  });
});

describe("rule 5: when", () => {
  it.each([
    ["test", { test: true }],
    ["cancelled", { cancelledAt: new Date("2026-01-06T09:00:00Z") }],
    ["voided", { financialStatus: "voided", paidAt: null }],
    ["expired", { financialStatus: "expired", paidAt: null }],
    ["unpaid", { financialStatus: "pending", paidAt: null }],
    ["unpaid", { financialStatus: "authorized", paidAt: null }],
    ["unpaid", { financialStatus: "partiallyPaid", paidAt: null }],
  ] as const)("an order that is %s earns nothing and counts for nothing, and the reason is told", (reason, given) => {
    const {
      points,
      basis,
      earnedAt: at,
      availableAt,
      countsForTier,
      explanation,
    } = target({ ...given, gateways: ["a", "gift_card"] });
    expect([points, basis.n, at, availableAt]).toEqual([0n, 0n, null, null]);
    expect(countsForTier).toMatchObject({ spend: 0n, orders: 0 });
    expect(explanation.nothing).toBe(reason);
  });

  it("a customer who takes no part earns nothing and the order does not count (rule 21)", () => {
    const { points, countsForTier, explanation } = target({}, {}, { takesPart: false });
    expect([points, countsForTier.spend, countsForTier.orders]).toEqual([0n, 0n, 0]);
    expect(explanation.nothing).toBe("customerTakesNoPart");
  });

  it("where delivery counts, a paid order counts for the tier but earns only when it is sent", () => {
    const fulfilled = earning({ awardWhen: "fulfilled", holdDays: 14 });
    const waiting = target({}, fulfilled);
    expect([waiting.points, waiting.explanation.nothing, waiting.countsForTier.spend]).toEqual([
      0n,
      "notFulfilled",
      10_000n,
    ]);
    const sent = target({ wholeOrderFulfilled: true, fulfilledAt: new Date("2026-01-20T09:00:00Z") }, fulfilled);
    expect(sent.points).toBe(100n);
    expect(sent.availableAt).toEqual(new Date("2026-02-03T09:00:00Z"));
  });

  it("an order that is sent before it is paid is earned when it is paid; once sent, it stays so", () => {
    const program = programOf(earning({ awardWhen: "fulfilled" }));
    const paidAt = new Date("2026-01-10T09:00:00Z");
    const fulfilledAt = new Date("2026-01-06T09:00:00Z");
    expect(earnedAt(orderOf({ paidAt, fulfilledAt, wholeOrderFulfilled: false }), program)).toEqual(paidAt);
  });

  it("keeps what a paid order earned while an edit leaves it partly paid, less what comes back meanwhile", () => {
    const paid = orderOf({ lines: [{ price: "100.00", quantity: 2 }] });
    const grown: OrderGiven = {
      lines: [{ price: "100.00", quantity: 2 }, { price: "50.00" }],
      financialStatus: "partiallyPaid",
    };
    const paidPart = { asOf: paid.updatedAt, lines: paid.lines, shipping: paid.shipping };
    const kept = target({ ...grown, paidAt: paid.paidAt, paidPart });
    expect([kept.points, kept.countsForTier.spend, kept.countsForTier.orders]).toEqual([200n, 20_000n, 1]);
    expect(kept.explanation.keepsPaidPart).toBe(true);
    const returned = { ...grown, lines: [{ price: "100.00", quantity: 2, refunded: 1 }, { price: "50.00" }] };
    expect(points({ ...returned, paidAt: paid.paidAt, paidPart })).toBe(100n);
  });

  it("a part-payment of what an edit added does not change the share of what was paid before", () => {
    const paid = orderOf({ payments: [["vipps", "100.00"]] });
    const order = orderOf({
      lines: [{ price: "100.00" }, { price: "50.00" }],
      financialStatus: "partiallyPaid",
      paidAt: paid.paidAt,
      paidPart: { asOf: paid.updatedAt, lines: paid.lines, shipping: paid.shipping },
    });
    const later = { id: "x", kind: "sale", gateway: "gift_card", amount: 2_000n, status: "success" } as const;
    order.transactions = [...(paid.transactions ?? []), { ...later, processedAt: new Date("2026-01-09T09:00:00Z") }];
    expect(orderTarget({ order, program: programOf(), version: 1, tier: null }).points).toBe(100n);
  });
});

describe("rule 6: refunds", () => {
  it("a refunded line keeps its share, with its share of the discount", () => {
    expect(points({ lines: [{ price: "100.00", quantity: 3, refunded: 1, discount: "30.00" }] })).toBe(180n);
    expect(points({ lines: [{ price: "100.00", quantity: 3, refunded: 2, discount: "30.00" }] })).toBe(90n);
  });

  it("amounts typed by hand add up, and are measured against the price with tax of all lines, earning or not", () => {
    expect(points({ lines: [{ price: "200.00" }], handTyped: ["50.00", "30.00"] })).toBe(120n);
    expect(points({ lines: [{ price: "100.00", tax: "25.00" }], handTyped: ["25.00"] })).toBe(80n);
    const lines = [{ price: "100.00" }, { price: "100.00", vendor: "acme" }];
    expect(points({ lines, handTyped: ["50.00"] }, earning({ exclude: { vendors: ["acme"] } }))).toBe(75n);
    expect(points({ lines: [{ price: "100.00" }, { price: "100.00", giftCard: true }], handTyped: ["50.00"] })).toBe(
      75n,
    );
  });

  it("amounts typed by hand beyond the lines leave nothing, and never less than nothing", () => {
    expect(points({ handTyped: ["500.00"] })).toBe(0n);
    expect(points({ lines: [{ price: "100.00", refunded: 1 }], handTyped: ["5.00"] })).toBe(0n);
  });

  it("a refund of shipping alone changes nothing, unless shipping earns", () => {
    const given: OrderGiven = {
      shipping: "50.00",
      shippingRefunded: "50.00",
      financialStatus: "partiallyRefunded",
      paidAt: new Date(),
    };
    expect(points(given)).toBe(100n);
    expect(points(given, earning({ includeShipping: true }))).toBe(100n);
    expect(points({ ...given, shippingRefunded: "20.00" }, earning({ includeShipping: true }))).toBe(130n);
  });

  it("shipping is not shrunk by amounts typed by hand, which are for lines", () => {
    expect(points({ shipping: "50.00", handTyped: ["50.00"] }, earning({ includeShipping: true }))).toBe(100n);
  });
});

describe("rule 15: what counts for a tier", () => {
  it("counts excluded lines and ignored payment methods, but no gift cards", () => {
    const lines = [
      { price: "100.00", vendor: "acme" },
      { price: "500.00", giftCard: true },
    ];
    const { countsForTier, points: earned } = target(
      { lines, gateways: ["gift_card"] },
      earning({ exclude: { vendors: ["acme"] } }),
    );
    expect([countsForTier.spend, countsForTier.orders, earned]).toEqual([10_000n, 1, 0n]);
  });

  it("shrinks with refunds and with amounts typed by hand, exactly", () => {
    const { countsForTier } = target({ lines: [{ price: "100.00", quantity: 3, refunded: 1, discount: "200.00" }] });
    expect(countsForTier.spend).toBe(6_667n);
    expect(formatRational(countsForTier.spendExact)).toBe("20000/3");
    expect(target({ handTyped: ["25.00"] }).countsForTier.spend).toBe(7_500n);
  });

  it("takes tax and shipping as earning does", () => {
    const given: OrderGiven = { lines: [{ price: "100.00", tax: "25.00" }], shipping: "49.00" };
    expect(target(given).countsForTier.spend).toBe(10_000n);
    expect(target(given, earning({ includeTax: true, includeShipping: true })).countsForTier.spend).toBe(17_400n);
  });

  it.each([
    ["every line came back", { lines: [{ price: "100.00", refunded: 1 }] }, 0],
    ["one of two came back", { lines: [{ price: "100.00", quantity: 2, refunded: 1 }] }, 1],
    ["everything was given back by hand", { handTyped: ["100.00"] }, 0],
    ["its only coin was given back by hand", { lines: [{ price: "0.01" }], handTyped: ["0.01"] }, 0],
    ["a part was given back by hand", { handTyped: ["99.99"] }, 1],
    ["it was refunded", { financialStatus: "refunded", paidAt: new Date() }, 0],
    ["it cost nothing", { lines: [{ price: "100.00", discount: "100.00" }], gateways: [] }, 1],
  ] as const)("an order counts as one unless nothing is left of it: %s", (_, given, expected) => {
    expect(target(given as OrderGiven).countsForTier.orders).toBe(expected);
  });
});

describe("rule 23: another currency", () => {
  it("counts at the rate of the shop, with the decimals of both currencies", () => {
    const euro: OrderGiven = { currency: "EUR", lines: [{ price: "10.00" }] };
    expect(points(euro, {}, { exchangeRate: "11.5" })).toBe(115n);
    const yen: OrderGiven = { currency: "JPY", lines: [{ price: "1000" }] };
    const counted = target(yen, {}, { exchangeRate: "0.07" });
    expect([counted.points, counted.countsForTier.spend]).toEqual([70n, 7_000n]);
  });

  it("waits without a rate: it earns nothing, counts for nothing, and says so", () => {
    const waiting = target({ currency: "EUR" });
    expect([waiting.points, waiting.earnedAt, waiting.explanation.nothing]).toEqual([0n, null, "rateMissing"]);
    expect(waiting.countsForTier).toEqual({ spend: 0n, spendExact: { n: 0n, d: 1n }, orders: 0 });
    expect(target({ currency: "EUR", financialStatus: "pending" }).explanation.nothing).toBe("unpaid");
  });
});
