import { describe, expect, it } from "vitest";
import { Story, oslo, worth } from "./account.fixture.ts";
import type { Code } from "./account.ts";
import { codeNews } from "./code-reports.ts";
import type { CodeNews } from "./code-reports.ts";
import { newOrderRecord } from "./member-orders.ts";
import type { OrderRecord } from "./member-orders.ts";
import { orderOf } from "./order.fixture.ts";
import type { OrderGiven } from "./order.fixture.ts";

// Broken if staff were not told who used somebody's code, or were told of what is as it should be.

const ORDER = { shopId: "1", orderId: "9" };

function newsOf(code: Partial<Code>, given: OrderGiven = {}, rest: Partial<OrderRecord> = {}): CodeNews {
  const story = new Story({}, "01-05").order("first", worth("300.00")).exchange("C");
  const made = story.account.codes.get("C");
  if (!made) throw new Error("there is no code");
  const state = orderOf({ codes: ["c"], ...given });
  return codeNews({ ...newOrderRecord(ORDER, state), memberId: "1", ...rest }, { ...made, ...code }, "1");
}

describe("what staff are told about a code", () => {
  const about = { codeId: "C", order: ORDER };

  it.each<[string, CodeNews, Partial<Code>, OrderGiven, Partial<OrderRecord>]>([
    ["nothing of its member's own order", null, {}, {}, {}],
    ["nothing again of the order that used it", null, { order: ORDER }, {}, {}],
    ["nothing of an order without it", null, {}, { codes: [] }, { memberId: "2" }],
    ["nothing of an order that has fallen away", null, {}, { cancelledAt: oslo("01-06") }, { memberId: "2" }],
    [
      "an order of another shop",
      { report: { ...about, kind: "otherShop", details: {} } },
      { shopId: "2" },
      {},
      { memberId: "2" },
    ],
    [
      "a second order",
      { report: { ...about, kind: "secondOrder", details: { first: "8" } } },
      { order: { shopId: "1", orderId: "8" } },
      {},
      { memberId: "2" },
    ],
    [
      "a stranger, by the customer's id",
      { report: { ...about, kind: "stranger", details: { customer: "7201" } } },
      { order: ORDER },
      {},
      { memberId: "2" },
    ],
    [
      "a guest, of whom nothing is known",
      { report: { ...about, kind: "stranger", details: { customer: null } } },
      {},
      { customerId: null },
      { memberId: null },
    ],
    ["that a guest was the member all along", { withdrawn: about }, {}, {}, { attachedAt: oslo("01-07") }],
  ])("%s", (_, expected, code, order, record) => {
    expect(newsOf(code, order, record)).toEqual(expected);
  });
});
