import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderPlan } from "./gather-work.ts";
import { newOrderRecord } from "../domain/member-orders.ts";
import { orderOf } from "../domain/order.fixture.ts";
import { groupPlans } from "./order-work.ts";

// Orders of members who have to do with each other are written all together or not at all, and those of others never wait for them.

const NOW = new Date("2026-01-05T09:00:00Z");

function plan(id: string, memberId: string | null, codeOwners: string[] = []): OrderPlan {
  const ref = { shopId: "1", orderId: id };
  const record = { ...newOrderRecord(ref, orderOf({ id })), memberId };
  return {
    ref,
    shop: { id: "1", programId: "1", rate: null, revision: "1" },
    now: NOW,
    before: null,
    record,
    codeOwners,
  };
}

const idsOf = (groups: OrderPlan[][]): string[][] =>
  groups.map((group) => group.map(({ ref }) => ref.orderId).sort()).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));

describe("orders that are computed together", () => {
  it("are those that share a member or the owner of a code, however far apart", () => {
    const plans = [
      plan("1", "a"),
      plan("2", "b"),
      plan("3", "c", ["d"]),
      plan("4", "b", ["a"]),
      plan("5", "e"),
      plan("6", "d", ["b"]),
      plan("7", null, ["e"]),
      plan("8", null),
      plan("9", null),
    ];
    expect(idsOf(groupPlans(plans))).toEqual([["1", "2", "3", "4", "6"], ["5", "7"], ["8"], ["9"]]);
  });

  it("are what a plain search finds, whatever the members", () => {
    const member = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
    const given = fc.array(fc.tuple(fc.option(member), fc.array(member, { maxLength: 2 })), { maxLength: 12 });
    fc.assert(
      fc.property(given, (members) => {
        const plans = members.map(([own, owners], index) => plan(String(100 + index), own, owners));
        expect(idsOf(groupPlans(plans))).toEqual(idsOf(plainGroups(plans)));
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});

const everybody = ({ record, codeOwners }: OrderPlan): string[] => [record.memberId ?? [], codeOwners].flat();

/** Joins any two groups that share somebody until there are none. */
function plainGroups(plans: OrderPlan[]): OrderPlan[][] {
  let groups = plans.map((each) => [each]);
  for (;;) {
    const pair = groups.flatMap((a) => groups.filter((b) => b !== a && share(a, b)).map((b) => [a, b] as const))[0];
    if (!pair) return groups;
    const [a, b] = pair;
    groups = [...groups.filter((each) => each !== a && each !== b), [...a, ...b]];
  }
}

function share(a: OrderPlan[], b: OrderPlan[]): boolean {
  const members = new Set(a.flatMap(everybody));
  return b.flatMap(everybody).some((each) => members.has(each));
}
