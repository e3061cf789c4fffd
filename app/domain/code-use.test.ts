import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LineGiven, OrderGiven } from "./order.fixture.ts";
import { codeUse, returnedPoints, returnedShare } from "./code-use.ts";
import { orderOf } from "./order.fixture.ts";
import { formatRational } from "./rational.ts";

const CODE = "LRL7QKX2";
const chair = (given: Partial<LineGiven> = {}): LineGiven => ({
  price: "100.00",
  code: CODE,
  codeDiscount: "50.00",
  quantity: 3,
  ...given,
});
const withCode = (given: OrderGiven = {}) => orderOf({ codes: [CODE], lines: [chair()], ...given });

describe("rule 12: whether an order uses a code", () => {
  it.each([
    ["paid", "used"],
    ["pending", "used"],
    ["authorized", "used"],
    ["partiallyPaid", "used"],
    ["refunded", "used"],
    ["voided", "fallenAway"],
    ["expired", "fallenAway"],
  ] as const)("an order that is %s: %s", (financialStatus, expected) => {
    expect(codeUse(withCode({ financialStatus }), CODE)).toBe(expected);
  });

  it("a cancelled order gives it back; an order without it has nothing to do with it; capitals make no difference", () => {
    expect(codeUse(withCode({ cancelledAt: new Date() }), CODE)).toBe("fallenAway");
    expect(codeUse(withCode(), "OTHER")).toBeNull();
    expect(codeUse(withCode(), CODE.toLowerCase())).toBe("used");
  });
});

describe("rule 13: which share of spent points comes back", () => {
  it("100 points on three chairs come back 33, 33 and 34", () => {
    const running = [0, 1, 2, 3].map((refunded) =>
      returnedPoints(withCode({ lines: [chair({ refunded })] }), CODE, "proportional", 100n),
    );
    expect(running).toEqual([0n, 33n, 66n, 100n]);
  });

  it("goes by the code's own discount on the lines that came back, not by their price", () => {
    const lines = [
      chair({ quantity: 1, codeDiscount: "40.00", discount: "30.00", refunded: 1 }),
      chair({ quantity: 1, codeDiscount: "10.00" }),
    ];
    expect(formatRational(returnedShare(withCode({ lines }), CODE, "proportional"))).toBe("4/5");
  });

  it("fullRefundOnly waits for the last line, and shipping that is kept does not matter", () => {
    const share = (refunded: number) =>
      returnedShare(withCode({ lines: [chair({ refunded })], shipping: "49.00" }), CODE, "fullRefundOnly");
    expect([share(2), share(3)].map(formatRational)).toEqual(["0", "1"]);
  });

  it("never is never, until the order falls away: then all comes back whatever the policy", () => {
    expect(formatRational(returnedShare(withCode({ lines: [chair({ refunded: 3 })] }), CODE, "never"))).toBe("0");
    expect(formatRational(returnedShare(withCode({ cancelledAt: new Date() }), CODE, "never"))).toBe("1");
  });

  it("free shipping comes back once every line is refunded, also where refunds are proportional", () => {
    const lines = (refunded: number): LineGiven[] => [{ price: "100.00", quantity: 2, refunded }];
    const share = (refunded: number) => returnedShare(withCode({ lines: lines(refunded) }), CODE, "proportional");
    expect([share(1), share(2)].map(formatRational)).toEqual(["0", "1"]);
  });

  it("hand-typed refunds and edits return none", () => {
    expect(formatRational(returnedShare(withCode({ handTyped: ["100.00"] }), CODE, "proportional"))).toBe("0");
    const edited = [chair({ current: 1 })];
    expect(formatRational(returnedShare(withCode({ lines: edited }), CODE, "proportional"))).toBe("0");
    expect(formatRational(returnedShare(withCode({ lines: [chair({ current: 0 })] }), CODE, "fullRefundOnly"))).toBe(
      "0",
    );
  });

  it("a line that an edit took out does not stop a full refund of the others", () => {
    const lines = [chair({ current: 0 }), chair({ refunded: 3 })];
    expect(formatRational(returnedShare(withCode({ lines }), CODE, "fullRefundOnly"))).toBe("1");
  });

  it("an order that does not carry the code returns nothing for it, and a line of quantity 0 does not matter", () => {
    expect(formatRational(returnedShare(withCode({ lines: [chair({ refunded: 3 })] }), "OTHER", "proportional"))).toBe(
      "0",
    );
    const lines = [chair({ quantity: 0, codeDiscount: "0.00" }), chair({ refunded: 3 })];
    expect(formatRational(returnedShare(withCode({ lines }), CODE, "proportional"))).toBe("1");
  });

  it("never returns more than was spent nor less than before, and all of it in the end", () => {
    const line = fc.record({ quantity: fc.integer({ min: 1, max: 9 }), cents: fc.nat({ max: 5000 }) });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        (lines, spent) => {
          fc.pre(lines.some(({ cents }) => cents > 0));
          let before = 0n;
          const refunded = lines.map(() => 0);
          const now = () =>
            returnedPoints(
              withCode({
                lines: lines.map(({ quantity, cents }, index) =>
                  chair({ quantity, codeDiscount: (cents / 100).toFixed(2), refunded: refunded[index] ?? 0 }),
                ),
              }),
              CODE,
              "proportional",
              spent,
            );
          for (const [index, { quantity }] of lines.entries()) {
            for (let piece = 0; piece < quantity; piece++) {
              refunded[index] = piece + 1;
              const returned = now();
              expect(returned >= before && returned <= spent).toBe(true);
              before = returned;
            }
          }
          expect(before).toBe(spent);
        },
      ),
      { numRuns: 50 },
    );
  });
});
