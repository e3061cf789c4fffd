import type { FrameLocator, Page } from "playwright-core";

/** What the owner does in the admin: the store's own pages around, Laurel in the frame. */

/** Opens a page of Laurel in the admin and answers its frame. */
export async function openApp(page: Page, path: string): Promise<FrameLocator> {
  await page.goto(`/admin/apps/laurel${path}`);
  const frame = page.frameLocator("#app-frame");
  await frame.locator(".Polaris-Page").first().waitFor();
  return frame;
}

/** Goes to another page of Laurel as a click in the admin's own navigation does: what is loaded already stays. */
export async function goOn(page: Page, path: string): Promise<void> {
  const frame = await (await page.locator("#app-frame").elementHandle()).contentFrame();
  if (!frame) throw new Error("the app's frame is not there");
  await frame.evaluate((href) => {
    document.querySelector(".Polaris-Page")?.setAttribute("data-left", "");
    const link = document.createElement("a");
    link.setAttribute("href", href);
    link.hidden = true;
    document.body.append(link);
    link.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
    link.remove();
  }, path);
  // The address is the new one a moment before the page is; each page is an element of its own.
  await frame.waitForFunction(
    (wanted) => location.pathname === wanted && document.querySelector(".Polaris-Page:not([data-left])") !== null,
    path,
  );
}

/** Finds a member by the whole e-mail address and opens the page. */
export async function openMember(page: Page, email: string): Promise<FrameLocator> {
  const frame = await openApp(page, `/app/members?search=${encodeURIComponent(email)}`);
  await frame.locator("a[href*='/app/members/']:not([href*='/bulk']):not([href*='/export'])").first().click();
  await frame.getByRole("heading", { name: "History" }).waitFor();
  return frame;
}

/** Types into a field of the program, publishes, and waits until the admin says so. */
export async function publishField(
  page: Page,
  { path, label, value }: { path: string; label: string; value: string },
): Promise<void> {
  const frame = await openApp(page, path);
  await frame.getByLabel(label, { exact: true }).first().fill(value);
  await frame.getByRole("button", { name: "Save and publish" }).click();
  await page.getByText("Program published").waitFor();
}

/** Opens an order by its name from the list of orders. */
export async function openOrder(page: Page, name: string): Promise<void> {
  await page.goto("/admin/orders");
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.getByRole("heading", { name: `Order ${name}` }).waitFor();
}

/** Refunds some of one product of the order that is open. */
export async function refund(page: Page, product: string, quantity: number): Promise<void> {
  await page.getByLabel(new RegExp(`^Refund quantity of ${product}`)).fill(String(quantity));
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  await page.getByText("The refund is made.").waitFor();
}
