import { expect, it } from "vitest";
import { compareIds } from "./ids.ts";

it("ids are sorted by their number, also where no number of JavaScript is as large", () => {
  const ids = ["10", "9", "9007199254740993", "9007199254740992", "101", "100", "9"];
  expect(ids.sort(compareIds)).toEqual(["9", "9", "10", "100", "101", "9007199254740992", "9007199254740993"]);
  expect([compareIds("7", "7"), compareIds("7", "8"), compareIds("8", "7"), compareIds("", "1")]).toEqual([
    0, -1, 1, -1,
  ]);
});
