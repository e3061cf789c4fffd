import type { FrameLocator, Page } from "playwright-core";

/** Every page of the admin that has an address of its own; a member's pages are reached through the list. */
export type AdminPage = {
  /** As its pictures are called. */
  name: string;
  /** Below /app. */
  path: string;
  /** How somebody goes wrong on it so that the page tells them where; null: it has nothing to fill in. */
  mistake: ((frame: FrameLocator, page: Page) => Promise<void>) | null;
};

const fields = "input:not([type=checkbox]):not([type=radio]):visible, textarea:visible";

/** Writes something into the page's n-th field and saves it with the admin's save bar. */
const saving =
  (text: string, which = 0) =>
  async (frame: FrameLocator, page: Page): Promise<void> => {
    await frame.locator(fields).nth(which).fill(text);
    await page.locator("#save").click();
    await frame.locator(".Polaris-InlineError, .Polaris-Banner").first().waitFor();
  };

async function enterWrongCode(frame: FrameLocator): Promise<void> {
  await frame.locator(fields).first().fill("AAAA-BBBB-CCCC");
  await frame.getByRole("button", { name: "See what it means" }).click();
  await frame.locator(".Polaris-InlineError").first().waitFor();
}

export const ADMIN_PAGES: readonly AdminPage[] = [
  { name: "home", path: "", mistake: null },
  { name: "members", path: "/members", mistake: null },
  { name: "changes-of-many", path: "/member-changes", mistake: null },
  { name: "reports", path: "/reports", mistake: null },
  { name: "audit", path: "/audit", mistake: null },
  { name: "comparisons", path: "/comparisons", mistake: null },
  { name: "program", path: "/program", mistake: null },
  { name: "program-earning", path: "/program/earning", mistake: saving("many") },
  { name: "program-rules", path: "/program/rules", mistake: saving("0") },
  { name: "program-campaigns", path: "/program/campaigns", mistake: null },
  { name: "program-campaign", path: "/program/campaigns/new", mistake: saving("Spring") },
  { name: "program-exchange", path: "/program/exchange", mistake: saving("few") },
  { name: "program-reward", path: "/program/rewards/nok-50", mistake: saving("none") },
  { name: "program-tiers", path: "/program/tiers", mistake: null },
  { name: "program-tier", path: "/program/tiers/blossom", mistake: saving("a lot", 1) },
  { name: "program-texts", path: "/program/texts", mistake: null },
  { name: "program-review", path: "/program/review", mistake: null },
  { name: "what-if", path: "/program/what-if", mistake: null },
  { name: "tier-review", path: "/tier-review", mistake: null },
  { name: "decisions", path: "/codes/decisions", mistake: null },
  { name: "settings", path: "/settings", mistake: saving("nobody", 1) },
  { name: "settings-mail", path: "/settings/mails/tierReached", mistake: saving("{{ nobody", 0) },
  { name: "linked-shops", path: "/settings/linked-shops", mistake: enterWrongCode },
];
