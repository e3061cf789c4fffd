import { expect, it } from "vitest";
import { snapshotFigures } from "./snapshot.ts";

// Broken if figures that were kept by another version of Laurel, or by halves, were shown as if they were true.

const FIGURES = {
  members: 3,
  tiers: [{ tier: null, members: 3, held: "1200", inCodes: "0", debt: "-5" }],
  ages: [{ age: "pending", points: "12" }],
  rewards: [{ reward: "nok-50", codes: 2, used: 1, open: 1, points: "200", usedPoints: "100" }],
  repeat: { withCode: 1, withCodeTwice: 1, withoutCode: 2, withoutCodeTwice: 0 },
};

it("takes figures whole", () => {
  expect(snapshotFigures.parse(FIGURES)).toEqual(FIGURES);
});

it.each(["pending", "quarter", "half", "year", "twoYears", "older"])("knows points of the age %s", (age) => {
  expect(snapshotFigures.safeParse({ ...FIGURES, ages: [{ age, points: "1" }] }).success).toBe(true);
});

it.each([
  ["no count of members", { ...FIGURES, members: undefined }],
  ["half a member", { ...FIGURES, members: 0.5 }],
  ["points that are no whole number", { ...FIGURES, ages: [{ age: "half", points: "1.5" }] }],
  ["points with something before them", { ...FIGURES, ages: [{ age: "half", points: "x1" }] }],
  ["points as a number", { ...FIGURES, ages: [{ age: "half", points: 1 }] }],
  ["points beyond anything", { ...FIGURES, ages: [{ age: "half", points: "1".repeat(31) }] }],
  ["an age that is not counted", { ...FIGURES, ages: [{ age: "century", points: "1" }] }],
  ["a tier without what it holds", { ...FIGURES, tiers: [{ tier: "gold", members: 1 }] }],
  ["a reward without its codes", { ...FIGURES, rewards: [{ reward: "nok-50" }] }],
  ["half of what is said of repeats", { ...FIGURES, repeat: { withCode: 1 } }],
])("refuses %s", (_, figures) => {
  expect(snapshotFigures.safeParse(figures).success).toBe(false);
});
