/// <reference types="@shopify/ui-extensions/customer-account.page.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LOYALTY, PROGRAM } from "../../../tests/storefront/samples.ts";

// Broken if the full page lacked what the block has, or its history.
const extension = getExtension("customer-account.page.render");

beforeEach(() => {
  extension.setUp();
  extension.fetch = (address) =>
    Promise.resolve(
      Response.json(
        (address instanceof Request ? address.url : String(address)).startsWith("shopify:")
          ? { data: { customer: { metafield: { value: JSON.stringify(LOYALTY) } } } }
          : { ok: true, program: PROGRAM },
      ),
    );
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
});
