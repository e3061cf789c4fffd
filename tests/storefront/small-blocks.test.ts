import { describe, expect, it } from "vitest";
import { renderBlock, type Reader, wordsOf } from "./render.ts";
import { EMPTY, LOYALTY, PROGRAM } from "./samples.ts";

// Broken if a header told a wrong balance, or a page were covered by news that nobody has.
/** Nothing of theirs ends: what ends within a month of the day of the test would be told. */
const MEMBER = { ...LOYALTY, expires: null };
const render = (block: string, reader: Reader = {}) =>
  renderBlock(block, { program: PROGRAM, loyalty: MEMBER, ...reader });
const words = async (block: string, reader?: Reader) =>
  wordsOf((await render(block, reader)).document.body).replaceAll("\u00a0", " ");

describe("the balance in one line", () => {
  it("is points and their worth, and leads to the account", async () => {
    expect(await words("balance")).toBe("1 240 points · Worth 620 kr");
    expect((await render("balance")).document.querySelector("a")?.getAttribute("href")).toBe("/account");
  });

  it("follows the merchant's settings", async () => {
    const settings = { show_worth: false, show_tier: true, link: "/pages/club" };
    expect(await words("balance", { settings })).toBe("1 240 points · Gold");
    expect((await render("balance", { settings })).document.querySelector("a")?.getAttribute("href")).toBe(
      "/pages/club",
    );
  });

  it("says what is owed, and what ends within a month", async () => {
    const owed = { ...LOYALTY, balance: 0, worth: "0.00", debt: 30, expires: null };
    expect(await words("balance", { loyalty: owed })).toBe(
      "0 points · You owe 30 points: what you earn next pays them back first",
    );
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const ending = (days: number) =>
      words("balance", { loyalty: { ...LOYALTY, expires: { points: 240, on: day(days) } } });
    expect(await ending(9)).toMatch(/^1 240 points · Worth 620 kr · 240 points can be used until /);
    expect(await ending(60)).toBe("1 240 points · Worth 620 kr");
  });

  it("invites who is not signed in, and says nothing to who takes no part", async () => {
    expect(await words("balance", { signedIn: false })).toBe("Sign in and collect");
    expect(await words("balance", { loyalty: { ...LOYALTY, participates: false } })).toBe("");
    expect(await words("balance", { loyalty: EMPTY })).toBe("0 points");
    expect(await words("balance", { program: undefined })).toBe("");
  });
});

describe("notices on every page", () => {
  const cart = (items: number, discounts: unknown[] = []) => ({
    item_count: items,
    cart_level_discount_applications: discounts,
  });

  it("are there until they are put away, by a form", async () => {
    const { document } = await render("notices", { cart: cart(0) });
    expect(wordsOf(document.querySelector("aside"))).toBe("You have reached Gold. Got it");
    expect(document.querySelector("form")?.getAttribute("action")).toBe("/apps/loyalty/dismiss");
  });

  it("say until when a code can still be used", async () => {
    const notice = { id: "9", kind: "codeEnds", tier: "", name: "LRL7ABCD", until: "2026-04-10" };
    const { document } = await render("notices", { cart: cart(0), loyalty: { ...LOYALTY, notices: [notice] } });
    expect(wordsOf(document.querySelector("aside"))).toMatch(/^LRL7ABCD can only be used until .*2026\.? Got it$/);
  });

  it("offer an open code where the cart has goods and no discount", async () => {
    const loyalty = { ...LOYALTY, notices: [] };
    expect(await words("notices", { loyalty, cart: cart(2) })).toContain("50 kr off Use in cart");
    expect(await words("notices", { loyalty, cart: cart(0) })).toBe("");
    expect(await words("notices", { loyalty, cart: cart(2, [{}]) })).toBe("");
    expect(await words("notices", { loyalty, cart: cart(2), settings: { show_code: false } })).toBe("");
  });

  it.each([{ signedIn: false }, { loyalty: undefined }, { loyalty: EMPTY }, { program: undefined }])(
    "are not one byte for %j",
    async (reader) => {
      expect((await render("notices", { cart: cart(2), ...reader })).html.trim()).toBe("");
    },
  );
});
