import { describe, expect, it } from "vitest";
import { readProxyQuery } from "./proxy-query.ts";

// Broken if a browser could name the customer whose points are spent.
const GOOD = {
  shop: "demo.myshopify.com",
  logged_in_customer_id: "7201",
  path_prefix: "/apps/loyalty",
  timestamp: "1767600000",
  signature: "a".repeat(64),
};

const query = (pairs: [string, string][]) =>
  readProxyQuery(new URL(`https://app.example/proxy/exchange?${String(new URLSearchParams(pairs))}`));
const withChanged = (changes: Record<string, string>) => query(Object.entries({ ...GOOD, ...changes }));
const without = (name: string) => query(Object.entries(GOOD).filter(([other]) => other !== name));

describe("readProxyQuery", () => {
  it("reads shop and customer; an empty customer is nobody", () => {
    expect(withChanged({})).toEqual({ shop: "demo.myshopify.com", customerId: "7201" });
    expect(withChanged({ logged_in_customer_id: "" })).toEqual({ shop: "demo.myshopify.com", customerId: null });
  });

  it("ignores parameters of others", () => {
    expect(query([["utm_source", "mail"], ["utm_source", "x"], ...Object.entries(GOOD)])?.customerId).toBe("7201");
  });

  it.each(Object.keys(GOOD))("refuses %s missing, or there twice, in whatever order", (name) => {
    expect(without(name)).toBeNull();
    const value = GOOD[name as keyof typeof GOOD];
    expect(query([...Object.entries(GOOD), [name, value]])).toBeNull();
    expect(query([[name, "999"], ...Object.entries(GOOD)])).toBeNull();
  });

  it.each([
    ["shop", "evil.example.com"],
    ["shop", "demo.myshopify.com.evil.example"],
    ["shop", "https://demo.myshopify.com"],
    ["logged_in_customer_id", "7201,999"],
    ["logged_in_customer_id", "-1"],
    ["logged_in_customer_id", "0"],
    ["logged_in_customer_id", "07201"],
    ["logged_in_customer_id", "gid://shopify/Customer/7201"],
    ["logged_in_customer_id", "12345678901234567890"],
    ["path_prefix", "/admin"],
    ["timestamp", "abc"],
    ["timestamp", ""],
    ["signature", "A".repeat(64)],
    ["signature", ""],
  ])("refuses %s = %s", (name, value) => {
    expect(withChanged({ [name]: value })).toBeNull();
  });
});
