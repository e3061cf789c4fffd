import { expect, it } from "vitest";
import { returnPath } from "./return-path.ts";

// Broken if a link could lead a shopper from a form of the shop to somebody else's page.
it.each(["/", "/account", "/pages/club?view=a#codes", "/nb/account", "/%2F%2Fevil.example", "/søk"])(
  "keeps %s",
  (path) => {
    expect(new URL(returnPath(path, "/x"), "https://shop.example").href).toBe(
      new URL(path, "https://shop.example").href,
    );
  },
);

it.each([
  undefined,
  "",
  "account",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/a\\..\\..//evil.example",
  "/..//evil.example",
  "/.//evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/\n/evil.example",
  "/account\r\nset-cookie: a=b",
  "\u0000/account",
  `/${"a".repeat(3000)}`,
])("falls back instead of %j", (path) => {
  expect(returnPath(path, "/account")).toBe("/account");
});
