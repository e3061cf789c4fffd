/// <reference types="@shopify/ui-extensions/admin.customer-details.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { validate, parse } from "graphql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LoyaltyMetafield } from "../../../app/domain/loyalty-metafield.ts";
import { adminSchema } from "../../../dev-store/admin-api/schema.ts";
import { EMPTY, LOYALTY, PROGRAM } from "../../../tests/storefront/samples.ts";
import { speak } from "../../account-shared/host.fixture.ts";
import norwegian from "../locales/nb.json" with { type: "json" };
import words from "../locales/en.default.json" with { type: "json" };
import { QUERY } from "./load-customer.ts";

// Broken if staff who answer a customer saw another balance than the customer does, or another customer's.
const extension = getExtension("admin.customer-details.block.render");

const shopify = {
  loyalty: LOYALTY as LoyaltyMetafield | null,
  program: PROGRAM as typeof PROGRAM | null,
  refusal: null as string | null,
  isDown: false,
  asked: [] as unknown[],
};

const metafield = (value: object | null) => ({ metafield: value === null ? null : { value: JSON.stringify(value) } });

async function answer(query: string, options?: { variables?: Record<string, unknown> }): Promise<unknown> {
  shopify.asked.push({ query, variables: options?.variables });
  if (shopify.isDown) throw new TypeError("no network");
  if (shopify.refusal !== null) return { data: undefined, errors: [{ message: shopify.refusal }] };
  return { data: { customer: metafield(shopify.loyalty), shop: metafield(shopify.program) } };
}

beforeEach(() => {
  Object.assign(shopify, { loyalty: LOYALTY, program: PROGRAM, refusal: null, isDown: false, asked: [] });
  extension.setUp();
  speak(extension, words);
  Object.assign(extension.shopify, { query: answer, data: { selected: [{ id: "gid://shopify/Customer/7201" }] } });
});
afterEach(() => extension.tearDown());

const text = () => document.body.textContent.replaceAll("\u00a0", " ");
const links = () => [...document.querySelectorAll("s-link")].map((link) => link.getAttribute("href"));

async function open(): Promise<void> {
  await extension.render();
  await waitFor(() => expect(document.querySelector("s-spinner")).toBeNull());
}

describe("a member", () => {
  it("is asked for by the customer of the page, in words that Shopify's schema knows", async () => {
    await open();
    expect(shopify.asked).toEqual([{ query: QUERY, variables: { id: "gid://shopify/Customer/7201" } }]);
    expect(validate(adminSchema(), parse(QUERY))).toEqual([]);
  });

  it("has balance and worth, what waits and is held, what expires first, tier, progress and the newest entries", async () => {
    await open();
    for (const part of [
      "1,240 points",
      "Worth NOK 620.00",
      "12 points waiting",
      "100 points in open codes",
      "1 point expires after January 10, 2027",
      "Gold",
      "Since January 5, 2026",
      "NOK 7,600.50 more to reach Platinum (62 %)",
      "Another NOK 2,600.00 by December 31, 2026 to keep Gold",
      "Order #1007 · January 5, 2026+1,124",
      "Exchanged for a code · January 4, 2026-100",
    ])
      expect(text()).toContain(part);
    expect(text()).not.toContain("owed");
    expect(document.querySelector("s-admin-block")?.getAttribute("collapsedsummary")).toBe("1,240 points");
  });

  it("is one click away in Laurel", async () => {
    await open();
    expect(links()).toEqual(["app:app/customers/7201"]);
  });

  it("who owes points is shown as such, and so is one who takes no part", async () => {
    shopify.loyalty = { ...LOYALTY, balance: 0, worth: "0.00", debt: 40, participates: false };
    await open();
    expect(text()).toContain("40 points owed after a refund");
    expect(text()).toContain(words.excluded);
    expect(links()).toEqual(["app:app/customers/7201"]);
  });

  it("without a tier and an entry has words for both", async () => {
    shopify.loyalty = { ...EMPTY, next: LOYALTY.next };
    await open();
    expect(text()).toContain("0 points");
    expect(text()).toContain(words.tier.none);
    expect(text()).toContain(words.history.none);
    expect(text()).not.toContain("Worth");
  });

  it("has no more lines than a block has room for", async () => {
    const line = (day: number) => ({ at: `2026-01-0${String(day)}T09:00:00Z`, kind: "order", points: day, label: "" });
    shopify.loyalty = { ...LOYALTY, history: [9, 8, 7, 6, 5, 4].map(line) };
    await open();
    expect(text()).toContain("+5");
    expect(text()).not.toContain("+4");
  });

  it("is told of in Norwegian", async () => {
    speak(extension, norwegian);
    await open();
    expect(text()).toContain("1,240 poeng");
    expect(text()).toContain("igjen til Platinum");
  });
});

describe("nobody to show", () => {
  it("is somebody who is no member yet", async () => {
    shopify.loyalty = null;
    await open();
    expect(text()).toContain(words.notYet.text);
    expect(links()).toEqual(["app:app/members"]);
  });

  it("is anybody before a program is published", async () => {
    Object.assign(shopify, { loyalty: null, program: null });
    await open();
    expect(text()).toContain(words.unpublished.text);
    expect(links()).toEqual(["app:app"]);
  });
});

describe("no answer", () => {
  it.each([
    ["the network is away", { isDown: true }],
    ["Shopify refuses", { refusal: "Access denied for customer field." }],
  ])("is told with a way out when %s", async (_, trouble) => {
    Object.assign(shopify, trouble);
    await open();
    expect(text()).toContain(words.failed);
    Object.assign(shopify, { isDown: false, refusal: null });
    const retry = [...document.querySelectorAll("s-button")].find((one) => one.textContent === words.retry);
    if (retry === undefined) throw new Error("no way out");
    fireEvent.click(retry);
    await waitFor(() => expect(text()).toContain("1,240 points"));
  });
});
