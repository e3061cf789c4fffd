import { describe, expect, it } from "vitest";
import { cellsOf, momentOf } from "./record-text.ts";

describe("a row as text", () => {
  it.each([
    ["(1,2)", ["1", "2"]],
    ["(,)", [null, null]],
    ["(,2,)", [null, "2", null]],
    [`(1,"")`, ["1", ""]],
    [`("a, b","say ""yes""","back\\\\slash","(x)")`, ["a, b", `say "yes"`, "back\\slash", "(x)"]],
    [`("{""hold"": null}","\\\\x00ff",t)`, [`{"hold": null}`, "\\x00ff", "t"]],
  ])("%s", (text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it("has moments in UTC, and others are refused", () => {
    expect(momentOf("2026-01-05 09:00:00+00")).toEqual(new Date("2026-01-05T09:00:00Z"));
    expect(momentOf("2026-01-05 09:00:00.123+00")).toEqual(new Date("2026-01-05T09:00:00.123Z"));
    expect(() => momentOf("2026-01-05 10:00:00+01")).toThrow("not a moment in UTC");
  });
});
