import { describe, expect, test } from "vitest";
import { addCodesInBulk, deleteDiscount, removeCodes, switchDiscount, updateDiscount } from "./discounts.ts";
import { createSegment } from "./segments.ts";
import { openTestShop } from "./testing/shop.ts";
import type { CodeVerdict, Discount, QuoteInput } from "./types.ts";
import type { Shop } from "./shop.ts";

const refused = (code: string, field?: string[]): Error =>
  expect.objectContaining(field ? { code, field } : { code }) as Error;
const amount = (value: string): Partial<Discount> => ({ value: { kind: "amount", amount: value, eachItem: false } });
const percent = (share: string): Partial<Discount> => ({ value: { kind: "percentage", percentage: share } });
const all = { order: true, product: true, shipping: true };
const tea = { product: "tea", price: "100.00" };

function makeCode(shop: Shop, code: string, more: Partial<Discount>): Discount {
  return shop.createDiscount({ title: code, code, ...more });
}

function verdicts(
  shop: Shop,
  input: Partial<QuoteInput> & { codes: string[] },
): Pick<CodeVerdict, "code" | "reason" | "amount">[] {
  return shop
    .quote({ lines: [tea], ...input })
    .codes.map(({ code, reason, amount: off }) => ({ code, reason, amount: off }));
}

describe("a code at checkout", () => {
  test.each<{ name: string; discount: Partial<Discount>; input?: Partial<QuoteInput>; reason: string }>([
    { name: "not begun", discount: { startsAt: "2026-02-01T00:00:00Z" }, reason: "notStarted" },
    { name: "over", discount: { startsAt: "2025-01-01T00:00:00Z", endsAt: "2026-01-05T09:00:00Z" }, reason: "expired" },
    {
      name: "below its minimum",
      discount: { minimum: { kind: "subtotal", amount: "100.01" } },
      reason: "belowMinimum",
    },
    { name: "below its quantity", discount: { minimum: { kind: "quantity", quantity: 2 } }, reason: "belowMinimum" },
    {
      name: "on gift cards alone",
      discount: {},
      input: { lines: [{ product: "card", price: "100.00", giftCard: true }] },
      reason: "noEligibleItems",
    },
  ])("$name is told so", ({ discount, input, reason }) => {
    const { shop } = openTestShop();
    makeCode(shop, "TEN", { ...amount("10.00"), ...discount });
    expect(verdicts(shop, { codes: ["ten"], ...input })[0]?.reason).toBe(reason);
  });

  test("a code that nobody made", () => {
    expect(verdicts(openTestShop().shop, { codes: ["NOPE", " nope "] })).toEqual([
      { code: "NOPE", reason: "notFound", amount: "0" },
    ]);
  });

  test("bound to one customer: others and guests can't use it", () => {
    const { shop } = openTestShop();
    const ada = shop.createCustomer({ email: "ada@example.com" });
    const bo = shop.createCustomer({ email: "bo@example.com" });
    makeCode(shop, "MINE", { ...amount("10.00"), context: { kind: "customers", ids: [ada.id] } });
    const reasonFor = (customerId: string | null): unknown =>
      verdicts(shop, { codes: ["MINE"], customerId })[0]?.reason;
    expect([reasonFor(ada.id), reasonFor(bo.id), reasonFor(null)]).toEqual([null, "notForCustomer", "notForCustomer"]);
  });

  test("for a segment by tag, which follows the tag at once", () => {
    const { shop } = openTestShop();
    const ada = shop.createCustomer({ email: "ada@example.com" });
    const segment = createSegment(shop, "Gold", "customer_tags CONTAINS 'gold'");
    makeCode(shop, "GOLD", { ...percent("0.1"), context: { kind: "segments", ids: [segment.id] } });
    expect(verdicts(shop, { codes: ["GOLD"], customerId: ada.id })[0]?.reason).toBe("notForCustomer");
    shop.addTags(`gid://shopify/Customer/${ada.id}`, ["Gold"]);
    expect(verdicts(shop, { codes: ["GOLD"], customerId: ada.id })[0]).toMatchObject({ reason: null, amount: "10.00" });
  });

  test("the usage limit counts orders, for each code by itself", () => {
    const { shop, wait } = openTestShop();
    const discount = makeCode(shop, "ONE", { ...amount("10.00"), usageLimit: 1 });
    addCodesInBulk(shop, discount.id, ["TWO"]);
    wait(2000);
    shop.placeOrder({ lines: [tea], codes: ["one"] });
    expect(verdicts(shop, { codes: ["ONE"] })[0]?.reason).toBe("usedUp");
    expect(verdicts(shop, { codes: ["TWO"] })[0]?.reason).toBeNull();
    expect(() => shop.placeOrder({ lines: [tea], codes: ["ONE"] })).toThrow(refused("INVALID", ["codes"]));
    expect(shop.placeOrder({ lines: [tea], codes: ["ONE"], refuseBadCodes: false }).discountCodes).toEqual([]);
  });

  test("once per customer", () => {
    const { shop } = openTestShop();
    const ada = shop.createCustomer({ email: "ada@example.com" });
    makeCode(shop, "ONCE", { ...amount("10.00"), appliesOncePerCustomer: true });
    shop.placeOrder({ customerId: ada.id, lines: [tea], codes: ["ONCE"] });
    expect(verdicts(shop, { codes: ["ONCE"], customerId: ada.id })[0]?.reason).toBe("oncePerCustomer");
  });
});

describe("what a discount takes off", () => {
  test("an amount is spread by value, at most the subtotal, and named on the order", () => {
    const { shop } = openTestShop();
    makeCode(shop, "FIFTY", amount("50.00"));
    const order = shop.placeOrder({
      lines: [
        { product: "a", price: "10.00" },
        { product: "b", price: "20.00" },
      ],
      codes: ["fifty"],
    });
    expect(order.discountCodes).toEqual([{ code: "FIFTY", amount: "30.00", type: "fixed_amount" }]);
    expect(shop.totals(order)).toMatchObject({ total: "0.00", financialStatus: "PAID" });
    expect(order.transactions).toEqual([]);
  });

  test("a line discount comes first, then the code", () => {
    const { shop } = openTestShop();
    makeCode(shop, "TENTH", percent("0.1"));
    const order = shop.placeOrder({ lines: [{ ...tea, discount: "40.00" }], codes: ["TENTH"] });
    expect(order.lines[0]?.discountAllocations.map((part) => part.amount)).toEqual(["40.00", "6.00"]);
    expect(order.discountCodes[0]).toMatchObject({ amount: "6.00", type: "percentage" });
  });

  test("a percentage on one product leaves the others alone", () => {
    const { shop } = openTestShop();
    const tote = shop.createProduct({ title: "Tote", variants: [{ price: "80.00" }] });
    makeCode(shop, "TOTE", { ...percent("1"), gets: { products: [tote.id], variants: [], collections: [] } });
    const quoted = shop.quote({ lines: [tea, { variantId: tote.variants[0]?.id ?? "" }], codes: ["TOTE"] });
    expect(quoted.lines.map((line) => line.final)).toEqual(["100.00", "0.00"]);
    expect(verdicts(shop, { codes: ["TOTE"] })[0]?.reason).toBe("noEligibleItems");
  });

  test("free shipping, unless shipping costs more than it allows", () => {
    const { shop } = openTestShop();
    makeCode(shop, "SHIP", { kind: "freeShipping", maximumShippingPrice: "60.00" });
    const order = shop.placeOrder({ lines: [tea], shipping: "49.00", codes: ["SHIP"] });
    expect(order.discountCodes).toEqual([{ code: "SHIP", amount: "49.00", type: "shipping" }]);
    expect(shop.totals(order)).toMatchObject({ total: "100.00", shipping: "49.00", currentShipping: "0.00" });
    expect(verdicts(shop, { codes: ["SHIP"], shipping: "61.00" })[0]?.reason).toBe("noEligibleItems");
  });

  test("buy two, get the cheapest free, as often as the order allows", () => {
    const { shop } = openTestShop();
    const value: Partial<Discount> = {
      kind: "bxgy",
      value: { kind: "onQuantity", quantity: 1, percentage: "1" },
      gets: { all: true },
    };
    makeCode(shop, "THREE", {
      ...value,
      usesPerOrderLimit: 2,
      buys: { items: { all: true }, quantity: 2, amount: null },
    });
    const off = (quantity: number): string | undefined =>
      verdicts(shop, {
        lines: [
          { product: "cup", price: "30.00" },
          { product: "pot", price: "90.00", quantity },
        ],
        codes: ["THREE"],
      })[0]?.amount;
    expect([off(1), off(2), off(5), off(20)]).toEqual(["0", "30.00", "120.00", "120.00"]);
  });
});

describe("combinations", () => {
  test("both must allow the other's class", () => {
    const { shop } = openTestShop();
    makeCode(shop, "A", { ...amount("10.00"), combines: all });
    makeCode(shop, "B", { ...amount("10.00"), combines: { order: false, product: true, shipping: true } });
    makeCode(shop, "S", { kind: "freeShipping", combines: { order: true, product: false, shipping: false } });
    expect(verdicts(shop, { codes: ["A", "B"] }).map((one) => one.reason)).toEqual([null, "doesNotCombine"]);
    expect(verdicts(shop, { codes: ["B", "S"], shipping: "49.00" }).map((one) => one.reason)).toEqual([null, null]);
  });

  test("five codes off goods and no more", () => {
    const { shop } = openTestShop();
    const codes = ["C1", "C2", "C3", "C4", "C5", "C6"];
    for (const code of codes) makeCode(shop, code, { ...amount("1.00"), combines: all });
    expect(verdicts(shop, { codes }).map((one) => one.reason)).toEqual([null, null, null, null, null, "tooMany"]);
  });

  test("an automatic discount applies by itself, and gives way to a code that it doesn't combine with", () => {
    const { shop } = openTestShop();
    shop.createDiscount({ title: "Members", method: "automatic", ...percent("0.1") });
    makeCode(shop, "TEN", amount("10.00"));
    expect(shop.quote({ lines: [tea] }).total).toBe("90.00");
    expect(shop.quote({ lines: [tea], codes: ["TEN"] })).toMatchObject({ total: "90.00", codes: [{ applied: true }] });
    expect(shop.quote({ lines: [tea], automatic: false }).total).toBe("100.00");
  });
});

describe("making and ending discounts", () => {
  test.each<{ name: string; input: Parameters<Shop["createDiscount"]>[0]; error: Error }>([
    { name: "no title", input: { title: " ", code: "X", ...amount("1.00") }, error: refused("BLANK", ["title"]) },
    { name: "no code", input: { title: "X", ...amount("1.00") }, error: refused("BLANK", ["code"]) },
    {
      name: "a code that exists, in other letters",
      input: { title: "X", code: "taken", ...amount("1.00") },
      error: refused("TAKEN", ["code"]),
    },
    { name: "no value", input: { title: "X", code: "X" }, error: refused("BLANK", ["customerGets", "value"]) },
    {
      name: "a value of 0",
      input: { title: "X", code: "X", ...amount("0.00") },
      error: refused("VALUE_OUTSIDE_RANGE"),
    },
    { name: "101 %", input: { title: "X", code: "X", ...percent("1.01") }, error: refused("VALUE_OUTSIDE_RANGE") },
    {
      name: "an end before its start",
      input: { title: "X", code: "X", ...amount("1.00"), endsAt: "2020-01-01T00:00:00Z" },
      error: refused("END_DATE_BEFORE_START_DATE", ["endsAt"]),
    },
    {
      name: "six tags",
      input: { title: "X", code: "X", ...amount("1.00"), tags: ["1", "2", "3", "4", "5", "6"] },
      error: refused("TOO_MANY_TAGS"),
    },
    {
      name: "a usage limit of 0",
      input: { title: "X", code: "X", ...amount("1.00"), usageLimit: 0 },
      error: refused("VALUE_OUTSIDE_RANGE"),
    },
    {
      name: "an unknown customer",
      input: { title: "X", code: "X", ...amount("1.00"), context: { kind: "customers", ids: ["1"] } },
      error: refused("INVALID"),
    },
    {
      name: "no items",
      input: { title: "X", code: "X", ...amount("1.00"), gets: { products: [], variants: [], collections: [] } },
      error: refused("BLANK"),
    },
  ])("refused: $name", ({ input, error }) => {
    const { shop } = openTestShop();
    makeCode(shop, "TAKEN", amount("1.00"));
    expect(() => shop.createDiscount(input)).toThrow(error);
    expect(shop.listDiscounts()).toHaveLength(1);
  });

  test("at most 25 active automatic discounts", () => {
    const { shop } = openTestShop();
    for (let index = 0; index < 25; index += 1)
      shop.createDiscount({ title: `D${index}`, method: "automatic", ...percent("0.1") });
    expect(() => shop.createDiscount({ title: "One more", method: "automatic", ...percent("0.1") })).toThrow(
      refused("ACTIVE_PERIOD_OVERLAP"),
    );
    expect(() =>
      shop.createDiscount({ title: "Later", method: "automatic", ...percent("0.1"), startsAt: "2027-01-01T00:00:00Z" }),
    ).not.toThrow();
  });

  test("codes added in bulk exist when the job is done, and tell which were taken", () => {
    const { shop, wait } = openTestShop({ jobMilliseconds: 3000 });
    const discount = makeCode(shop, "FIRST", amount("1.00"));
    const bulk = addCodesInBulk(shop, discount.id, ["P1", "first", "P2", "p1", " "]);
    shop.quote({ lines: [tea] });
    expect(shop.findDiscountByCode("P1")).toBeNull();
    wait(3000);
    shop.quote({ lines: [tea] });
    expect(shop.findDiscountByCode("p2")?.id).toBe(discount.id);
    expect(bulk.codes.map((one) => one.refused?.code ?? null)).toEqual([null, "TAKEN", null, "TAKEN", "BLANK"]);
    expect(() =>
      addCodesInBulk(
        shop,
        discount.id,
        Array.from({ length: 251 }, (_, index) => `N${index}`),
      ),
    ).toThrow(refused("EXCEEDED_MAX"));
  });

  test("deactivated, activated, deleted; a code that is gone can be made again", () => {
    const { shop, wait } = openTestShop();
    const discount = makeCode(shop, "X", amount("1.00"));
    wait(1000);
    switchDiscount(shop, discount.id, false);
    expect([shop.discountStatus(discount), verdicts(shop, { codes: ["X"] })[0]?.reason]).toEqual([
      "EXPIRED",
      "expired",
    ]);
    switchDiscount(shop, discount.id, true);
    expect(shop.discountStatus(discount)).toBe("ACTIVE");
    updateDiscount(shop, discount.id, { code: "Y" });
    expect([shop.findDiscountByCode("X"), shop.findDiscountByCode("Y")?.id]).toEqual([null, discount.id]);
    deleteDiscount(shop, discount.id);
    expect(() => {
      deleteDiscount(shop, discount.id);
    }).toThrow(refused("INVALID"));
    expect(() => makeCode(shop, "Y", amount("1.00"))).not.toThrow();
  });

  test("single codes can be removed, all but the last", () => {
    const { shop, wait } = openTestShop();
    const discount = makeCode(shop, "A", amount("1.00"));
    addCodesInBulk(shop, discount.id, ["B"]);
    wait(2000);
    shop.listDiscounts();
    const ids = discount.codes.map((code) => code.id);
    removeCodes(shop, discount.id, ids);
    expect([shop.findDiscountByCode("A"), shop.findDiscountByCode("B")?.id]).toEqual([null, discount.id]);
  });
});
