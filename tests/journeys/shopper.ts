import type { Page } from "playwright-core";

/** What a shopper does in the shop, by what stands on the pages. */

export async function createAccount(page: Page, person: { firstName: string; email: string }): Promise<void> {
  await page.goto("/account/login");
  const form = page.getByRole("region", { name: "Create account" });
  await form.getByLabel("First name").fill(person.firstName);
  await form.getByLabel("Email").fill(person.email);
  await form.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/account$/);
}

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/account/login");
  const form = page.getByRole("region", { name: "Sign in" });
  await form.getByLabel("Email").fill(email);
  await form.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/account$/);
}

export async function addToCart(page: Page, handle: string, quantity: number): Promise<void> {
  await page.goto(`/products/${handle}`);
  await page.getByLabel("Quantity").fill(String(quantity));
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.waitForURL(/\/cart$/);
}

/** Buys what is in the cart, picked up in the shop; answers the order's name. */
export async function checkOut(page: Page, payment: string): Promise<string> {
  await page.goto("/checkout");
  await page.getByLabel("Pick up in the shop").check();
  await page.getByLabel(payment, { exact: true }).check();
  await page.getByRole("button", { name: "Place order" }).last().click();
  await page.waitForURL(/\/checkout\/thank-you\//);
  return (await page.locator(".eyebrow").first().innerText()).trim();
}

/** The account page as it is at this moment: what the shopper reads without a script. */
export async function readAccount(page: Page): Promise<{ balance: string; text: string; history: string }> {
  await page.goto("/account");
  const block = page.locator("laurel-account");
  const history = block.locator("details");
  return {
    balance: await block.locator("[data-laurel-balance]").innerText(),
    text: await block.innerText(),
    // Closed until somebody opens it, so that it is no part of what is seen at once.
    history: (await history.count()) > 0 ? ((await history.last().textContent()) ?? "") : "",
  };
}
