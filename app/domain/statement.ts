import type { Entry } from "./account.ts";

/** What a member may take home of an entry: everything that its hash is made of, the hash, and what it is about. */
export type StatementLine = {
  memberId: string;
  entry: Entry;
  recordedAt: Date;
  hash: Uint8Array;
  label: string | null;
  /** The program that the entry was written in, where it is not the statement's: the shop was linked since (rule 23). */
  programId?: string;
};

/** The entries as they are read, oldest first. */
export type StatementPages = Iterable<readonly StatementLine[]> | AsyncIterable<readonly StatementLine[]>;

export type StatementFormat = "csv" | "json";

const COLUMNS = ["at", "kind", "points", "balance", "label", "member", "no", "hash"];
/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** Spreadsheets take a file for UTF-8 when it begins like this. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * A cell of a CSV file (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it text; numbers
 * are ours and stay numbers.
 */
export function csvCell(value: string | number | bigint | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLine(line: StatementLine): string {
  const { at, kind, points, balance, no } = line.entry;
  const cells = [at.toISOString(), kind, points, balance, line.label, line.memberId, no, hex(line.hash)];
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** An entry with everything that its hash is made of, in that order, so that anybody can check the chain. */
function jsonLine(line: StatementLine): Record<string, unknown> {
  const { memberId, entry, recordedAt, hash, label, programId } = line;
  const { no, kind, order, posting, codeId, lots, version, at } = entry;
  return {
    ...(programId === undefined ? {} : { program: programId }),
    member: memberId,
    no,
    kind,
    points: Number(entry.points),
    pending: Number(entry.pending),
    reserved: Number(entry.reserved),
    debt: Number(entry.debt),
    balance: Number(entry.balance),
    order,
    posting,
    codeId,
    lots: lots?.map(({ lot, points }) => ({ lot, points: Number(points) })) ?? null,
    version,
    at: at.toISOString(),
    recordedAt: recordedAt.toISOString(),
    label,
    hash: hex(hash),
  };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Writes a statement piece by piece, as its entries arrive. docs/statement.md says what the pieces mean. */
export async function* writeStatement(
  format: StatementFormat,
  programId: string,
  pages: StatementPages,
): AsyncGenerator<string> {
  if (format === "csv") {
    yield `${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`;
    for await (const page of pages) yield page.map(csvLine).join("");
    return;
  }
  yield `{"v":1,"program":${JSON.stringify(programId)},"entries":[`;
  let separator = "\n";
  for await (const page of pages) {
    yield separator + page.map((line) => JSON.stringify(jsonLine(line))).join(",\n");
    separator = ",\n";
  }
  yield "\n]}\n";
}
