import type { Campaign } from "../../domain/program.ts";

/** Where a campaign stands at a moment; `unknown` while its days aren't typed. */
export type CampaignState = "running" | "coming" | "over" | "unknown";

/** Rule 4: a campaign runs between its moments, both included. */
export function stateOf({ from, until }: Pick<Campaign, "from" | "until">, now: number): CampaignState {
  const [begins, ends] = [Date.parse(from), Date.parse(until)];
  if (Number.isNaN(begins) || Number.isNaN(ends)) return "unknown";
  if (now < begins) return "coming";
  return now <= ends ? "running" : "over";
}

/** A stretch of a line, as parts of its length: 0 is where it begins, 1 where it ends. */
export type Stretch = { start: number; length: number };

/** Which part of a span of time a campaign takes; null where it takes nothing of it. */
export function stretchOf(
  { from, until }: Pick<Campaign, "from" | "until">,
  begin: number,
  end: number,
): Stretch | null {
  const start = Math.max(Date.parse(from), begin);
  const stop = Math.min(Date.parse(until), end);
  if (Number.isNaN(start) || Number.isNaN(stop) || stop < begin || start > end) return null;
  return { start: (start - begin) / (end - begin), length: (stop - start) / (end - begin) };
}

/** The beginnings of so many months in a row, "2026-11", from the month of a moment in a time zone on. */
export function monthsFrom(now: number, timeZone: string, count: number): string[] {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const first = part("year") * 12 + part("month") - 1;
  return Array.from({ length: count }, (_, index) => {
    const month = first + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}
