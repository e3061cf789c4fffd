import { describe, expect, it } from "vitest";
import type { Entry } from "./account.ts";
import type { StatementFormat, StatementLine, StatementPages } from "./statement.ts";
import { csvCell, writeStatement } from "./statement.ts";

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

const ENTRY: Entry = {
  no: 3,
  kind: "spent",
  points: -100n,
  pending: 0n,
  reserved: -100n,
  debt: 5n,
  balance: 40n,
  order: { shopId: "1", orderId: "1001" },
  posting: 2,
  codeId: "12",
  lots: [{ lot: 1, points: 100n }],
  version: 4,
  key: "not for others",
  at: new Date("2026-01-05T09:05:00Z"),
};
const LINE: StatementLine = {
  memberId: "7",
  entry: ENTRY,
  recordedAt: new Date("2026-01-05T09:05:01Z"),
  hash: new Uint8Array([0, 10, 255]),
  label: "#1001",
};

async function written(format: StatementFormat, pages: StatementPages): Promise<string> {
  let text = "";
  for await (const piece of writeStatement(format, "2", pages)) text += piece;
  return text;
}

// Broken if a statement could not be read by what it is made for, or lacked what the chain is checked with.
describe("a statement", () => {
  it("as CSV has a line of titles and one for each entry, page by page", async () => {
    expect(await written("csv", [[LINE], [], [{ ...LINE, label: null, memberId: "8" }]])).toBe(
      "\uFEFFat,kind,points,balance,label,member,no,hash\r\n" +
        "2026-01-05T09:05:00.000Z,spent,-100,40,#1001,7,3,000aff\r\n" +
        "2026-01-05T09:05:00.000Z,spent,-100,40,,8,3,000aff\r\n",
    );
  });

  it("as JSON has everything that the hash is made of, in that order, and nothing of keys", async () => {
    const text = await written("json", [
      [LINE, { ...LINE, programId: "1" }],
      [{ ...LINE, entry: { ...ENTRY, lots: null } }],
    ]);
    const shown = {
      member: "7",
      no: 3,
      kind: "spent",
      points: -100,
      pending: 0,
      reserved: -100,
      debt: 5,
      balance: 40,
      order: { shopId: "1", orderId: "1001" },
      posting: 2,
      codeId: "12",
      lots: [{ lot: 1, points: 100 }],
      version: 4,
      at: "2026-01-05T09:05:00.000Z",
      recordedAt: "2026-01-05T09:05:01.000Z",
      label: "#1001",
      hash: "000aff",
    };
    expect(JSON.parse(text)).toEqual({
      v: 1,
      program: "2",
      entries: [shown, { program: "1", ...shown }, { ...shown, lots: null }],
    });
    expect(text.split("\n").map((line) => line.slice(0, 12))).toEqual([
      '{"v":1,"prog',
      '{"member":"7',
      '{"program":"',
      '{"member":"7',
      "]}",
      "",
    ]);
  });

  it("of nothing is a whole file too", async () => {
    expect(await written("csv", [])).toBe("\uFEFFat,kind,points,balance,label,member,no,hash\r\n");
    expect(JSON.parse(await written("json", []))).toEqual({ v: 1, program: "2", entries: [] });
  });
});
