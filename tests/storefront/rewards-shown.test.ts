import { afterEach, describe, expect, it, vi } from "vitest";
import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import type { ShownReward } from "../../app/domain/program-metafield.ts";
import { renderBlock, wordsOf } from "./render.ts";
import { LOYALTY, PROGRAM } from "./samples.ts";

// Broken if a shopper saw a reward that isn't offered, or a button that can only be refused, or a name in another language.

const NOW = "2026-01-15T11:00:00Z";

afterEach(() => {
  vi.useRealTimers();
});

/** The account block with one reward and one open code of it, at a moment of January 2026. */
async function shown(reward: Partial<ShownReward>, loyalty: Partial<LoyaltyMetafield> = {}, language = "en") {
  vi.useFakeTimers({ now: new Date(NOW), toFake: ["Date"] });
  const rewards = [{ ...PROGRAM.exchange.rewards[0], multiples: false, ...reward }];
  const { document } = await renderBlock("account", {
    program: { ...PROGRAM, exchange: { ...PROGRAM.exchange, rewards } },
    loyalty: { ...LOYALTY, ...loyalty },
    language,
  });
  const item = document.querySelector(".laurel-reward");
  return {
    name: item && wordsOf(item.querySelector(".laurel-reward__name")),
    reason: item && wordsOf(item.querySelector(".laurel-reward__reason")),
    disabled: item?.querySelector("button[type=submit]")?.hasAttribute("disabled"),
    image: item?.querySelector("img")?.getAttribute("src") ?? null,
    code: wordsOf(document.querySelector("[data-laurel-code] [data-slot=name]")),
  };
}

describe("a reward in the account block", () => {
  it("has its name in the page's language, else in English, else what it gives; so has its code", async () => {
    const names = { nb: "Kaffe <på> oss", en: "Coffee on us" };
    expect(await shown({ names }, {}, "nb-NO")).toMatchObject({ name: "Kaffe <på> oss", code: "Kaffe <på> oss" });
    expect(await shown({ names }, {}, "de")).toMatchObject({ name: "Coffee on us", code: "Coffee on us" });
    expect(await shown({ names: { nb: "Kaffe" } }, {}, "de")).toMatchObject({ name: "Kaffe" });
    expect((await shown({})).name).toMatch(/50.* off$/);
  });

  it("shows its picture", async () => {
    const image = "https://cdn.shopify.com/s/files/1/coffee.png";
    expect(await shown({ image })).toMatchObject({ image });
    expect(await shown({})).toMatchObject({ image: null });
  });

  it("can't be taken before its first moment, and is gone after its last", async () => {
    const early = await shown({ from: "2026-02-01T00:00:00+01:00" });
    expect(early).toMatchObject({ disabled: true });
    expect(early.reason).toMatch(/^Available from .*2026$/);
    expect(await shown({ from: "2026-01-15T12:00:00+01:00", until: NOW })).toMatchObject({
      disabled: false,
      reason: "",
    });
    expect((await shown({ until: "2026-01-15T10:59:59Z" })).name).toBeNull();
  });

  it("can't be taken oftener than it may, and can again on the day that its limit begins anew", async () => {
    const limited = (again: string | null) => ({ limited: [{ reward: "nok-50", again }] });
    expect(await shown({}, limited(null))).toMatchObject({
      disabled: true,
      reason: "You have used this as often as you can",
    });
    const again = await shown({}, limited("2026-02-01"));
    expect(again).toMatchObject({ disabled: true });
    expect(again.reason).toMatch(/^Available again from .*2026$/);
    expect(await shown({}, limited("2026-01-15"))).toMatchObject({ disabled: false, reason: "" });
    expect(await shown({}, { limited: [{ reward: "another", again: null }] })).toMatchObject({ disabled: false });
  });
});
