import { describe, expect, it } from "vitest";
import { csvCell } from "./statement.ts";

// Broken if a spreadsheet ran what a customer or a merchant wrote in a name, or if a file fell apart at a comma.
describe("csvCell", () => {
  it.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A1'])(
    "makes %j plain text",
    (text) => {
      const cell = csvCell(text);
      const shown = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(shown).toBe(`'${text}`);
    },
  );

  it.each([
    [-250n, "-250"],
    [7, "7"],
    [null, ""],
    ["#1007", "#1007"],
    ["a-b=c", "a-b=c"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
  ])("writes %s as it is", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});
