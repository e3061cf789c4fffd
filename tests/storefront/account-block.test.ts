import { describe, expect, it } from "vitest";
import type { LoyaltyMetafield } from "../../app/domain/loyalty-metafield.ts";
import { type Reader, renderBlock, wordsOf } from "./render.ts";
import { EMPTY, LOYALTY, PROGRAM } from "./samples.ts";

// Broken if a shopper saw a wrong number, could not exchange, or were not told why: the account block in each state.
const NBSP = /\u00a0/g;

async function account(reader: Reader = {}): Promise<{ html: string; document: Document; words: string }> {
  const page = await renderBlock("account", { program: PROGRAM, loyalty: LOYALTY, ...reader });
  return { ...page, words: wordsOf(page.document.querySelector("section")).replaceAll(NBSP, " ") };
}

const member = (changes: Partial<LoyaltyMetafield>) => account({ loyalty: { ...LOYALTY, ...changes } });

/** The form that exchanges points for a reward. */
function rewardForm(document: Document, reward: string): HTMLFormElement {
  const form = document.querySelector<HTMLInputElement>(`input[name=reward][value="${reward}"]`)?.form;
  if (!form) throw new Error(`no form for ${reward}`);
  return form;
}

const keyOf = (form: HTMLFormElement) => form.querySelector<HTMLInputElement>("[name=key]")?.value ?? "";

describe("a member", () => {
  it("reads the balance, what it is worth, and what surrounds it", async () => {
    const { document, words } = await account();
    expect(wordsOf(document.querySelector("[data-laurel-balance]"))).toMatch(/^1.240$/);
    expect(words).toContain("Worth 620 kr");
    expect(words).toContain("12 points on their way");
    expect(words).toContain("100 points held in unused codes");
    expect(words).toContain("1 point can be used until January 10, 2027");
    expect(words).not.toContain("You owe");
  });

  it("reads about debt, and no line about what is nought", async () => {
    const { document } = await member({ balance: 0, worth: "0.00", pending: 0, reserved: 0, debt: 30, expires: null });
    document.querySelectorAll("[hidden]").forEach((element) => element.remove());
    const words = wordsOf(document.querySelector("section"));
    expect(words).toContain("You owe 30 points: what you earn next pays them back first");
    for (const absent of ["on their way", "held in unused codes", "can be used until", "Worth"])
      expect(words).not.toContain(absent);
  });

  it("sees a card drawn in the tier's colours, with its days", async () => {
    const { document } = await member({ card: { ...LOYALTY.card!, until: "2027-01-05" } });
    const card = document.querySelector<HTMLElement>(".laurel-card")!;
    expect(card.getAttribute("style")).toContain("--laurel-card: #b8860b");
    expect(wordsOf(card)).toBe("GoldAdaSince January 5, 2026 · until January 5, 2027");
  });

  it("sees the merchant's picture of a card, its place kept, with its name for those who cannot see it", async () => {
    const { document } = await member({ card: { ...LOYALTY.card!, image: "https://cdn.shopify.com/gold.png" } });
    const image = document.querySelector("img")!;
    expect([image.src, image.alt, image.width, image.height]).toEqual([
      "https://cdn.shopify.com/gold.png",
      "Gold",
      640,
      404,
    ]);
    expect(wordsOf(document.querySelector(".laurel-account__card"))).toBe("Gold Since January 5, 2026");
  });

  it("sees how far it is to the next tier, in words and as a bar with a name", async () => {
    const { document, words } = await account();
    const bar = document.querySelector("progress")!;
    expect([bar.value, bar.max]).toEqual([62, 100]);
    expect(bar.labels[0]?.textContent.replaceAll(/\s/g, " ")).toBe("7 600,50 kr more to reach Platinum");
    expect(words).not.toContain("highest tier");
  });

  it.each([
    ["points", "1", "1 point more to reach Platinum"],
    ["points", "2500", "2 500 points more to reach Platinum"],
    ["orders", "1", "1 order more to reach Platinum"],
    ["orders", "3", "3 orders more to reach Platinum"],
  ] as const)("is told of %s still missing (%s) in words that fit the number", async (metric, missing, expected) => {
    const { document } = await member({ next: { ...LOYALTY.next!, metric, missing } });
    expect(document.querySelector("label")?.textContent.replaceAll(/\s/g, " ")).toBe(expected);
  });

  it("is told when there is no higher tier", async () => {
    const { words, document } = await member({ tier: "platinum", next: null });
    expect(words).toContain("You hold the highest tier.");
    expect(document.querySelector("progress")).toBeNull();
  });

  it("without a tier has neither card nor badge", async () => {
    const { document } = await member({ tier: null, card: null, next: null });
    expect(document.querySelector(".laurel-card")).toBeNull();
    expect(document.querySelector("progress")).toBeNull();
  });

  it("reads the history, gains with a plus", async () => {
    const { document } = await account();
    const lines = [...document.querySelectorAll(".laurel-history__entry")].map((line) =>
      wordsOf(line).replaceAll(NBSP, " "),
    );
    expect(lines).toEqual(["Order #1007January 5, 2026 +1 124", "ExchangedJanuary 4, 2026 −100"]);
  });

  it("leads to what may be chosen among mails, where the shop sends any", async () => {
    const links = (document: Document) =>
      [...document.querySelectorAll("a[href*=mails]")].map((link) => [link.textContent, link.getAttribute("href")]);
    const { document } = await account({ program: { ...PROGRAM, mails: true } });
    expect(links(document)).toEqual([["Choose your emails", "/apps/loyalty/mails?locale=en"]]);
    expect(links((await account()).document)).toEqual([]);
  });

  it("offers the whole statement as plain links, in the page's language", async () => {
    const { document } = await account();
    const links = [...document.querySelectorAll(".laurel-history a[href*=statement]")].map((link) => [
      wordsOf(link),
      link.getAttribute("href"),
    ]);
    expect(links).toEqual([
      ["CSV", "/apps/loyalty/statement?format=csv&locale=en"],
      ["JSON", "/apps/loyalty/statement?format=json&locale=en"],
    ]);
  });

  it("leads from an order to how its points were counted, and from nothing else", async () => {
    const { document } = await account();
    const lines = [...document.querySelectorAll(".laurel-history li a")];
    const orders = [...document.querySelectorAll(".laurel-history li")].filter((line) => /#\d+/.test(wordsOf(line)));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(orders.length);
    for (const link of lines) {
      const name = encodeURIComponent(wordsOf(link));
      expect(link.getAttribute("href")).toBe(`/apps/loyalty/order?name=${name}&locale=en`);
    }
  });

  it("is told of a tier reached, lost, and lost for a lower one, and can put it away without a script", async () => {
    const notice = (kind: "reached" | "lost", tier: string, name: string) => ({ id: "3", kind, tier, name });
    const told = async (one: ReturnType<typeof notice>) =>
      wordsOf((await member({ notices: [one] })).document.querySelector("[data-laurel-notice] span"));
    expect(await told(notice("reached", "gold", "Gold"))).toBe("You have reached Gold.");
    expect(await told(notice("lost", "gold", "Gold"))).toBe("Your tier is now Gold.");
    expect(await told(notice("lost", "platinum", "Platinum"))).toBe("You no longer hold Platinum.");
    const form = (await account()).document.querySelector<HTMLFormElement>("form[action='/apps/loyalty/dismiss']")!;
    expect(Object.fromEntries(formValues(form))).toEqual({ notice: "3", return: "/pages/club", locale: "en" });
  });
});

function formValues(form: HTMLFormElement): [string, string][] {
  return [...form.querySelectorAll("input")].map((input) => [input.name, input.value]);
}

describe("exchange", () => {
  it("is a form that posts everything the app needs", async () => {
    const { document } = await account();
    const form = rewardForm(document, "nok-50");
    expect([form.method, form.getAttribute("action")]).toEqual(["post", "/apps/loyalty/exchange"]);
    const { key, drawn, ...fields } = Object.fromEntries(formValues(form));
    expect(fields).toEqual({ reward: "nok-50", return: "/pages/club", locale: "en", times: "1" });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    // The second in which the page was drawn, as the app reads it.
    expect(Math.abs(Number(drawn) * 1000 - Date.now())).toBeLessThan(600_000);
    expect(form.querySelector("button")!.disabled).toBe(false);
  });

  it("keeps its key while the account is the same, and has another for another state, reward or customer", async () => {
    const key = async (changes: Partial<LoyaltyMetafield> = {}, reward = "nok-50") =>
      keyOf(rewardForm((await member(changes)).document, reward));
    expect(await key()).toBe(await key());
    const others = [
      await key({ balance: 1140 }),
      await key({ codes: [] }),
      await key({ asOf: "2026-01-05T09:05:02Z" }),
      await key({}, "ten"),
    ];
    expect(new Set([await key(), ...others]).size).toBe(5);
  });

  it("offers as many multiples as the balance pays for", async () => {
    const times = rewardForm((await account()).document, "nok-50").querySelector<HTMLInputElement>("[name=times]")!;
    expect([times.min, times.max]).toEqual(["1", "12"]);
    expect((await member({ balance: 199 })).document.querySelector("[name=times]")).toBeNull();
  });

  it.each([
    ["too few points", { balance: 60 }, "nok-50", "40 more points needed"],
    ["one point too few", { balance: 99 }, "nok-50", "1 more point needed"],
    ["another tier", { tier: "bronze" }, "ship", "Only for Gold, Platinum"],
    ["no tier", { tier: null }, "ship", "Only for Gold, Platinum"],
  ])("is refused in words before it is tried: %s", async (_, changes, reward, reason) => {
    const button = rewardForm((await member(changes)).document, reward).querySelector("button")!;
    expect(button.disabled).toBe(true);
    const described = (button.getAttribute("aria-describedby") ?? "").split(" ");
    const words = described.map((id) => wordsOf(button.ownerDocument.getElementById(id)));
    expect(words[1]).toBe(reason);
  });

  it("names the minimum where it stands in the way", async () => {
    const program = { ...PROGRAM, exchange: { ...PROGRAM.exchange, minimumPoints: 5000 } };
    const { document } = await account({ program });
    expect(wordsOf(rewardForm(document, "nok-50").closest("li")).replaceAll(NBSP, " ")).toContain(
      "Exchange starts at 5 000 points",
    );
  });

  it("says what a code demands", async () => {
    const { document } = await account();
    const terms = [...document.querySelectorAll(".laurel-reward .laurel-reward__words")].map((one) => wordsOf(one));
    expect(terms[1]?.replaceAll(NBSP, " ")).toBe(
      "10% off 1 300 points Minimum order 500 kr · Code valid for 90 days 60 more points needed",
    );
    expect(terms[2]).toBe("Free shipping 150 points Code valid for 1 day · For Gold, Platinum");
  });
});

describe("open codes", () => {
  it("can be read, copied, put in the cart by a link and undone by a form", async () => {
    const { document } = await account();
    const code = document.querySelector("[data-laurel-codes] li")!;
    expect(wordsOf(code)).toBe("50 kr off Valid until April 10, 2026 LRL7ABCD Copy Use in cart Undo");
    expect(code.querySelector("a")?.getAttribute("href")).toBe("/discount/LRL7ABCD?redirect=%2Fcart");
    const undo = code.querySelector<HTMLFormElement>("form")!;
    expect(undo.getAttribute("action")).toBe("/apps/loyalty/undo");
    expect(Object.fromEntries(formValues(undo))).toEqual({ code: "12", return: "/pages/club", locale: "en" });
  });

  it("leave no empty heading when there are none", async () => {
    const { document } = await member({ codes: [] });
    expect(document.querySelector<HTMLElement>("[data-laurel-codes]")!.hidden).toBe(true);
  });
});

describe("other readers", () => {
  it("who are not signed in see what they could have, and where to sign in", async () => {
    const { document, words } = await account({ signedIn: false });
    expect(words).toContain("100 points for every 1 000 kr you spend");
    expect(words).toContain("50 kr off 100 points");
    expect(document.querySelector("a")?.getAttribute("href")).toBe("/account/login");
    expect(document.querySelector("form")).toBeNull();
  });

  it("who take no part are told so, and cannot exchange", async () => {
    const { document, words } = await member({ participates: false });
    expect(words).toContain("You are not taking part");
    expect(document.querySelector("form")).toBeNull();
  });

  it.each([
    ["not yet known to the app", undefined],
    ["known, without points", EMPTY],
  ])("who are new (%s) are told how to begin", async (_, loyalty) => {
    const { document, words } = await account({ loyalty });
    expect(words).toContain("0 points Your first order brings the first points.");
    expect(rewardForm(document, "nok-50").querySelector("button")!.disabled).toBe(true);
  });

  it("see nothing while there is no program; the merchant is told why", async () => {
    expect(wordsOf((await account({ program: undefined })).document.body)).toBe("");
    expect(wordsOf((await account({ program: undefined, designMode: true })).document.body)).toContain(
      "until its program is published",
    );
  });

  it("with another currency are not promised it: amounts keep the program's own", async () => {
    const { words } = await account({ currency: "EUR" });
    expect(words).toContain("Worth 620.00 NOK");
    expect(words).not.toContain("620 kr");
  });

  it.each(["nb", "sv", "da", "de", "nl", "fr", "es"])(
    "in %s find no English and no missing words",
    async (language) => {
      const { html, words } = await account({ language });
      expect(html).not.toMatch(/translation missing/i);
      for (const english of ["points", "Exchange", "Worth", "Copy", "History", "Valid"])
        expect(words.split(/[^\p{L}]+/u).includes(english) && !(language === "fr" && english === "points")).toBe(false);
    },
  );
});

describe("what others wrote", () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>{{ shop.name }}`;

  it("stays text, wherever it stands", async () => {
    const program = {
      ...PROGRAM,
      tiers: PROGRAM.tiers.map((tier) => ({ ...tier, name: evil, perks: [evil] })),
      texts: { en: { programName: evil, promo: evil, terms: evil } },
    };
    const loyalty: LoyaltyMetafield = {
      ...LOYALTY,
      card: { ...LOYALTY.card!, name: evil, background: evil, text: evil },
      next: { ...LOYALTY.next!, name: evil },
      codes: [{ ...LOYALTY.codes[0]!, code: evil, id: evil }],
      notices: [{ id: evil, kind: "reached", tier: "gold", name: evil }],
      history: [{ at: evil, kind: evil, points: 1, label: evil }],
      asOf: evil,
    };
    for (const block of ["account", "program"]) {
      const { document } = await renderBlock(block, { program, loyalty, settings: { accent: evil } });
      expect(document.querySelectorAll("script, img, [onerror]").length).toBe(0);
      expect(document.body.textContent).toContain(evil);
      expect(document.body.innerHTML).not.toContain("Tea House");
    }
  });

  it("a picture's address cannot leave its attribute", async () => {
    const { document } = await member({ card: { ...LOYALTY.card!, image: `x" onerror="alert(1)` } });
    const image = document.querySelector("img")!;
    expect(image.getAttributeNames()).not.toContain("onerror");
  });
});

describe("before the first click", () => {
  it("there is no script and nothing to fetch", async () => {
    for (const block of ["account", "program"]) {
      const { document } = await renderBlock(block, { program: PROGRAM, loyalty: LOYALTY });
      expect(document.querySelectorAll("script, link, iframe, img").length).toBe(0);
    }
  });
});
