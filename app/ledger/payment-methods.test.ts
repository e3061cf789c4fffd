import { describe, expect, it } from "vitest";
import { rememberMethods, unseenMethods } from "./payment-methods.ts";

const CASH = { shopId: "1", method: "cash" };
const CARD = { shopId: "1", method: "card" };

describe("payment methods of orders", () => {
  it("are told once, however many orders bring them", () => {
    const pool = {};
    expect(unseenMethods(pool, "1", [CASH, CARD, CASH])).toEqual([CASH, CARD]);
    rememberMethods(pool, "1", [CASH]);
    expect(unseenMethods(pool, "1", [CASH, CARD])).toEqual([CARD]);
    rememberMethods(pool, "1", [CARD]);
    expect(unseenMethods(pool, "1", [CASH, CARD])).toEqual([]);
  });

  it("are another program's, another shop's and another database's own", () => {
    const pool = {};
    rememberMethods(pool, "1", [CASH]);
    expect(unseenMethods(pool, "2", [CASH])).toEqual([CASH]);
    expect(unseenMethods(pool, "1", [{ ...CASH, shopId: "2" }])).toEqual([{ ...CASH, shopId: "2" }]);
    expect(unseenMethods({}, "1", [CASH])).toEqual([CASH]);
  });

  it("are forgotten when there are too many: they are told again, which does no harm", () => {
    const pool = {};
    const many = Array.from({ length: 100_001 }, (_, index) => ({ shopId: "1", method: `method ${index}` }));
    rememberMethods(pool, "1", many.slice(0, 100_000));
    rememberMethods(pool, "1", [CASH]);
    expect(unseenMethods(pool, "1", [many[0]!, CASH])).toEqual([]);
    rememberMethods(pool, "1", [CARD]);
    expect(unseenMethods(pool, "1", [many[0]!, CASH, CARD])).toEqual([many[0], CASH]);
  });
});
