import { describe, expect, it } from "vitest";
import { RowList, millis, quoted } from "./row-literals.ts";

// Broken if a name with a quote or a comma moved every column after it by one. tests/ledger holds that PostgreSQL reads the same.

describe("rows as text", () => {
  it("have their cells in the order of the type, nothing for null, whatever the order of the row", () => {
    const list = new RowList(["id", "name", "done", "points", "at"]);
    expect(list.literal()).toBe("{}");
    list.add({ at: null, id: "9007199254740993", done: false, name: null, points: -5n });
    list.add({ at: 17, id: "2", done: true, name: quoted("a"), points: 0n });
    expect(list.literal()).toBe('{"(9007199254740993,,false,-5,)","(2,\\"a\\",true,0,17)"}');
  });

  it.each<[string | null, string | null]>([
    [null, null],
    ["", '\\"\\"'],
    ["a,b (c) {d}", '\\"a,b (c) {d}\\"'],
    ['say "hi"', '\\"say \\"\\"hi\\"\\"\\"'],
    ["back\\slash", '\\"back\\\\\\\\slash\\"'],
    ['\\"', '\\"\\\\\\\\\\"\\"\\"'],
    ["NULL", '\\"NULL\\"'],
  ])("hold %j", (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  it("carry moments as milliseconds", () => {
    expect([millis(new Date(17)), millis(new Date(0)), millis(null)]).toEqual([17, 0, null]);
  });
});
