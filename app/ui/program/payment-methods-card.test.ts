import { describe, expect, it } from "vitest";
import { choiceOf, withChoice } from "./payment-methods-card.tsx";

// What would be broken in a shop: orders paid by gift card would earn points although the merchant switched that off.

const methods = { default: "earn" as const, earn: ["vipps"], ignore: ["gift_card", "both"] };

describe("a payment method's choice", () => {
  it("is the list that it stands in; a method in both lists is ignored (rule 3)", () => {
    const both = { ...methods, earn: ["vipps", "both"] };
    expect(choiceOf(both, "vipps")).toBe("earn");
    expect(choiceOf(both, "both")).toBe("ignore");
    expect(choiceOf(both, "klarna")).toBe("default");
  });

  it.each(["earn", "ignore", "default"] as const)(
    "can become %s from anywhere and stands in one list at most",
    (choice) => {
      for (const method of ["vipps", "gift_card", "klarna"]) {
        const changed = withChoice(methods, method, choice);
        expect(choiceOf(changed, method)).toBe(choice);
        expect([...changed.earn, ...changed.ignore].filter((other) => other === method).length).toBeLessThanOrEqual(1);
      }
    },
  );
});
