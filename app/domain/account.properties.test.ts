import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "./account.ts";
import { Story, oslo, withLevels, worth } from "./account.fixture.ts";
import { takeByHand } from "./debits.ts";
import { endCode, isHeld, refusalOf } from "./exchange.ts";
import { mergeAccounts } from "./merge.ts";
import { follow } from "./moments.ts";
import { replay } from "./replay.ts";

// Goal: whatever happens to a member, the entries alone give the balances. Method: random histories in a random program.

type Act =
  | { act: "order"; id: number; price: number; refunded: number; cancelled: boolean }
  | { act: "exchange"; times: number }
  | { act: "undo" }
  | { act: "use"; price: number; refunded: number }
  | { act: "take"; points: number }
  | { act: "wait"; days: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constant("order" as const),
    id: fc.integer({ min: 1, max: 4 }),
    price: fc.integer({ min: 0, max: 900 }),
    refunded: fc.integer({ min: 0, max: 3 }),
    cancelled: fc.boolean(),
  }),
  fc.record({ act: fc.constant("exchange" as const), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ act: fc.constant("undo" as const) }),
  fc.record({
    act: fc.constant("use" as const),
    price: fc.integer({ min: 1, max: 300 }),
    refunded: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ act: fc.constant("take" as const), points: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ act: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 70 }) }),
);

const program = fc.record({
  hold: fc.constantFrom(0, 14),
  debt: fc.constantFrom("carry", "forgive"),
  expiry: fc.constantFrom(
    { kind: "none" },
    { kind: "age", months: 2, roundTo: "day" },
    { kind: "inactivity", months: 1 },
  ),
  window: fc.constantFrom(
    { kind: "lifetime" },
    { kind: "rolling", months: 2 },
    { kind: "membership", months: 1 },
    { kind: "calendarYear" },
  ),
  onRefund: fc.constantFrom("immediately", "nextReview"),
});

type Chosen = { hold: number; debt: string; expiry: object; window: object; onRefund: string };

function patchOf({ hold, debt, expiry, window, onRefund }: Chosen): object {
  const bonuses = { joining: 10, firstOrder: 20, birthday: 30 };
  return withLevels({ window, onRefund, graceDays: 3 }, { earning: { holdDays: hold, bonuses }, debt, expiry });
}

function play(story: Story, acts: readonly Act[], check: (account: Account) => void): void {
  let used = 0;
  for (const each of acts) {
    const { account, timeline } = story;
    const held = [...account.codes.values()].find(isHeld);
    if (each.act === "wait") wait(story, each.days);
    else if (each.act === "order") {
      const line = { price: `${each.price}.00`, quantity: 3, refunded: each.refunded };
      story.order(String(each.id), { lines: [line], cancelledAt: each.cancelled ? story.now : null });
    } else if (each.act === "exchange") {
      if (refusalOf(account, timeline, { reward: "nok-50", times: each.times }, story.now) === null) {
        story.exchange(`K${account.codes.size}`, each.times);
      }
    } else if (each.act === "undo") {
      if (held) endCode(account, timeline, held.id, "undone", story.now);
    } else if (each.act === "take") {
      takeByHand(account, timeline, { points: BigInt(each.points), key: null, now: story.now });
    } else if (held) {
      used += 1;
      const line = {
        price: `${each.price}.00`,
        quantity: 2,
        refunded: each.refunded,
        code: held.code,
        codeDiscount: "1.00",
      };
      story.order(`u${used}`, { lines: [line], codes: [held.code] });
    }
    check(account);
  }
}

function wait(story: Story, days: number): void {
  story.now = new Date(story.now.getTime() + days * 86_400_000);
  follow(story.account, story.timeline, story.now);
}

function expectProof(account: Account): void {
  const played = replay(account.news.entries);
  expect(played.faults).toEqual([]);
  const { available, pending, reserved, debt } = account;
  expect({ available, pending, reserved, debt }).toEqual({
    ...{ available: played.available, pending: played.pending, reserved: played.reserved, debt: played.debt },
  });
  const lots = [...account.lots.values()];
  for (const lot of lots) expect([lot.no, lot.remaining]).toEqual([lot.no, played.lots.get(lot.no)]);
  const left = (isPending: boolean): bigint =>
    lots.filter((lot) => lot.pending === isPending).reduce((sum, lot) => sum + lot.remaining, 0n);
  expect([left(false), left(true)]).toEqual([available, pending]);
  expect(available === 0n || debt === 0n).toBe(true);
}

/** An account without what only says how it came about. */
function essence(account: Account): unknown {
  const { news: _news, ...rest } = account;
  return rest;
}

const history = fc.array(act, { minLength: 1, maxLength: 25 });

describe("any history", () => {
  it("gives balances that its entries give, never below zero, never points and debt at once", () => {
    fc.assert(
      fc.property(program, history, (chosen, acts) => {
        const story = new Story(patchOf(chosen), "01-05");
        story.account.birthday = "03-01";
        play(story, acts, expectProof);
        for (const [id, record] of story.orders) {
          const posted = replay(story.account.news.entries).orders.get(`1/${id}`) ?? 0n;
          expect([id, posted]).toEqual([id, record.posted]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is the same when time is followed in one step or day by day (rule 25)", () => {
    fc.assert(
      fc.property(program, history, fc.integer({ min: 1, max: 200 }), (chosen, acts, days) => {
        const make = (): Story => {
          const story = new Story(patchOf(chosen), "01-05");
          story.account.birthday = "03-01";
          play(story, acts, () => undefined);
          return story;
        };
        const [once, daily] = [make(), make()];
        wait(once, days);
        for (let day = 0; day < days; day += 1) wait(daily, 1);
        expect(essence(once.account)).toEqual(essence(daily.account));
        expect(once.account.news.entries).toEqual(daily.account.news.entries);
      }),
      { numRuns: 60 },
    );
  });

  it("is changed by nothing that is told again (rule 1)", () => {
    fc.assert(
      fc.property(program, history, (chosen, acts) => {
        const story = new Story(patchOf(chosen), "01-05");
        play(story, acts, () => undefined);
        const before = story.account.news.entries.length;
        for (const [id, record] of [...story.orders]) {
          story.order(id, { ...orderGivenOf(record.state), editedAt: [] });
        }
        expect(story.account.news.entries.slice(before)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("merges with another without a point lost or made (rule 24)", () => {
    fc.assert(
      fc.property(program, history, history, (chosen, acts, others) => {
        const [kept, gone] = [new Story(patchOf(chosen), "01-05"), new Story(patchOf(chosen), "01-05")];
        Object.assign(gone.account, { memberId: "2" });
        play(kept, acts, () => undefined);
        play(gone, others, () => undefined);
        const now = new Date(Math.max(kept.now.getTime(), gone.now.getTime()));
        for (const story of [kept, gone]) follow(story.account, story.timeline, now);
        renameCodes(gone.account);
        const worthOf = ({ available, pending, debt }: Account): bigint => available + pending - debt;
        const [worthBefore, reserved] = [
          worthOf(kept.account) + worthOf(gone.account),
          kept.account.reserved + gone.account.reserved,
        ];
        const { tiers } = kept.account.bonuses;
        mergeAccounts(kept.account, gone.account, kept.timeline, now);
        expectProof(kept.account);
        expect([worthOf(gone.account), gone.account.reserved]).toEqual([0n, 0n]);
        expect(kept.account.reserved).toBe(reserved);
        // A tier that only the joint history reaches may bring its bonus; here none has one.
        expect(worthOf(kept.account)).toBe(worthBefore);
        expect(kept.account.bonuses.tiers).toEqual(expect.arrayContaining(tiers));
      }),
      { numRuns: 60 },
    );
  });
});

/** Two stories call their codes the same; two members never do. */
function renameCodes(account: Account): void {
  for (const [id, code] of [...account.codes]) {
    account.codes.delete(id);
    account.codes.set(`other-${id}`, { ...code, id: `other-${id}`, code: `OTHER-${code.code}` });
  }
}

function orderGivenOf(
  state: Story["orders"] extends Map<string, infer R> ? (R extends { state: infer S } ? S : never) : never,
) {
  const line = state.lines[0];
  const discounts = line?.discounts ?? [];
  return {
    lines: [
      {
        price: line ? `${line.unitPrice / 100n}.00` : "0.00",
        quantity: line?.quantity ?? 0,
        refunded: line?.refundedQuantity ?? 0,
        ...(discounts[0]?.code ? { code: discounts[0].code, codeDiscount: "1.00" } : {}),
      },
    ],
    codes: state.codes.map((code) => code.code),
    cancelledAt: state.cancelledAt,
  };
}

describe("a quiet member", () => {
  it("wakes only when something happens (moments that are looked for are the moments that are)", () => {
    const story = new Story(withLevels({ window: { kind: "rolling", months: 2 } }), "01-05").order(
      "a",
      worth("600.00"),
    );
    expect(story.tier).toBe("silver");
    const next = story.account.nextAt;
    expect(next).toEqual(oslo("2026-03-06 02:00"));
    story.at("2026-03-06 02:00");
    expect(story.tier).toBe("bronze");
    expect(story.account.nextAt).toBeNull();
  });
});
