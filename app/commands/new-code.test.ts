import { describe, expect, it } from "vitest";
import { CODE_BITS, newCode } from "./new-code.ts";

// Whoever can guess a code has a customer's discount.

describe("newCode", () => {
  it("has at least 64 bits", () => {
    expect(CODE_BITS).toBeGreaterThanOrEqual(64);
  });

  it("uses all of its alphabet evenly, and nothing that looks like something else", () => {
    const counts = new Map<string, number>();
    const rounds = 4_000;
    for (let round = 0; round < rounds; round += 1) {
      const code = newCode();
      expect(code).toMatch(/^[34679CDFHJKMNPQRTWXY]{5}(-[34679CDFHJKMNPQRTWXY]{5}){2}$/);
      for (const character of code.replaceAll("-", "")) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    // 60,000 characters of 20 kinds: 3,000 of each, with a standard deviation of about 53.
    expect(counts.size).toBe(20);
    for (const count of counts.values()) expect(Math.abs(count - 3_000)).toBeLessThan(400);
  });

  it("never gives the same code twice", () => {
    expect(new Set(Array.from({ length: 10_000 }, newCode)).size).toBe(10_000);
  });
});
