import type { Page } from "playwright-core";
import { signIn } from "../../tests/journeys/shopper.ts";
import type { Shot } from "./take.ts";

const SHOPPER = "ingrid@example.com";

const logIn = (page: Page): Promise<void> => signIn(page, SHOPPER);

async function fillCart(page: Page): Promise<void> {
  await page.goto("/collections/all");
  await page.locator("main a[href*='/products/']").first().click();
  await page.locator(".product-form button[type=submit]").click();
  await page.waitForURL(/\/cart/);
}

/** The shop as its customers see it, and the store's own pages. */
export const OTHER_SHOTS: readonly Shot[] = [
  { name: "shop", path: "/" },
  {
    name: "product",
    path: "/collections/all",
    prepare: (page) => page.locator("main a[href*='/products/']").first().click(),
  },
  { name: "program-page", path: "/pages/rewards" },
  { name: "account", path: "/account", prepare: logIn },
  {
    name: "customer-account",
    path: "/customer-account",
    prepare: async (page) => {
      await logIn(page);
      await page.goto("/customer-account");
    },
  },
  { name: "cart", path: "/cart", prepare: fillCart },
  {
    name: "checkout",
    path: "/cart",
    prepare: async (page) => {
      await fillCart(page);
      await page.goto("/checkout");
    },
  },
  { name: "console", path: "/_dev" },
  { name: "admin-orders", path: "/admin/orders" },
  {
    name: "admin-customer-block",
    path: `/admin/customers?query=${SHOPPER}`,
    prepare: async (page) => {
      await page.getByRole("table").getByRole("link").first().click();
      await page.frameLocator("iframe[data-admin-block]").getByRole("heading", { name: "Latest" }).waitFor();
    },
  },
];
