import { describe, expect, it } from "vitest";
import { nearLimits } from "./near-limits.ts";
import { DEFAULT_PROGRAM, patchProgram, type Program } from "./program.ts";

// What would be broken in a shop: a merchant would hear of a limit only when publishing is refused.

function patched(patch: unknown): Program {
  const parsed = patchProgram(DEFAULT_PROGRAM, patch);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.program;
}

const tiers = (count: number) => ({
  tiers: {
    levels: Array.from({ length: count }, (_, at) => ({
      ...{ id: `t${at}`, name: `T${at}`, tag: `t${at}`, threshold: String(at) },
      discount: { type: "freeShipping" },
    })),
  },
});

describe("limits of Shopify's", () => {
  it("are far from a small program", () => {
    expect(nearLimits(DEFAULT_PROGRAM, 1)).toEqual([]);
    expect(nearLimits(patched(tiers(19)), 1)).toEqual([]);
  });

  it("are told from twenty discounts of tiers on", () => {
    expect(nearLimits(patched(tiers(20)), 1)).toEqual([{ what: "discounts", used: 20, most: 25 }]);
  });

  it("are told when the texts take most of the room", () => {
    const texts = Object.fromEntries(
      ["en", "nb", "sv", "da", "de", "fr"].map((tag) => [tag, { terms: "x".repeat(18_000) }]),
    );
    expect(nearLimits(patched({ texts }), 1)).toEqual([{ what: "room", used: 107, most: 128 }]);
  });
});
