import { describe, expect, it } from "vitest";
import type { ProgramError } from "./program.ts";
import { parseProgram } from "./program.ts";

// Broken if a refusal did not name what was wrong, or if a value at its limit were refused, or one beyond it taken.

const gold = { id: "gold", name: "Gold", threshold: "1000.00", tag: "gold" };
const coupon = { id: "coupon", type: "amount", points: 100, value: "50.00" };
const percent = (value: string): object => ({ exchange: { rewards: [{ ...coupon, type: "percentage", value }] } });
const level = (more: object): object => ({ tiers: { levels: [{ ...gold, ...more }] } });

function errorsOf(patch: unknown): ProgramError[] {
  const parsed = parseProgram(patch);
  return parsed.ok ? [] : parsed.errors;
}

describe("a refusal says in words", () => {
  it.each<[what: string, patch: unknown, error: ProgramError]>([
    [
      "which key there isn't",
      { colour: "red" },
      { path: "colour", message: "is not a key of a program", code: "unknownKey", params: { key: "colour" } },
    ],
    [
      "that a list is too long",
      { excludeCustomers: { tags: Array.from({ length: 1_001 }, (_, index) => `t${index}`) } },
      {
        path: "excludeCustomers.tags",
        message: "must have at most 1000 entries",
        code: "tooLong",
        params: { limit: "1000" },
      },
    ],
    [
      "what kind of value is wanted",
      { earning: { wholeStepsOnly: "yes" } },
      {
        path: "earning.wholeStepsOnly",
        message: "must be true or false",
        code: "wrongType",
        params: { expected: "true or false" },
      },
    ],
    [
      "which choices there are",
      { debt: "sell" },
      {
        path: "debt",
        message: "must be one of carry, forgive",
        code: "unknownChoice",
        params: { choices: "carry, forgive" },
      },
    ],
    [
      "which kinds there are",
      { expiry: { kind: "never" } },
      {
        path: "expiry.kind",
        message: "must be one of none, age, inactivity",
        code: "unknownChoice",
        params: { choices: "none, age, inactivity" },
      },
    ],
    ["what is missing", { expiry: { kind: "age" } }, { path: "expiry.months", message: "is missing", code: "missing" }],
  ])("%s", (_, patch, error) => {
    expect(errorsOf(patch)).toEqual([error]);
  });

  it("where in a formatted text the mistake is, as what it was meant to be", () => {
    const heading = { type: "heading", level: 9, children: [] };
    const errors = errorsOf({ texts: { en: { terms: { type: "root", children: [heading] } } } });
    expect(errors.map(({ path }) => path)).toEqual([expect.stringMatching(/^texts\.en\.terms\.children\.0/)]);
    const texts = (level: unknown): unknown => ({
      texts: { en: { terms: { type: "root", children: [{ ...heading, level }] } } },
    });
    expect(errorsOf(texts(1.5))).toEqual([
      { path: "texts.en.terms.children.0.level", message: "must be a whole number", code: "notInteger" },
    ]);
    expect(errorsOf(texts("two"))).toEqual([
      {
        path: "texts.en.terms.children.0.level",
        message: "must be a number",
        code: "wrongType",
        params: { expected: "a number" },
      },
    ]);
    expect(errorsOf({ texts: { en: { terms: 7 } } })).toEqual([
      {
        path: "texts.en.terms",
        message: "must be a text in quotes",
        code: "wrongType",
        params: { expected: "a text in quotes" },
      },
    ]);
    expect(errorsOf({ texts: { en: { terms: "x".repeat(20_001) } } })).toEqual([
      { path: "texts.en.terms", message: "must be at most 20000 characters", code: "tooLong" },
    ]);
  });
});

describe("a value at its limit is taken, and one beyond it refused", () => {
  it.each([
    [{ earning: { points: 1_000_000_000 } }, { earning: { points: 1_000_000_001 } }],
    [{ earning: { holdDays: 3_650 } }, { earning: { holdDays: 3_651 } }],
    [percent("100"), percent("100.01")],
    [percent("0.5"), percent("0")],
    [percent("99.5"), percent("100.5")],
    [level({ name: "x".repeat(255) }), level({ name: "x".repeat(256) })],
    [level({ tag: "a b" }), level({ tag: " a" })],
    [level({ tag: "ab" }), level({ tag: "ab " })],
    [level({ id: "i".repeat(64) }), level({ id: "i".repeat(65) })],
  ])("%j, not %j", (taken, refused) => {
    expect(errorsOf(taken)).toEqual([]);
    expect(errorsOf(refused)).toHaveLength(1);
  });
});

describe("colours and addresses", () => {
  it.each(["#fff", "#FFF", "#8c5a2b", "#8C5A2B"])("%s is a colour", (background) => {
    expect(errorsOf(level({ card: { background } }))).toEqual([]);
  });

  it.each(["fff", "#ff", "#ffff", "#fffff", "#8c5a2bb", "#ggg", "#gggggg", "x#fff", "#fffx", "red;x:#fff"])(
    "%s is none",
    (background) => {
      expect(errorsOf(level({ card: { background } })).map(({ code }) => code)).toEqual(["notColour"]);
    },
  );

  it.each(["https://cdn.example/a.png", "http://cdn.example/a.png?v=1"])("%s is the address of a picture", (image) => {
    expect(errorsOf(level({ card: { image } }))).toEqual([]);
  });

  it.each([
    "cdn.example/a.png",
    "xhttps://cdn.example",
    "https://",
    'https://a"b',
    "https://a'b",
    "https://a<b",
    "https://a>b",
    "https://a b",
    "https://a\\b",
    "javascript:alert(1)",
  ])("%s is none", (image) => {
    expect(errorsOf(level({ card: { image } })).map(({ code }) => code)).toEqual(["notAddress"]);
  });
});
