import { describe, expect, it } from "vitest";
import type { OrderGiven } from "./order.fixture.ts";
import type { OrderState, OrderTransaction } from "./order.ts";
import { advanceOrder, missingFacts } from "./order-facts.ts";
import { orderOf, programOf } from "./order.fixture.ts";

const NOTHING = { products: false, transactions: false };
const at = (time: string): Date => new Date(`2026-01-${time}Z`);
const always = { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" };

function seen(given: OrderGiven, known: OrderState | null = null): OrderState {
  return advanceOrder(known, orderOf({ paidAt: null, ...given }));
}

describe("what has to be fetched", () => {
  it("nothing for the plainest program and an order that the checkout paid", () => {
    expect(missingFacts(seen({}), programOf())).toEqual(NOTHING);
  });

  it.each([
    ["collections", { exclude: { collections: ["outlet"] } }, true],
    ["product tags", { exclude: { productTags: ["x"] } }, true],
    ["sale prices", { exclude: { onSale: true } }, true],
    ["products by handle", { exclude: { products: ["cup"] } }, true],
    ["products by id", { exclude: { products: ["42", "gid://shopify/Product/43"] } }, false],
    ["vendors", { exclude: { vendors: ["acme"] } }, false],
    [
      "a campaign for a collection",
      { campaigns: [{ id: "c", multiplier: "2", ...always, collections: ["tea"] }] },
      true,
    ],
    ["a campaign for a tag", { campaigns: [{ id: "c", multiplier: "2", ...always, productTags: ["tea"] }] }, true],
    ["a campaign for a vendor", { campaigns: [{ id: "c", multiplier: "2", ...always, vendors: ["tea"] }] }, false],
  ])("products where the program names %s", (_, earning, products) => {
    expect(missingFacts(seen({}), programOf({ earning })).products).toBe(products);
    expect(missingFacts(seen({ lines: [{ price: "1.00", facts: {} }] }), programOf({ earning })).products).toBe(false);
  });

  it("payments where methods earn differently", () => {
    expect(missingFacts(seen({ gateways: ["vipps", "gift_card"] }), programOf()).transactions).toBe(true);
    expect(missingFacts(seen({ gateways: ["vipps", "klarna"] }), programOf()).transactions).toBe(false);
    const payments: OrderGiven["payments"] = [
      ["vipps", "50.00"],
      ["gift_card", "50.00"],
    ];
    expect(missingFacts(seen({ payments }), programOf()).transactions).toBe(false);
  });

  it("payments of an order that an edit left partly paid, once a gift card pays some of what was added", () => {
    const paid = seen({ gateways: ["vipps"] });
    const later = {
      financialStatus: "partiallyPaid",
      gateways: ["vipps", "gift_card"],
      updatedAt: at("08T09:00:00"),
    } as const;
    const order = seen(
      { ...later, lines: [{ price: "100.00" }, { price: "50.00" }], gateways: [...later.gateways] },
      paid,
    );
    expect(missingFacts(order, programOf()).transactions).toBe(true);
  });

  it("payments where the moment of payment is not sure", () => {
    expect(missingFacts(seen({ updatedAt: at("06T09:00:00") }), programOf()).transactions).toBe(true);
    const pending = seen({ financialStatus: "pending" });
    expect(missingFacts(pending, programOf()).transactions).toBe(false);
    expect(missingFacts(seen({ updatedAt: at("06T09:00:00") }, pending), programOf()).transactions).toBe(true);
    expect(
      missingFacts(seen({ updatedAt: at("06T09:00:00"), paidAt: at("06T09:00:00") }, pending), programOf()),
    ).toEqual(NOTHING);
    expect(missingFacts(seen({ financialStatus: "partiallyRefunded" }), programOf()).transactions).toBe(true);
  });

  it("nothing for orders that earn nothing anyway", () => {
    const program = programOf({ earning: { exclude: { onSale: true } } });
    for (const given of [{ test: true }, { cancelledAt: at("06T09:00:00") }, { financialStatus: "voided" as const }]) {
      expect(missingFacts(seen({ ...given, gateways: ["vipps", "gift_card"] }), program)).toEqual(NOTHING);
    }
  });
});

describe("the next state of an order", () => {
  it("an older state never overwrites a newer one", () => {
    const newer = seen({ updatedAt: at("06T09:00:00"), name: "#newer" });
    expect(seen({ updatedAt: at("05T09:00:00"), name: "#older" }, newer)).toBe(newer);
    expect(seen({ updatedAt: at("06T09:00:00"), name: "#again" }, newer).name).toBe("#again");
  });

  it("keeps what the products were at the first sight of the order, line by line", () => {
    const first = seen({ lines: [{ price: "1.00", facts: { tags: ["then"] } }] });
    const lines = [
      { price: "1.00", facts: { tags: ["now"] } },
      { price: "2.00", facts: { tags: ["added"] } },
    ];
    const second = seen({ updatedAt: at("06T09:00:00"), lines }, first);
    expect(second.lines.map((line) => line.facts?.tags)).toEqual([["then"], ["added"]]);
    const third = seen({ updatedAt: at("07T09:00:00"), lines: [{ price: "1.00" }, { price: "2.00" }] }, second);
    expect(third.lines.map((line) => line.facts?.tags)).toEqual([["then"], ["added"]]);
  });

  it("was paid at its placing, where the checkout paid it", () => {
    expect(seen({ processedAt: at("05T08:59:59") }).paidAt).toEqual(at("05T08:59:59"));
  });

  it("was paid when its payments first reached the total, whatever was paid later", () => {
    const pay = (amount: bigint, processedAt: Date, id: string) =>
      ({ id, kind: "sale", gateway: "vipps", amount, status: "success", processedAt }) as const;
    const payments = [
      pay(5_000n, at("08T09:00:00"), "2"),
      pay(5_000n, at("06T09:00:00"), "1"),
      pay(3_000n, at("09T09:00:00"), "3"),
    ];
    const order = {
      ...orderOf({ paidAt: null, total: 10_000n, updatedAt: at("09T09:00:00") }),
      transactions: payments,
    };
    expect(advanceOrder(null, order).paidAt).toEqual(at("08T09:00:00"));
    const lastCoin = { ...order, transactions: [pay(9_999n, at("06T09:00:00"), "1"), pay(1n, at("07T09:00:00"), "2")] };
    expect(advanceOrder(null, lastCoin).paidAt).toEqual(at("07T09:00:00"));
    const free = { ...orderOf({ paidAt: null, updatedAt: at("09T09:00:00") }), transactions: [] };
    expect(advanceOrder(null, free).paidAt).toEqual(free.processedAt);
  });

  it("a deposit that was given back was never paid in full", () => {
    const order = orderOf({
      paidAt: null,
      total: 20_000n,
      financialStatus: "partiallyRefunded",
      payments: [["vipps", "50.00"]],
    });
    expect(advanceOrder(null, order).paidAt).toBeNull();
  });

  it("keeps when it was paid and when it was sent, whatever becomes of it", () => {
    const first = seen({ wholeOrderFulfilled: true });
    const later = {
      updatedAt: at("09T09:00:00"),
      financialStatus: "partiallyPaid",
      wholeOrderFulfilled: false,
    } as const;
    const second = seen(later, first);
    expect([second.paidAt, second.fulfilledAt]).toEqual([first.paidAt, first.fulfilledAt]);
  });

  it("keeps the part that was paid while a later edit is open, and forgets it when all is paid", () => {
    const paid = seen({});
    const edit: OrderGiven = { lines: [{ price: "100.00" }, { price: "50.00" }], financialStatus: "partiallyPaid" };
    const edited = seen({ ...edit, updatedAt: at("08T09:00:00") }, paid);
    expect(edited.paidPart).toEqual({ asOf: paid.updatedAt, lines: paid.lines, shipping: paid.shipping });
    const editedAgain = seen({ ...edit, updatedAt: at("08T10:00:00") }, edited);
    expect(editedAgain.paidPart).toEqual(edited.paidPart);
    expect(seen({ ...edit, financialStatus: "paid", updatedAt: at("09T09:00:00") }, editedAgain).paidPart).toBeNull();
    expect(
      seen({ ...edit, cancelledAt: at("09T09:00:00"), updatedAt: at("09T09:00:00") }, editedAgain).paidPart,
    ).toBeNull();
  });

  it("an order that was never paid has no paid part", () => {
    const pending = seen({ financialStatus: "pending" });
    expect(seen({ financialStatus: "partiallyPaid", updatedAt: at("06T09:00:00") }, pending).paidPart).toBeNull();
  });

  it("remembers payments only as long as nothing has changed, and every edit", () => {
    const first = seen({ payments: [["vipps", "100.00"]], editedAt: [at("05T09:00:00")] });
    expect(seen({ gateways: ["vipps"] }, first).transactions).toEqual(first.transactions);
    const second = seen({ updatedAt: at("06T09:00:00"), editedAt: [at("06T09:00:00"), at("05T09:00:00")] }, first);
    expect(second.transactions).toBeNull();
    expect(second.editedAt).toEqual([at("05T09:00:00"), at("06T09:00:00")]);
  });
});

describe("when what an edit added was paid", () => {
  const pay = (amount: bigint, processedAt: Date, id: string) =>
    ({ id, kind: "sale", gateway: "vipps", amount, status: "success", processedAt }) as const;
  const both: OrderGiven = { lines: [{ price: "100.00" }, { price: "50.00" }], updatedAt: at("09T09:00:00") };
  const paidFirst = () => seen({});
  const owes = () => seen({ ...both, financialStatus: "partiallyPaid", updatedAt: at("08T09:00:00") }, paidFirst());

  it("is asked of the payments, and is the last of them", () => {
    const told = seen(both, owes());
    expect(told.paidAgainAt).toBeNull();
    expect(missingFacts(told, programOf()).transactions).toBe(true);
    const payments = [pay(10_000n, at("05T09:00:00"), "1"), pay(5_000n, at("08T21:00:00"), "2")];
    const fetched = advanceOrder(owes(), { ...orderOf({ ...both, paidAt: null }), transactions: payments });
    expect(fetched.paidAt).toEqual(paidFirst().paidAt);
    expect(fetched.paidAgainAt).toEqual(at("08T21:00:00"));
    const later = seen({ ...both, updatedAt: at("10T09:00:00") }, fetched);
    expect(later.paidAgainAt).toEqual(at("08T21:00:00"));
    expect(missingFacts(later, programOf())).toEqual(NOTHING);
  });

  it("is said by the topic orders/paid", () => {
    const told = seen({ ...both, paidAt: at("09T09:00:00") }, owes());
    expect([told.paidAt, told.paidAgainAt]).toEqual([paidFirst().paidAt, at("09T09:00:00")]);
    expect(missingFacts(told, programOf())).toEqual(NOTHING);
  });

  it("is no question where nothing was added", () => {
    const sent = seen({ wholeOrderFulfilled: true, updatedAt: at("08T09:00:00") }, paidFirst());
    expect(sent.editedAt).toEqual([]);
    expect(missingFacts(sent, programOf())).toEqual(NOTHING);
  });

  it("an edit that nobody told of was made by the time of the state that shows it", () => {
    expect(owes().editedAt).toEqual([at("08T09:00:00")]);
    const said = seen({ ...both, editedAt: [at("07T09:00:00")] }, paidFirst());
    expect(said.editedAt).toEqual([at("07T09:00:00")]);
  });

  it("is not made up of edits that have been told, were fetched, or took something away", () => {
    const [first, known] = [paidFirst(), owes()];
    // Told of after what was known: lines that grew are its own.
    const told = seen({ ...both, editedAt: [at("08T12:00:00")], updatedAt: at("09T10:00:00") }, first);
    expect(told.editedAt).toEqual([at("08T12:00:00")]);
    // Told of an earlier one, which what was known showed already: another was made since.
    const grown: OrderGiven = { ...both, lines: [{ price: "100.00", quantity: 2 }, { price: "50.00" }] };
    expect(seen({ ...grown, editedAt: [known.updatedAt] }, known).editedAt).toEqual([
      known.updatedAt,
      at("09T09:00:00"),
    ]);
    expect(seen({ ...grown, editedAt: [at("07T09:00:00")] }, known).editedAt).toEqual([
      ...[at("07T09:00:00"), at("08T09:00:00"), at("09T09:00:00")],
    ]);
    const fetched = { ...orderOf({ ...grown, paidAt: null }), transactions: [] };
    expect(advanceOrder(first, fetched).editedAt).toEqual([]);
    const less: OrderGiven = { lines: [{ price: "100.00", current: 0 }], updatedAt: at("09T09:00:00") };
    expect(seen(less, first).editedAt).toEqual([]);
  });

  it("is asked for again after a further edit, and only where something is known of the payment of the first", () => {
    const later = { ...both, paidAt: at("09T09:00:00") };
    const again = seen(later, owes());
    const edited = (moment: Date) => ({ ...again, editedAt: [moment], transactions: null });
    expect(missingFacts(edited(at("09T08:59:59")), programOf()).transactions).toBe(false);
    expect(missingFacts(edited(at("09T09:00:00")), programOf()).transactions).toBe(false);
    expect(missingFacts(edited(at("09T09:00:01")), programOf()).transactions).toBe(true);
  });

  it("is not the first payment, not one that failed, and nothing without an edit, a payment, or while something is owed", () => {
    const known = owes();
    const order = (payments: OrderTransaction[], more: OrderGiven = {}) => ({
      ...orderOf({ ...both, paidAt: null, ...more }),
      transactions: payments,
    });
    const first = pay(10_000n, at("05T09:00:00"), "1");
    expect(advanceOrder(known, order([first])).paidAgainAt).toBeNull();
    expect(advanceOrder(known, order([])).paidAgainAt).toBeNull();
    const failed = { ...pay(5_000n, at("08T22:00:00"), "3"), status: "failure" } as const;
    const second = pay(5_000n, at("08T21:00:00"), "2");
    expect(advanceOrder(known, order([first, second, failed])).paidAgainAt).toEqual(at("08T21:00:00"));
    expect(advanceOrder(known, order([first, second], { financialStatus: "partiallyPaid" })).paidAgainAt).toBeNull();
    const untouched = order([first, second], { lines: [{ price: "100.00" }] });
    expect(advanceOrder(paidFirst(), untouched).paidAgainAt).toBeNull();
    expect(seen({ ...both, paidAt: paidFirst().paidAt }, known).paidAgainAt).toBeNull();
  });
});

describe("what was paid of an order that is owed for", () => {
  const owing: OrderGiven = { lines: [{ price: "100.00" }, { price: "50.00" }], financialStatus: "partiallyPaid" };
  const partOf = (asOf: string, price: string) => {
    const { lines, shipping } = orderOf({ lines: [{ price }] });
    return { asOf: at(asOf), lines, shipping };
  };
  const fetched = (part: ReturnType<typeof partOf> | null): OrderGiven => ({
    ...{ ...owing, updatedAt: at("09T09:00:00"), paidAt: at("05T09:00:00") },
    paidPart: part,
  });

  it("is what was fetched where that is of a later payment, else what was known", () => {
    const known = seen({ ...owing, updatedAt: at("08T09:00:00") }, seen({}));
    const [older, same, newer] = [
      partOf("05T08:00:00", "1.00"),
      partOf("05T09:00:00", "2.00"),
      partOf("06T09:00:00", "3.00"),
    ];
    expect(known.paidPart?.asOf).toEqual(at("05T09:00:00"));
    expect(seen(fetched(older), known).paidPart).toEqual(known.paidPart);
    expect(seen(fetched(same), known).paidPart).toEqual(known.paidPart);
    expect(seen(fetched(newer), known).paidPart).toEqual(newer);
    expect(seen(fetched(null), known).paidPart).toEqual(known.paidPart);
  });

  it("is what was fetched where nothing was known, and nothing where nobody paid", () => {
    const part = partOf("06T09:00:00", "3.00");
    expect(seen(fetched(part)).paidPart).toEqual(part);
    expect(seen({ ...fetched(part), paidAt: null }).paidPart).toBeNull();
    const unpaid = seen({ ...owing, financialStatus: "pending" });
    expect(seen(fetched(part), unpaid).paidPart).toEqual(part);
  });
});

describe("when an order was paid that nobody saw being paid", () => {
  it.each([
    ["05T09:00:05", true],
    ["05T09:00:06", false],
  ])("a state of %s, with a checkout at 09:00:00, says so itself: %s", (updated, sure) => {
    expect(seen({ updatedAt: at(updated) }).paidAt !== null).toBe(sure);
  });

  it("is asked for where an earlier state was not paid", () => {
    const pending = seen({ financialStatus: "pending" });
    const paid = seen({ updatedAt: at("05T09:00:01") }, pending);
    expect(paid.paidAt).toBeNull();
    expect(missingFacts(paid, programOf()).transactions).toBe(true);
  });

  it("counts payments that were made alone", () => {
    const pay = (status: OrderTransaction["status"], processedAt: Date, id: string) =>
      ({ id, kind: "sale", gateway: "vipps", amount: 10_000n, status, processedAt }) as const;
    const order = {
      ...orderOf({ paidAt: null, total: 10_000n, updatedAt: at("09T09:00:00") }),
      transactions: [pay("failure", at("06T09:00:00"), "1"), pay("success", at("07T09:00:00"), "2")],
    };
    expect(advanceOrder(null, order).paidAt).toEqual(at("07T09:00:00"));
  });

  it("was the last payment that a merchant let be enough", () => {
    const first = orderOf({
      paidAt: null,
      total: 10_000n,
      payments: [
        ["vipps", "40.00"],
        ["vipps", "30.00"],
      ],
      updatedAt: at("09T09:00:00"),
    });
    const transactions =
      first.transactions?.map((one, index) => ({
        ...one,
        processedAt: at(index === 0 ? "06T09:00:00" : "07T09:00:00"),
      })) ?? null;
    expect(advanceOrder(null, { ...first, transactions }).paidAt).toEqual(at("07T09:00:00"));
  });
});

describe("products", () => {
  it("are asked for as soon as one of them is not known", () => {
    const program = programOf({ earning: { exclude: { collections: ["outlet"] } } });
    const lines = [{ price: "1.00", facts: {} }, { price: "2.00" }];
    expect(missingFacts(seen({ lines }), program).products).toBe(true);
  });
});
