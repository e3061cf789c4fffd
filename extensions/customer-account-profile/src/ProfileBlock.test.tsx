/// <reference types="@shopify/ui-extensions/customer-account.profile.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LoyaltyMetafield } from "../../../app/domain/loyalty-metafield.ts";
import type { ProgramMetafield } from "../../../app/domain/program-metafield.ts";
import { EMPTY, LOYALTY, PROGRAM } from "../../../tests/storefront/samples.ts";
import { speak } from "../../account-shared/host.fixture.ts";
import words from "../locales/en.default.json" with { type: "json" };

// Broken if a shopper with a new customer account saw a wrong balance, lost the code they paid for, or exchanged twice.
const extension = getExtension("customer-account.profile.block.render");

/** Shopify's and Laurel's servers: every answer is set by the test, and every request is kept. */
const server = {
  loyalty: LOYALTY as LoyaltyMetafield | null | "down",
  program: PROGRAM as ProgramMetafield | null,
  app: new Map<string, object | "down">(),
  asked: [] as { path: string; headers: Headers; body: Record<string, string> }[],
};

async function answer(address: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = address instanceof Request ? address.url : String(address);
  const path = url.replace(/^.*\/api\/account\//, "");
  const headers = new Headers(init?.headers);
  const body = typeof init?.body === "string" ? (JSON.parse(init.body) as Record<string, string>) : {};
  if (url.startsWith("shopify:")) {
    if (server.loyalty === "down") throw new TypeError("no network");
    const [loyalty, program] = [server.loyalty, server.program].map((value) => ({
      metafield: value === null ? null : { value: JSON.stringify(value) },
    }));
    return Response.json({ data: { customer: loyalty, shop: { ...program, url: "https://tea.example/" } } });
  }
  server.asked.push({ path, headers, body });
  const result = server.app.get(path) ?? "down";
  if (result === "down") throw new TypeError("no network");
  return Response.json(result);
}

beforeEach(() => {
  server.loyalty = LOYALTY;
  server.program = PROGRAM;
  server.asked = [];
  server.app = new Map();
  extension.setUp();
  extension.fetch = answer;
  speak(extension, words);
  extension.shopify.sessionToken.get = () => Promise.resolve("signed.session.token");
});
afterEach(() => extension.tearDown());

const text = () => document.body.textContent.replaceAll("\u00a0", " ");

async function open(): Promise<void> {
  await extension.render();
  await waitFor(() => expect(document.querySelector("s-spinner")).toBeNull());
}

function button(label: string): HTMLElement {
  const labelOf = (one: Element) =>
    `${one.getAttribute("accessibilitylabel") ?? ""} ${one.textContent}`.replaceAll("\u00a0", " ");
  const found = [...document.querySelectorAll<HTMLElement>("s-button")].find((one) => labelOf(one).includes(label));
  if (found === undefined) throw new Error(`no button ${label}`);
  return found;
}

const isDisabled = (element: HTMLElement) => element.hasAttribute("disabled");

describe("what is shown", () => {
  it("is the balance of the customer's own metafield, its worth, tier and codes", async () => {
    await open();
    expect(text()).toContain("1,240 points");
    expect(text()).toContain("Worth NOK 620.00");
    expect(text()).toContain("12 points on their way");
    expect(text()).toContain("Gold");
    expect(text()).toContain("NOK 7,600.50 more to reach Platinum");
    expect(text()).toContain("LRL7ABCD");
    expect(text()).toContain("You have reached Gold.");
  });

  it("is all read from Shopify: Laurel's server is not asked, and may be away", async () => {
    await open();
    expect(text()).toContain("NOK 50.00 off");
    expect(server.asked).toEqual([]);
  });

  it("is the program of Laurel's server where Shopify has none yet", async () => {
    server.program = null;
    server.app.set("program", { ok: true, program: PROGRAM });
    await open();
    expect(text()).toContain("NOK 7,600.50 more to reach Platinum");
    expect(isDisabled(button("Exchange: NOK 50.00 off"))).toBe(false);
  });

  it("is still the balance when nobody knows the program, and exchange is off in words", async () => {
    server.program = null;
    server.app.set("program", "down");
    await open();
    expect(text()).toContain("1,240 points");
    // Nobody says which currency it is, and an amount has its two digits all the same.
    expect(text()).toContain("7,600.50 more to reach Platinum");
    expect(text()).toContain(words.noExchange);
    expect(() => button(words.exchange.button)).toThrow();
  });

  it("is an error with a way out when Shopify does not answer", async () => {
    server.loyalty = "down";
    await open();
    expect(text()).toContain(words.failed);
    server.loyalty = EMPTY;
    fireEvent.click(button(words.retry));
    await waitFor(() => expect(text()).toContain("0 points"));
  });

  it("says that it is reading, until both have answered", async () => {
    await extension.render();
    const spinner = document.querySelector("s-spinner");
    expect(spinner?.getAttribute("accessibilitylabel")).toBe(words.loading);
    await waitFor(() => expect(text()).toContain("1,240 points"));
    expect(document.querySelector("s-spinner")).toBeNull();
  });

  it("says what is owed, and has neither card nor progress where there is no tier", async () => {
    server.loyalty = {
      ...LOYALTY,
      balance: 0,
      worth: "0.00",
      debt: 30,
      tier: null,
      card: null,
      next: null,
      keep: null,
    };
    await open();
    expect(text()).toContain("0 points");
    expect(text()).toContain("You owe 30 points: what you earn next pays them back first");
    expect(text()).not.toContain("Worth");
    expect(document.querySelector("s-progress, s-image")).toBeNull();
  });

  it("tells somebody new how to begin", async () => {
    server.loyalty = null;
    await open();
    expect(text()).toContain(words.balance.empty);
  });

  it("tells somebody excluded that they take no part", async () => {
    server.loyalty = { ...LOYALTY, participates: false };
    await open();
    expect(text()).toContain(words.apart);
    expect(() => button(words.exchange.button)).toThrow();
  });

  it("disables what cannot be had, and says why", async () => {
    await open();
    expect(isDisabled(button("Exchange: 10% off"))).toBe(true);
    expect(text()).toContain("60 more points needed");
    expect(isDisabled(button("Exchange: NOK 50.00 off"))).toBe(false);
  });
});

describe("exchange", () => {
  const made = {
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

  it("asks with the session token and a key, and shows the code and the new balance", async () => {
    server.app.set("exchange", made);
    await open();
    fireEvent.click(button("Exchange: NOK 50.00 off"));
    await waitFor(() => expect(text()).toContain("LRL7NEW"));
    expect(text()).toContain("1,140 points");
    expect(text()).toContain("Worth NOK 570.00");
    expect(text()).toContain("200 points held in unused codes");
    const asked = server.asked.find(({ path }) => path === "exchange");
    expect(asked?.headers.get("authorization")).toBe("Bearer signed.session.token");
    expect(asked?.body).toMatchObject({ reward: "nok-50", times: "1" });
    expect(asked?.body["key"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("is over for a reward that was taken as often as it may be, and silent about what ends next", async () => {
    server.app.set("exchange", { ...made, limited: true });
    await open();
    expect(text()).toContain("1 point can be used until January 10, 2027");
    fireEvent.click(button("Exchange: NOK 50.00 off"));
    await waitFor(() => expect(text()).toContain("LRL7NEW"));
    expect(isDisabled(button("Exchange: NOK 50.00 off"))).toBe(true);
    expect(text()).toContain(words.reason.limitReached);
    expect(text()).not.toContain("can be used until January");
  });

  it("asks once for a double click", async () => {
    server.app.set("exchange", made);
    await open();
    fireEvent.click(button("Exchange: NOK 50.00 off"));
    fireEvent.click(button("Exchange: NOK 50.00 off"));
    await waitFor(() => expect(text()).toContain("LRL7NEW"));
    const keys = server.asked.filter(({ path }) => path === "exchange").map(({ body }) => body["key"]);
    expect(new Set(keys).size).toBe(1);
  });

  it.each([
    ["keeps its key when no answer came", "down", words.unreachable, true],
    ["keeps its key while the code is being made", "pending", "In a moment.", true],
    ["keeps its key when nobody knows what was done", "failed", "In a moment.", true],
    ["keeps its key when it may not ask now", "tooManyRequests", "In a moment.", true],
    ["takes a new key when no code could be made", "unavailable", "In a moment.", false],
    ["takes a new key for the next exchange", "made", "LRL7NEW", false],
  ])("%s", async (_, reason, said, isSame) => {
    const refused = { ok: false, reason, message: "In a moment." };
    server.app.set("exchange", reason === "down" ? "down" : reason === "made" ? made : refused);
    await open();
    const exchange = async (count: number) => {
      fireEvent.click(button("Exchange: NOK 50.00 off"));
      await waitFor(() => expect(server.asked.filter(({ path }) => path === "exchange").length).toBe(count));
      await waitFor(() => expect(document.querySelector("[loading]")).toBeNull());
    };
    await exchange(1);
    await waitFor(() => expect(text()).toContain(said));
    server.app.set("exchange", made);
    await exchange(2);
    const keys = server.asked.filter(({ path }) => path === "exchange").map(({ body }) => body["key"]);
    expect(keys[1] === keys[0]).toBe(isSame);
  });

  it("says the server's refusal in its own words", async () => {
    server.app.set("exchange", {
      ok: false,
      reason: "tooFewPoints",
      message: "You do not have enough points for this.",
    });
    await open();
    fireEvent.click(button("Exchange: NOK 50.00 off"));
    await waitFor(() => expect(text()).toContain("You do not have enough points for this."));
    expect(text()).toContain("1,240 points");
  });
});

describe("codes and notices", () => {
  it("are undone: the code goes, the points come back", async () => {
    server.app.set("undo", { ok: true, balance: 1340, worth: "670.00", reserved: 0 });
    await open();
    fireEvent.click(button("Undo: LRL7ABCD"));
    await waitFor(() => expect(text()).toContain("1,340 points"));
    expect(text()).not.toContain("LRL7ABCD");
    expect(server.asked.find(({ path }) => path === "undo")?.body).toMatchObject({ code: "12" });
  });

  it("are put away", async () => {
    server.app.set("dismiss", { ok: true });
    await open();
    fireEvent.click(button(words.notices.dismiss));
    await waitFor(() => expect(text()).not.toContain("You have reached Gold."));
    expect(server.asked.find(({ path }) => path === "dismiss")?.body).toMatchObject({ notice: "3" });
  });

  it("are taken along to the store's cart by Shopify's own link", async () => {
    await open();
    expect(button("Use in cart: LRL7ABCD").getAttribute("href")).toBe(
      "https://tea.example/discount/LRL7ABCD?redirect=/cart",
    );
  });

  it("can be copied without a script of ours: the button names the text", async () => {
    await open();
    const copy = button("Copy: LRL7ABCD");
    expect(copy.getAttribute("command")).toBe("--copy");
    const item = document.getElementById(copy.getAttribute("commandfor") ?? "");
    expect(item?.getAttribute("text")).toBe("LRL7ABCD");
  });
});

describe("what a block keeps folded", () => {
  it("is the history, with how an order was counted and everything as a file", async () => {
    server.app.set("order?name=%231007&locale=en", {
      ok: true,
      order: { sentences: [{ text: "124 points.", details: [] }] },
    });
    server.app.set("statement", { ok: true, path: "/statement/7201.1.tea.abc" });
    await open();
    const history = document.querySelector("s-details")!;
    expect(history.querySelector("s-summary")?.textContent).toBe(words.history.title);
    expect(history.textContent).toContain("#1007");
    expect(server.asked).toEqual([]);
    fireEvent.click(document.querySelector(`s-link[accessibilitylabel="${words.history.why}: #1007"]`)!);
    await waitFor(() => expect(history.textContent).toContain("124 points."));
    fireEvent.click(button(words.history.download));
    await waitFor(() => expect(history.querySelectorAll("s-link[href]").length).toBe(2));
  });

  it("is what mails they get, asked for by a button", async () => {
    server.program = { ...PROGRAM, mails: true };
    await open();
    expect(server.asked).toEqual([]);
    fireEvent.click(button(words.mails.title));
    await waitFor(() => expect(text()).toContain(words.unreachable));
    server.app.set("mails", { ok: true, mails: [{ category: "tier", wanted: true }] });
    fireEvent.click(button(words.mails.title));
    await waitFor(() => expect(document.querySelectorAll("s-checkbox").length).toBe(1));
    fireEvent.click(button(words.mails.save));
    await waitFor(() => expect(text()).toContain(words.mails.saved));
    expect(server.asked.at(-1)).toMatchObject({ path: "mails", body: { tier: "on" } });
  });

  it("is nothing where there is nothing", async () => {
    server.loyalty = EMPTY;
    await open();
    expect(document.querySelector("s-details")).toBeNull();
    expect(() => button(words.mails.title)).toThrow();
  });
});
