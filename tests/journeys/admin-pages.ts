import { setTimeout as sleep } from "node:timers/promises";
import type { FrameLocator, Locator, Page } from "playwright-core";

/** Every page of the admin that has an address of its own; a member's pages are reached through the list. */
export type AdminPage = {
  /** As its pictures and its line in the bench are called. */
  name: string;
  /** Below /app. */
  path: string;
  /** How somebody goes wrong on it so that the page tells them where; null: it has nothing to fill in. */
  mistake: ((frame: FrameLocator, page: Page) => Promise<void>) | null;
  /** Something that somebody does there and that the page has to answer at once. */
  act: (frame: FrameLocator) => Promise<void>;
};

const LETTER_MS = 60;
/** A hand needs so long from one thing to the next; what lies under the pointer is drawn by then. */
const HAND_MS = 300;

const fields = "input:not([type=checkbox]):not([type=radio]):visible, textarea:visible";

/** Writes something into the page's n-th field and saves it with the admin's save bar. */
const saving =
  (text: string, which = 0) =>
  async (frame: FrameLocator, page: Page): Promise<void> => {
    await frame.locator(fields).nth(which).fill(text);
    await page.locator("#save").click();
    // Not any banner: that of a draft stands there already.
    await frame.locator(".Polaris-InlineError, .Polaris-Banner[role=alert]").first().waitFor();
  };

async function enterWrongCode(frame: FrameLocator): Promise<void> {
  await frame.locator(fields).first().fill("AAAA-BBBB-CCCC");
  await frame.getByRole("button", { name: "See what it means" }).click();
  await frame.locator(".Polaris-InlineError").first().waitFor();
}

async function click(target: Locator): Promise<void> {
  await target.hover({ force: true });
  await sleep(HAND_MS);
  await target.click({ force: true });
  await sleep(HAND_MS);
}

/** Presses a button by its name. */
const press =
  (name: string | RegExp) =>
  (frame: FrameLocator): Promise<void> =>
    click(frame.getByRole("button", { name }).first());

/** Ticks the page's n-th box. */
const check =
  (which = 0) =>
  (frame: FrameLocator): Promise<void> =>
    click(frame.getByRole("checkbox").nth(which));

/** Types into the page's n-th field, letter by letter. */
const type =
  (text: string, which = 0) =>
  async (frame: FrameLocator): Promise<void> => {
    const field = frame.locator(fields).nth(which);
    await click(field);
    await field.pressSequentially(text, { delay: LETTER_MS });
  };

/** Where there is nothing to type or to open, the keyboard goes to the next thing. */
const tab = (frame: FrameLocator): Promise<void> => frame.locator("body").press("Tab");

const inOrder =
  (...acts: AdminPage["act"][]) =>
  async (frame: FrameLocator): Promise<void> => {
    for (const act of acts) await act(frame);
  };

export const ADMIN_PAGES: readonly AdminPage[] = [
  { name: "home", path: "", mistake: null, act: press("Show table") },
  {
    ...{ name: "members", path: "/members", mistake: null },
    act: inOrder(check(1), press("Search and filter results")),
  },
  { name: "changes-of-many", path: "/member-changes", mistake: null, act: tab },
  { name: "reports", path: "/reports", mistake: null, act: press("Show") },
  { name: "audit", path: "/audit", mistake: null, act: type("ada") },
  { name: "comparisons", path: "/comparisons", mistake: null, act: tab },
  { name: "program", path: "/program", mistake: null, act: tab },
  { name: "program-earning", path: "/program/earning", mistake: saving("many"), act: type("1") },
  { name: "program-rules", path: "/program/rules", mistake: saving("0"), act: type("1") },
  { name: "program-campaigns", path: "/program/campaigns", mistake: null, act: tab },
  { name: "program-campaign", path: "/program/campaigns/new", mistake: saving("Spring"), act: type("Spring") },
  { name: "program-exchange", path: "/program/exchange", mistake: saving("few"), act: type("1") },
  { name: "program-reward", path: "/program/rewards/nok-50", mistake: saving("none"), act: type("1") },
  { name: "program-tiers", path: "/program/tiers", mistake: null, act: check() },
  { name: "program-tier", path: "/program/tiers/blossom", mistake: saving("a lot", 1), act: type("Rose") },
  { name: "program-texts", path: "/program/texts", mistake: null, act: type("Tea") },
  { name: "program-review", path: "/program/review", mistake: null, act: tab },
  { name: "what-if", path: "/program/what-if", mistake: null, act: press("Play the draft") },
  { name: "tier-review", path: "/tier-review", mistake: null, act: tab },
  { name: "decisions", path: "/codes/decisions", mistake: null, act: tab },
  { name: "settings", path: "/settings", mistake: saving("nobody", 1), act: check() },
  {
    ...{ name: "settings-mail", path: "/settings/mails/tierReached", mistake: saving("{{ nobody", 0) },
    act: type("Dear"),
  },
  { name: "linked-shops", path: "/settings/linked-shops", mistake: enterWrongCode, act: type("ABCD") },
];

/** The list of members as it is filtered and sorted by what an index knows. */
export const FILTERED_MEMBERS: AdminPage = {
  ...{ name: "members-filtered", path: "/members?from=100&sort=balanceHigh", mistake: null },
  act: check(1),
};

/** What is done on a member's page. */
export const ADJUST_POINTS = inOrder(press("Adjust points"), type("100"));
