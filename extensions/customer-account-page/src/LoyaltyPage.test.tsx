/// <reference types="@shopify/ui-extensions/customer-account.page.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LOYALTY, PROGRAM } from "../../../tests/storefront/samples.ts";

// Broken if the full page lacked what the block has, or its history.
const extension = getExtension("customer-account.page.render");

let answers: Record<string, object> = {};

const press = (label: string): void => {
  const found = [...document.querySelectorAll("s-button, s-link")].find((one) => one.textContent.includes(label));
  if (found === undefined) throw new Error(`nothing to press called ${label}`);
  fireEvent.click(found);
};

beforeEach(() => {
  extension.setUp();
  extension.fetch = (address) => {
    const url = address instanceof Request ? address.url : String(address);
    if (url.startsWith("shopify:"))
      return Promise.resolve(Response.json({ data: { customer: { metafield: { value: JSON.stringify(LOYALTY) } } } }));
    const found = Object.entries(answers).find(([path]) => url.includes(`/api/account/${path}`));
    return found === undefined ? Promise.reject(new TypeError("no network")) : Promise.resolve(Response.json(found[1]));
  };
  answers = { program: { ok: true, program: PROGRAM } };
});
afterEach(() => extension.tearDown());

describe("the full page", () => {
  it("has a heading, the account and its history", async () => {
    await extension.render();
    await waitFor(() => expect(document.body.textContent).toContain("LRL7ABCD"));
    const page = document.querySelector("s-page");
    expect(page?.getAttribute("heading")).toBe("title");
    expect(document.body.textContent).toContain("#1007");
  });

  it("says so when nobody can tell how an order's points were counted, and can be asked again", async () => {
    await extension.render();
    await waitFor(() => expect(document.body.textContent).toContain("#1007"));
    press("history.why");
    await waitFor(() => expect(document.body.textContent).toContain("failed"));
    answers["order?name=%231007"] = {
      ok: true,
      order: { name: "#1007", sentences: [{ text: "At last", details: [] }] },
    };
    press("history.why");
    await waitFor(() => expect(document.body.textContent).toContain("At last"));
    expect(document.body.textContent).not.toContain("failed");
  });

  it("shows the sentences of an order", async () => {
    const sentences = [{ text: "That makes 1124 points", details: [{ text: "Rounded down", details: [] }] }];
    answers["order?name=%231007"] = { ok: true, order: { name: "#1007", sentences } };
    await extension.render();
    await waitFor(() => expect(document.body.textContent).toContain("#1007"));
    press("history.why");
    await waitFor(() => expect(document.body.textContent).toContain("That makes 1124 points"));
    expect(document.body.textContent).toContain("Rounded down");
  });

  it("asks which mails the member wants, and sends only what is ticked", async () => {
    const mails = [
      { category: "tier", wanted: true },
      { category: "points", wanted: true },
    ];
    answers = { program: { ok: true, program: { ...PROGRAM, mails: true } }, mails: { ok: true, mails } };
    const sent: unknown[] = [];
    const answer = extension.fetch;
    extension.fetch = (address, init) => {
      const url = address instanceof Request ? address.url : address.toString();
      if (typeof init?.body === "string" && url.endsWith("/mails")) sent.push(JSON.parse(init.body));
      return answer(address, init);
    };
    await extension.render();
    await waitFor(() => expect(document.querySelectorAll("s-checkbox").length).toBe(2));
    const box = document.querySelector<HTMLElement & { checked: boolean }>('s-checkbox[name="points"]');
    if (box === null) throw new Error("there is no box for points");
    box.checked = false;
    fireEvent.change(box);
    press("mails.save");
    await waitFor(() => expect(document.body.textContent).toContain("mails.saved"));
    expect(sent).toMatchObject([{ tier: "on" }]);
    expect(Object.keys(sent[0] as object)).not.toContain("points");
  });

  it("says nothing of mails where the shop sends none", async () => {
    answers["mails"] = { ok: true, mails: [{ category: "tier", wanted: true }] };
    await extension.render();
    await waitFor(() => expect(document.body.textContent).toContain("#1007"));
    expect(document.querySelectorAll("s-checkbox").length).toBe(0);
  });

  it("leads to the statement as a file, by a link that is asked for first", async () => {
    answers["statement"] = { ok: true, path: "/statement/7201.1.demo.myshopify.com.abc" };
    await extension.render();
    await waitFor(() => expect(document.body.textContent).toContain("history.download"));
    press("history.download");
    await waitFor(() => expect(document.querySelectorAll("s-link[href]").length).toBe(2));
    const links = [...document.querySelectorAll("s-link[href]")].map((link) => link.getAttribute("href"));
    expect(links.map((link) => link?.replace(/^.*\/statement/, ""))).toEqual([
      "/7201.1.demo.myshopify.com.abc?format=csv",
      "/7201.1.demo.myshopify.com.abc?format=json",
    ]);
  });
});
