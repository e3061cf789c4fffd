import { describe, expect, it } from "vitest";
import { parseMemberChange } from "./member-changes.ts";

// What would be broken in a shop: staff would take points where they meant to give them, or a tier set "until Friday" would end on Thursday.

const clock = { now: new Date("2026-03-10T22:30:00Z"), timeZone: "Europe/Oslo" };
const KEY = "0b6f6f5e-3d1c-4a55-9d54-0a2f6f7ac111";

function parse(fields: Record<string, string>) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return parseMemberChange(data, clock);
}

describe("adjusting points", () => {
  it.each([
    ["100", 100n],
    ["+100", 100n],
    ["-100", -100n],
    ["−100", -100n],
    [" 7 ", 7n],
  ])("%s is %s", (points, expected) => {
    const parsed = parse({ intent: "adjust", points, reason: " Sorry ", key: KEY });
    expect(parsed).toEqual({ ok: true, change: { intent: "adjust", points: expected, reason: "Sorry", key: KEY } });
  });

  it.each([
    ["", "Sorry", "notWhole"],
    ["1.5", "Sorry", "notWhole"],
    ["1e3", "Sorry", "notWhole"],
    ["1000000000000", "Sorry", "notWhole"],
    ["0", "Sorry", "zero"],
    ["-0", "Sorry", "zero"],
    ["10", "  ", "reasonMissing"],
  ])("“%s” because “%s” is refused as %s", (points, reason, problem) => {
    expect(parse({ intent: "adjust", points, reason, key: KEY })).toEqual({ ok: false, problem });
  });

  it("is malformed without a key, which would let a second click adjust twice", () => {
    expect(parse({ intent: "adjust", points: "10", reason: "Sorry", key: "x" })).toBeNull();
  });
});

describe("setting a tier", () => {
  it("lasts through the whole last day in the shop's time zone", () => {
    const parsed = parse({ intent: "setTier", tier: "gold", stay: "until", until: "2026-03-20" });
    expect(parsed).toEqual({
      ok: true,
      change: { intent: "setTier", tier: "gold", until: new Date("2026-03-20T23:00:00Z"), lock: false },
    });
  });

  it("can end today, where today is the shop's day, and not yesterday", () => {
    const today = parse({ intent: "setTier", tier: "", stay: "until", until: "2026-03-10" });
    expect(today).toEqual({
      ok: true,
      change: { intent: "setTier", tier: null, until: new Date("2026-03-10T23:00:00Z"), lock: false },
    });
    const yesterday = parse({ intent: "setTier", tier: "", stay: "until", until: "2026-03-09" });
    expect(yesterday).toEqual({ ok: false, problem: "datePast" });
  });

  it("needs the day that it says it needs", () => {
    for (const until of ["", "20.03.2026", "2026-13-40"]) {
      const parsed = parse({ intent: "setTier", tier: "gold", stay: "until", until });
      expect(parsed, until).toEqual({ ok: false, problem: "dateMissing" });
    }
  });

  it("ignores a day that was typed before another choice was made", () => {
    const locked = parse({ intent: "setTier", tier: "gold", stay: "lock", until: "2026-03-20" });
    expect(locked).toEqual({ ok: true, change: { intent: "setTier", tier: "gold", until: null, lock: true } });
  });
});

describe("anything else", () => {
  it.each([[{}], [{ intent: "delete" }], [{ intent: "undo", code: "1 OR 1=1" }], [{ intent: "setTier", tier: "x" }]])(
    "%j is malformed",
    (fields) => {
      expect(parse(fields as Record<string, string>)).toBeNull();
    },
  );
});
