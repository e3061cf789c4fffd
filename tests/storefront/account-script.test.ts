import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { JSDOM } from "jsdom";
import { describe, expect, it, vi } from "vitest";
import { EXTENSION, renderBlock, type Reader, wordsOf } from "./render.ts";
import { LOYALTY, PROGRAM } from "./samples.ts";

// Broken if a click lost a code that was paid for, exchanged twice, or left the page telling yesterday's balance.
const FILES = ["laurel-account.js", "laurel-cart.js", "laurel-copy.js"];
/** What jsdom runs are scripts, and no modules: they are all there from the beginning, and what loads them finds them. */
const SCRIPTS = FILES.map((file) => readFileSync(join(EXTENSION, "assets", file), "utf8"))
  .join("\n")
  .replaceAll("import(", "load(");
const MADE = {
  ok: true,
  code: "LRL7NEW",
  codeId: "13",
  value: "50.00",
  points: 100,
  until: "2026-04-11",
  balance: 1140,
  worth: "570.00",
  reserved: 200,
};

const cartWith = (...codes: string[]) => ({ discount_codes: codes.map((code) => ({ code, applicable: true })) });
const EMPTY_CART = { "/cart.js": cartWith() };

type Account = HTMLElement & {
  send: (form: HTMLFormElement) => Promise<void>;
};
type Copy = HTMLElement & { copy: () => Promise<void> };
type Answer = object | "down";

/** The block in a browser's document with the script loaded, as after the first click; `answers` by path. */
async function open(
  answers: Record<string, Answer> = {},
  block = "account",
  reader: Reader = {},
  load: (address: string) => Promise<void> = () => Promise.resolve(),
) {
  const { html } = await renderBlock(block, { program: PROGRAM, loyalty: LOYALTY, ...reader });
  const { window } = new JSDOM(`<!doctype html><html lang="en"><body>${html}</body></html>`, {
    runScripts: "outside-only",
    url: "https://shop.example/account",
  });
  const asked: { path: string; body: Record<string, string>; json?: unknown }[] = [];
  const clipboard = { text: "", writeText: (text: string) => ((clipboard.text = text), Promise.resolve()) };
  const fetch = vi.fn((address: string, init: { body?: URLSearchParams } = {}) => {
    const { pathname } = new URL(address, "https://shop.example");
    const body = String(init.body ?? "");
    if (body.startsWith("{")) asked.push({ path: pathname, body: {}, json: JSON.parse(body) });
    else asked.push({ path: pathname, body: Object.fromEntries(new URLSearchParams(body)) });
    const answer = answers[pathname] ?? "down";
    if (answer === "down") return Promise.reject(new TypeError("no network"));
    return Promise.resolve(Response.json(answer));
  });
  Object.assign(window, { fetch, load });
  Object.defineProperty(window.crypto, "randomUUID", { value: () => "00000000-0000-4000-8000-000000000000" });
  Object.defineProperty(window.navigator, "clipboard", { value: clipboard });
  window.eval(SCRIPTS);
  const { document } = window;
  const account = document.querySelector<Account>("laurel-account")!;
  const form = (selector: string) => document.querySelector<HTMLInputElement>(selector)!.form!;
  return { document, account, asked, clipboard, form, status: () => wordsOf(document.querySelector("[role=status]")) };
}

const REWARD = "input[name=reward][value=nok-50]";

describe("exchange in place", () => {
  it("shows the code, puts it in the cart, and tells the new balance", async () => {
    const page = await open({ "/apps/loyalty/exchange": MADE, ...EMPTY_CART, "/cart/update.js": cartWith("lrl7new") });
    const form = page.form(REWARD);
    const valueOf = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value;
    const [key, drawn] = [valueOf("key"), valueOf("drawn")];
    await page.account.send(form);
    expect(page.asked[0]).toEqual({
      path: "/apps/loyalty/exchange",
      body: { reward: "nok-50", key, drawn, return: "/pages/club", locale: "en", times: "1" },
    });
    expect(page.asked.slice(1).map(({ path }) => path)).toEqual(["/cart.js", "/cart/update.js"]);
    expect(page.asked[2]?.json).toEqual({ discount: "LRL7NEW" });
    expect(page.status()).toBe("Your code LRL7NEW is in your cart.");
    expect(wordsOf(page.document.querySelector("[data-laurel-balance]"))).toBe("1 140");
    expect(wordsOf(page.document.querySelector("[data-laurel-worth]"))).toMatch(/^Worth 570.kr$/);
    expect(wordsOf(page.document.querySelector("[data-laurel-reserved]"))).toBe("200 points held in unused codes");
    const code = page.document.querySelector("[data-laurel-codes] li")!;
    expect(wordsOf(code)).toMatch(/^50.kr off Valid until April 11, 2026 LRL7NEW Copy Use in cart Undo$/);
    expect(code.querySelector("a")!.getAttribute("href")).toBe("/discount/LRL7NEW?redirect=%2Fcart");
    expect(code.querySelector<HTMLInputElement>("[name=code]")!.value).toBe("13");
    expect(page.document.activeElement).toBe(code.querySelector("button"));
  });

  it("counts in words that fit the number, and is silent about what ends next until that is known again", async () => {
    const answer = { ...MADE, balance: 99, reserved: 1 };
    const page = await open({
      "/apps/loyalty/exchange": answer,
      ...EMPTY_CART,
      "/cart/update.js": cartWith("lrl7new"),
    });
    const ending = page.document.querySelector<HTMLElement>("[data-laurel-expires]")!;
    expect([wordsOf(ending), ending.hidden]).toEqual(["1 point can be used until January 10, 2027", false]);
    const form = page.form(REWARD);
    await page.account.send(form);
    expect(wordsOf(form.closest("li")!.querySelector(".laurel-reward__reason"))).toBe("1 more point needed");
    expect(wordsOf(page.document.querySelector("[data-laurel-reserved]"))).toBe("1 point held in unused codes");
    expect(wordsOf(page.document.querySelector("[data-laurel-unit]"))).toBe("points");
    expect(ending.hidden).toBe(true);
    answer.balance = 1;
    await page.account.send(form);
    expect(wordsOf(page.document.querySelector("[data-laurel-unit]"))).toBe("point");
  });

  it("loads what puts a code in the cart when a form is sent, and leaves it to the code's link where that cannot be had", async () => {
    const loaded: string[] = [];
    const page = await open({ "/apps/loyalty/exchange": MADE, ...EMPTY_CART }, "account", {}, (address) => {
      loaded.push(address);
      return Promise.reject(new TypeError("no network"));
    });
    // As where the script was not defined either.
    page.document.querySelector<HTMLElement & { put?: unknown }>("laurel-cart")!.put = undefined;
    await page.account.send(page.form(REWARD));
    expect(loaded).toEqual(["/cdn/extensions/storefront/laurel-cart.js"]);
    expect(page.asked.map(({ path }) => path)).toEqual(["/apps/loyalty/exchange"]);
    expect(page.status()).toBe("Your code is LRL7NEW. It could not be put in the cart: enter it at checkout.");
  });

  it("is over for what the new balance does not pay for, and says why", async () => {
    const page = await open({ "/apps/loyalty/exchange": { ...MADE, balance: 60 }, "/discount/LRL7NEW": {} });
    await page.account.send(page.form(REWARD));
    expect(page.form(REWARD).querySelector("button")!.disabled).toBe(true);
    const reward = page.form(REWARD).closest("li");
    expect(wordsOf(reward)).toMatch(
      /^50.kr off 100 points Code valid for 90 days 40 more points needed How many Exchange$/,
    );
  });

  it("is over for a reward that was taken as often as it may be, whatever the balance", async () => {
    const answers = {
      "/apps/loyalty/exchange": { ...MADE, limited: true },
      "/apps/loyalty/undo": { ok: true, balance: 1240, worth: "620.00", reserved: 100 },
    };
    const page = await open({ ...answers, "/discount/LRL7NEW": {} });
    const form = page.form(REWARD);
    const reward = form.closest("li");
    await page.account.send(form);
    expect(form.querySelector("button")!.disabled).toBe(true);
    expect(wordsOf(reward!.querySelector(".laurel-reward__reason"))).toBe("You have used this as often as you can");
    // Another change of the balance doesn't open it again.
    await page.account.send(page.document.querySelector<HTMLFormElement>("[data-laurel=undo]")!);
    expect(form.querySelector("button")!.disabled).toBe(true);
  });

  it.each([
    ["keeps its key when no answer came", "down", true],
    ["keeps its key while the code is being made", { ok: false, reason: "pending", message: "Soon." }, true],
    ["keeps its key when nobody knows what was done", { ok: false, reason: "failed", message: "Oh." }, true],
    ["takes a new key when no code could be made", { ok: false, reason: "unavailable", message: "Later." }, false],
    ["takes a new key for the next exchange", MADE, false],
  ] as const)("%s", async (_, answer, isSame) => {
    const answers: Record<string, Answer> = { "/apps/loyalty/exchange": answer };
    const page = await open(answers);
    const form = page.form(REWARD);
    await page.account.send(form);
    if (answer === "down") {
      expect(page.status()).toBe("We could not reach the shop. Please try again: nothing is exchanged twice.");
    }
    answers["/apps/loyalty/exchange"] = MADE;
    await page.account.send(form);
    const keys = page.asked.filter(({ path }) => path === "/apps/loyalty/exchange").map(({ body }) => body["key"]);
    expect(keys[1] === keys[0]).toBe(isSame);
  });

  it("is sent once for a double click", async () => {
    const page = await open({ "/apps/loyalty/exchange": MADE, "/discount/LRL7NEW": {} });
    await Promise.all([page.account.send(page.form(REWARD)), page.account.send(page.form(REWARD))]);
    expect(page.asked.filter(({ path }) => path === "/apps/loyalty/exchange").length).toBe(1);
  });

  it("names several of one reward, and what to do with a code that the cart would not take", async () => {
    const page = await open({ "/apps/loyalty/exchange": { ...MADE, points: 300, value: "150.00" } });
    await page.account.send(page.form(REWARD));
    expect(wordsOf(page.document.querySelector("[data-laurel-codes] li strong"))).toMatch(/^3 × 50.kr off$/);
    expect(page.status()).toContain("It could not be put in the cart");
  });

  it("says a refusal in the server's words, and changes nothing", async () => {
    const page = await open({
      "/apps/loyalty/exchange": { ok: false, message: "You do not have enough points for this." },
    });
    await page.account.send(page.form(REWARD));
    expect(page.status()).toBe("You do not have enough points for this.");
    expect(page.document.querySelectorAll("[data-laurel-codes] li").length).toBe(1);
  });

  it("writes a code as text, whatever it holds", async () => {
    const page = await open({ "/apps/loyalty/exchange": { ...MADE, code: "<img src=x onerror=alert(1)>" } });
    await page.account.send(page.form(REWARD));
    expect(page.document.querySelector("img")).toBeNull();
  });
});

describe("the cart", () => {
  const exchanged = { "/apps/loyalty/exchange": MADE };
  const GOODS = { cart: { item_count: 2, cart_level_discount_applications: [] }, loyalty: { ...LOYALTY, notices: [] } };
  const asks = (page: { asked: { path: string }[] }) => page.asked.map(({ path }) => path);

  it("gets the code by Shopify's link where the theme's cart does not take it", async () => {
    const page = await open({ ...exchanged, ...EMPTY_CART, "/cart/update.js": cartWith(), "/discount/LRL7NEW": {} });
    await page.account.send(page.form(REWARD));
    expect(asks(page).slice(1)).toEqual(["/cart.js", "/cart/update.js", "/discount/LRL7NEW"]);
    expect(page.status()).toBe("Your code LRL7NEW is in your cart.");
  });

  it("keeps a code that the shopper chose, also one that does not apply", async () => {
    const page = await open({ ...exchanged, "/cart.js": { discount_codes: [{ code: "SUMMER", applicable: false }] } });
    await page.account.send(page.form(REWARD));
    expect(asks(page).slice(1)).toEqual(["/cart.js"]);
    expect(page.status()).toBe("Your code is LRL7NEW. Your cart has another code, which was left as it is.");
  });

  it("loses a code that is undone, and keeps the others", async () => {
    const answers = {
      "/apps/loyalty/undo": { ok: true, balance: 1340, worth: "670.50", reserved: 0 },
      "/cart.js": cartWith("SUMMER", "LRL7ABCD"),
      "/cart/update.js": cartWith("SUMMER"),
    };
    const page = await open(answers);
    await page.account.send(page.form("form[action='/apps/loyalty/undo'] input[name=code][value='12']"));
    await expect.poll(() => page.asked.at(-1)?.json).toEqual({ discount: "SUMMER" });
  });

  it("gets an open code back when the shopper comes back to goods without a code, once in a visit", async () => {
    const page = await open({ ...EMPTY_CART, "/cart/update.js": cartWith("LRL7ABCD") }, "notices", GOODS);
    await expect.poll(() => page.status()).toBe("Your code LRL7ABCD is in your cart.");
    expect(asks(page)).toEqual(["/cart.js", "/cart/update.js"]);
    const again = page.account.cloneNode(true);
    page.document.body.append(again);
    await Promise.resolve();
    expect(asks(page).length).toBe(2);
  });

  it("is left alone when it turns out to have a code that the shopper chose", async () => {
    const page = await open({ "/cart.js": cartWith("SUMMER") }, "notices", GOODS);
    await expect.poll(() => asks(page)).toEqual(["/cart.js"]);
    expect(page.status()).toBe("");
  });

  it.each([
    { name: "no goods", reader: { ...GOODS, cart: { item_count: 0, cart_level_discount_applications: [] } } },
    { name: "a discount", reader: { ...GOODS, cart: { item_count: 2, cart_level_discount_applications: [{}] } } },
    { name: "no open code", reader: { ...GOODS, loyalty: { ...LOYALTY, codes: [] } } },
    { name: "the setting off", reader: { ...GOODS, settings: { show_code: false } } },
  ])("is asked nothing and no script is loaded with $name", async ({ reader }) => {
    const { html } = await renderBlock("notices", { program: PROGRAM, ...reader });
    expect(html).not.toContain("<script");
    expect(html).not.toContain("data-back");
  });
});

describe("all scripts of the storefront together", () => {
  it("are at most 3 KB compressed", () => {
    const files = readdirSync(join(EXTENSION, "assets")).filter((file) => file.endsWith(".js"));
    expect(files.toSorted()).toEqual(FILES);
    const bytes = files.map((file) => gzipSync(readFileSync(join(EXTENSION, "assets", file)), { level: 9 }).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(3 * 1024);
  });
});

describe("codes and notices", () => {
  it("undoes: the code goes, the points come back, the focus stays in the block", async () => {
    const page = await open({ "/apps/loyalty/undo": { ok: true, balance: 1340, worth: "670.50", reserved: 0 } });
    await page.account.send(page.form("form[action='/apps/loyalty/undo'] input[name=code][value='12']"));
    expect(page.asked[0]?.body).toMatchObject({ code: "12" });
    expect(page.document.querySelector<HTMLElement>("[data-laurel-codes]")!.hidden).toBe(true);
    expect(wordsOf(page.document.querySelector("[data-laurel-balance]"))).toBe("1 340");
    expect(wordsOf(page.document.querySelector("[data-laurel-worth]"))).toMatch(/^Worth 670,50.kr$/);
    expect(page.document.querySelector<HTMLElement>("[data-laurel-reserved]")!.hidden).toBe(true);
    expect(page.document.activeElement).toBe(page.document.querySelector("[role=status]"));
    expect(page.form("input[name=reward][value=ten]").querySelector("button")!.disabled).toBe(false);
    expect(page.form("input[name=reward][value=ship]").querySelector("button")!.disabled).toBe(false);
  });

  it("dismisses a notice", async () => {
    const page = await open({ "/apps/loyalty/dismiss": { ok: true } });
    await page.account.send(page.form("[name=notice]"));
    expect(page.document.querySelector("[data-laurel-notice]")).toBeNull();
  });

  it("takes the note in the corner away with its last notice, and the account never", async () => {
    const dismissed = { "/apps/loyalty/dismiss": { ok: true } };
    const note = await open(dismissed, "notices");
    await note.account.send(note.form("[name=notice]"));
    expect(note.document.querySelector("laurel-account")).toBeNull();
    const account = await open(dismissed);
    await account.account.send(account.form("[name=notice]"));
    expect(account.document.querySelector("laurel-account")).not.toBeNull();
  });

  it("copies a code and says so", async () => {
    const page = await open();
    const copy = page.document.querySelector<Copy>("laurel-copy")!;
    await copy.copy();
    expect(page.clipboard.text).toBe("LRL7ABCD");
    expect(wordsOf(copy)).toBe("Copied");
  });

  it("selects a code where there is no clipboard", async () => {
    const page = await open();
    page.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
    await page.document.querySelector<Copy>("laurel-copy")!.copy();
    expect(page.document.getSelection()?.toString()).toBe("LRL7ABCD");
  });
});

describe("the handlers in the block", () => {
  it("load the script at the first click, and send the form itself where it cannot be loaded", async () => {
    const { account } = await open();
    expect(account.getAttribute("onsubmit")).toContain("import(this.dataset.module)");
    expect(account.getAttribute("onsubmit")).toContain("()=>f.submit()");
    expect(account.dataset["module"]).toBe("/cdn/extensions/storefront/laurel-account.js");
    const copy = account.querySelector<HTMLElement>("laurel-copy")!;
    expect(copy.getAttribute("onclick")).toContain("import(this.dataset.module)");
    expect(copy.dataset["module"]).toBe("/cdn/extensions/storefront/laurel-copy.js");
  });
});
