/// <reference types="@shopify/ui-extensions/customer-account.order-status.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { cleanup, fireEvent, render, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OrderPoints } from "../../account-shared/OrderPoints.tsx";
import type { AccountApi } from "../../account-shared/api.ts";
import { speak } from "../../account-shared/host.fixture.ts";
import words from "../locales/en.default.json" with { type: "json" };

// Broken if a shopper read of other points than the order brought, or were left waiting for them.
const extension = getExtension("customer-account.order-status.block.render");
type Answer = object | "down";

const NEXT = {
  tier: "gold",
  name: "Gold",
  metric: "spend",
  reached: "900.00",
  threshold: "1000.00",
  missing: "100.00",
  percent: 90,
};
const ORDER = {
  name: "#1007",
  points: 124,
  usableFrom: null as string | null,
  title: "How",
  sentences: [{ text: "That makes 124 points", details: [{ text: "Rounded down", details: [] }] }],
};
const KNOWN = { ok: true, order: ORDER, balance: 124, pending: 0, currency: "NOK", next: NEXT };
const UNKNOWN = { ...KNOWN, order: null };

/** What Laurel's server answers, one after the other; the last one stays. */
let answers: Answer[] = [];
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  extension.setUp();
  extension.fetch = (address) => {
    asked.push(address instanceof Request ? address.url : String(address));
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? "down";
    return answer === "down" ? Promise.reject(new TypeError("no network")) : Promise.resolve(Response.json(answer));
  };
  speak(extension, words);
});
afterEach(() => {
  cleanup();
  extension.tearDown();
});

const text = () => document.body.textContent.replaceAll("\u00a0", " ");

async function show(given: Answer[], isPatient = false): Promise<string> {
  answers = given;
  const api = extension.shopify as unknown as AccountApi;
  render(<OrderPoints api={api} orderId="gid://shopify/Order/501" isPatient={isPatient} waits={[1, 1]} />);
  await waitFor(() => expect(document.querySelector("s-spinner")).toBeNull());
  return text();
}

describe("an order's block", () => {
  it("says what the order brought, how it was counted, and how far the next tier is", async () => {
    const said = await show([KNOWN]);
    for (const part of ["You earned 124 points", "That makes 124 points", "Rounded down", "You now have 124 points"])
      expect(said).toContain(part);
    expect(said).toContain("NOK 100.00 more to reach Gold");
    expect(asked[0]).toContain("id=gid%3A%2F%2Fshopify%2FOrder%2F501&locale=en");
  });

  it("says from when on points can be used, and what an order without points is", async () => {
    expect(await show([{ ...KNOWN, order: { ...ORDER, usableFrom: "2026-02-01" } }])).toContain(
      "You earn 124 points with this order. They can be used from February 1, 2026.",
    );
    cleanup();
    const sentences = [{ text: "The order is not paid yet", details: [] }];
    const said = await show([{ ...KNOWN, order: { ...ORDER, points: 0, sentences }, next: null }]);
    expect(said).toContain(words.none);
    expect(said).toContain("The order is not paid yet");
  });

  it("tells a guest where the points are, and everybody when the server is away, who can ask again", async () => {
    expect(await show([{ ok: false, reason: "signedOut", message: "Please sign in first." }])).toContain(words.guest);
    cleanup();
    expect(await show(["down"])).toContain(words.failed);
    answers = [KNOWN];
    const again = document.querySelector("s-button");
    expect(again?.textContent).toBe(words.retry);
    fireEvent.click(again!);
    await waitFor(() => expect(text()).toContain("You earned 124 points"));
  });

  it("waits on the page that thanks until the order is known, and not for ever", async () => {
    await show([UNKNOWN, UNKNOWN, KNOWN], true);
    await waitFor(() => expect(text()).toContain("You earned 124 points"));
    cleanup();
    asked.length = 0;
    await show([UNKNOWN], true);
    await waitFor(() => expect(asked.length).toBe(3));
    expect(text()).toContain(words.waiting);
    cleanup();
    asked.length = 0;
    await show([UNKNOWN]);
    expect([asked.length, text().includes(words.waiting)]).toEqual([1, true]);
  });
});
