import { describe, expect, it } from "vitest";
import { createLimits } from "./limits.ts";

// Broken if one shopper could hammer the database, or one who does stopped the others.
describe("createLimits", () => {
  it("stops a customer who asks too often, and says for how long; others go on", async () => {
    const limits = createLimits({ customer: { points: 2, duration: 60 }, shop: { points: 100, duration: 60 } });
    expect(await limits.take("a", "1")).toEqual({ ok: true });
    expect(await limits.take("a", "1")).toEqual({ ok: true });
    const refused = await limits.take("a", "1");
    expect(refused).toEqual({ ok: false, seconds: 60 });
    expect(await limits.take("a", "2")).toEqual({ ok: true });
    expect(await limits.take("b", "1")).toEqual({ ok: true });
  });

  it("holds a whole shop to its share", async () => {
    const limits = createLimits({ customer: { points: 100, duration: 60 }, shop: { points: 2, duration: 60 } });
    await limits.take("a", "1");
    await limits.take("a", "2");
    expect((await limits.take("a", "3")).ok).toBe(false);
    expect((await limits.take("b", "3")).ok).toBe(true);
  });
});
