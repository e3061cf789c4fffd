import { describe, expect, it } from "vitest";
import type { Code } from "./account.ts";
import { Story, oslo, worth } from "./account.fixture.ts";
import { endCode, refusalOf, returnUpTo, spendCode } from "./exchange.ts";
import type { Refusal } from "./exchange.ts";
import type { LimitSpan } from "./program.ts";
import { rewardName } from "./reader-language.ts";
import { reachedLimits } from "./reward-limits.ts";

// A limit that counts too little gives a reward away, one that counts too much takes it from a customer who gave it back.

const ZONE = "Europe/Oslo";

function story(reward: object, from = "01-01 12:00"): Story {
  const rewards = [{ id: "nok-50", type: "amount", points: 100, value: "50.00", multiples: true, ...reward }];
  return new Story({ exchange: { rewards } }, from).order("a", worth("10000.00"));
}

const limited = (times: number, per: LimitSpan): object => ({ limits: [{ times, per }] });

function refusal({ account, timeline, now }: Story, times = 1): Refusal | null {
  return refusalOf(account, timeline, { reward: "nok-50", times }, now);
}

describe("limits of a reward", () => {
  it.each([
    ["day", "2026-01-07 23:59", "2026-01-08 00:00"],
    ["week", "2026-01-11 23:59", "2026-01-12 00:00"],
    ["month", "2026-01-31 23:59", "2026-02-01 00:00"],
    ["year", "2026-12-31 23:59", "2027-01-01 00:00"],
  ] as const)("of a %s begin anew with the next one of the shop's calendar", (per, last, next) => {
    const once = story({ ...limited(1, per), codeDays: 3000 })
      .at("01-07 10:00")
      .exchange("A");
    expect(refusal(once.at(last))).toBe("limitReached");
    expect(refusal(once.at(next))).toBeNull();
  });

  it("for ever end never", () => {
    const twice = story({ ...limited(2, "ever"), codeDays: 3000 }).exchange("A");
    expect(refusal(twice)).toBeNull();
    expect(refusal(twice.exchange("B").at("2031-01-01"))).toBe("limitReached");
  });

  it("all count, and several times in one code count as so many", () => {
    const both = {
      limits: [
        { times: 3, per: "day" },
        { times: 5, per: "ever" },
      ],
    };
    const member = story(both).exchange("A", 2);
    expect([refusal(member), refusal(member, 2)]).toEqual([null, "limitReached"]);
    member.at("01-02 12:00").exchange("B", 2);
    expect([refusal(member), refusal(member, 2)]).toEqual([null, "limitReached"]);
  });

  it("of one reward don't count another's codes", () => {
    const member = story(limited(1, "ever")).exchange("A");
    for (const code of member.account.codes.values()) code.reward = "other";
    expect(refusal(member)).toBeNull();
  });

  it("don't count what came back: a code that was undone, expired or never made, or whose order was cancelled", () => {
    const after = (change: (member: Story, code: Code) => void): Refusal | null => {
      const member = story(limited(1, "ever")).exchange("A");
      change(member, member.account.codes.get("A")!);
      return refusal(member);
    };
    const order = { shopId: "1", orderId: "o" };
    const use = ({ account, timeline, now }: Story): void => spendCode(account, timeline, "A", order, now, now);
    expect(after(() => undefined)).toBe("limitReached");
    expect(after(({ account, timeline, now }) => endCode(account, timeline, "A", "undone", now))).toBeNull();
    expect(after(({ account, timeline, now }) => endCode(account, timeline, "A", "failed", now))).toBeNull();
    expect(after((member) => member.at("06-01 12:00"))).toBeNull();
    expect(after(use)).toBe("limitReached");
    const returned = (points: bigint) => (member: Story) => {
      use(member);
      returnUpTo(member.account, member.timeline, "A", points, member.now);
    };
    expect(after(returned(99n))).toBe("limitReached");
    expect(after(returned(100n))).toBeNull();
  });

  it("are told with the day on which the reward can be taken again", () => {
    const told = (...limits: object[]): unknown => {
      const { account, timeline, now } = story({ limits }).exchange("A");
      return reachedLimits(timeline[0]!.program.exchange.rewards, account.codes.values(), now, ZONE);
    };
    expect(told({ times: 2, per: "day" })).toEqual([]);
    expect(told({ times: 1, per: "day" }, { times: 1, per: "month" })).toEqual([
      { reward: "nok-50", again: "2026-02-01" },
    ]);
    expect(told({ times: 1, per: "day" }, { times: 1, per: "ever" })).toEqual([{ reward: "nok-50", again: null }]);
  });
});

describe("a reward with dates", () => {
  it("is offered from its first moment to its last, both included", () => {
    const dates = { from: "2026-02-01T00:00:00+01:00", until: "2026-02-28T23:59:59+01:00" };
    const member = story(dates);
    const at = (moment: Date): Refusal | null => {
      member.now = moment;
      return refusal(member);
    };
    const second = (moment: Date, seconds: number): Date => new Date(moment.getTime() + seconds * 1000);
    expect(at(second(oslo("02-01 00:00"), -1))).toBe("notYet");
    expect(at(oslo("02-01 00:00"))).toBeNull();
    expect(at(second(oslo("03-01 00:00"), -1))).toBeNull();
    expect(at(oslo("03-01 00:00"))).toBe("over");
  });

  it("is refused for its dates before anything else, and for its limits before too few points", () => {
    const over = story({ until: "2026-01-01T00:00:00+01:00", multiples: false });
    expect(refusal(over, 2)).toBe("over");
    const poor = story({ ...limited(1, "ever"), points: 6_000 }).exchange("A");
    expect(refusal(poor)).toBe("limitReached");
  });
});

describe("a reward's name", () => {
  it("is the reader's language's, else its main language's, else English, else any; without one there is none", () => {
    const names = { nb: "Kaffe", en: "Coffee" };
    expect(["nb-NO", "nb", "de", "en"].map((language) => rewardName(names, language))).toEqual([
      "Kaffe",
      "Kaffe",
      "Coffee",
      "Coffee",
    ]);
    expect([rewardName({ nb: "Kaffe" }, "de"), rewardName({}, "de")]).toEqual(["Kaffe", null]);
  });
});
