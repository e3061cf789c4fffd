import { describe, expect, it } from "vitest";
import { programOf } from "./order.fixture.ts";
import { wantedDiscounts } from "./tier-discounts.ts";

// Broken if a tier's discount went to other customers than those who carry its tag.

const level = { id: "gold", name: "Gold", threshold: "100.00", tag: "gold" };
const percentage = { type: "percentage", value: "10" };

describe("the discounts that a program asks for", () => {
  it("are one for each tier that has one, for those who carry its tag", () => {
    const program = programOf({
      tiers: {
        levels: [
          { ...level, id: "none", tag: "none" },
          { ...level, discount: percentage },
        ],
      },
    });
    expect(wantedDiscounts(program)).toEqual([
      {
        tier: "gold",
        title: "Gold",
        discount: {
          type: "percentage",
          value: "10",
          minimumSubtotal: "0.00",
          combinesWith: { order: false, product: false, shipping: true },
        },
        segment: { name: "Laurel: Gold (gold)", query: "customer_tags CONTAINS 'gold'" },
      },
    ]);
  });

  it("cannot be widened by a tag with quotes in it", () => {
    const program = programOf({ tiers: { levels: [{ ...level, tag: "a' OR 1=1 \\", discount: percentage }] } });
    expect(wantedDiscounts(program)[0]?.segment.query).toBe("customer_tags CONTAINS 'a\\' OR 1=1 \\\\'");
  });

  it("have a name that Shopify takes, however long the tier's is", () => {
    const program = programOf({ tiers: { levels: [{ ...level, name: "G".repeat(201), discount: percentage }] } });
    expect(wantedDiscounts(program)[0]?.segment.name).toBe(`Laurel: ${"G".repeat(200)} (gold)`);
  });
});
