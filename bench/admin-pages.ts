import { setTimeout as sleep } from "node:timers/promises";
import type { FrameLocator, Locator } from "playwright-core";

/** A page of the admin, and something that somebody does there and that the page has to answer at once. */
export type AdminPage = { name: string; path: string; act: (frame: FrameLocator) => Promise<void> };

const LETTER_MS = 60;

/** A hand needs so long from one thing to the next; what lies under the pointer is drawn by then. */
const HAND_MS = 300;

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
  async (frame: FrameLocator) => {
    const field = frame.locator("input:not([type=checkbox]):not([type=radio]):visible, textarea:visible").nth(which);
    await click(field);
    await field.pressSequentially(text, { delay: LETTER_MS });
  };

/** Where there is nothing to type or to open, the keyboard goes to the next thing. */
const tab = (frame: FrameLocator) => frame.locator("body").press("Tab");

const inOrder =
  (...acts: AdminPage["act"][]) =>
  async (frame: FrameLocator) => {
    for (const act of acts) await act(frame);
  };

/** The pages that need no id. */
export const ADMIN_PAGES: readonly AdminPage[] = [
  { name: "home", path: "", act: press("Show table") },
  { name: "members", path: "/members", act: inOrder(check(1), press("Search and filter results")) },
  { name: "members, filtered", path: "/members?from=100&sort=balanceHigh", act: check(1) },
  { name: "changes of many", path: "/member-changes", act: tab },
  { name: "reports", path: "/reports", act: press("Show") },
  { name: "log", path: "/audit", act: type("ada") },
  { name: "comparisons", path: "/comparisons", act: tab },
  { name: "program", path: "/program", act: tab },
  { name: "earning", path: "/program/earning", act: type("1") },
  { name: "rules", path: "/program/rules", act: type("1") },
  { name: "campaigns", path: "/program/campaigns", act: tab },
  { name: "campaign", path: "/program/campaigns/new", act: type("Spring") },
  { name: "rewards", path: "/program/exchange", act: type("1") },
  { name: "reward", path: "/program/rewards/nok-50", act: type("1") },
  { name: "tiers", path: "/program/tiers", act: check() },
  { name: "tier", path: "/program/tiers/blossom", act: type("Rose") },
  { name: "texts", path: "/program/texts", act: type("Tea") },
  { name: "review", path: "/program/review", act: tab },
  { name: "what if", path: "/program/what-if", act: press("Play the draft") },
  { name: "tier review", path: "/tier-review", act: tab },
  { name: "decisions", path: "/codes/decisions", act: tab },
  { name: "settings", path: "/settings", act: check() },
  { name: "mail", path: "/settings/mails/tierReached", act: type("Dear") },
  { name: "linked shops", path: "/settings/linked-shops", act: type("ABCD") },
];

/** What is done on the pages of one member. */
export const MEMBER_ACTS = {
  member: inOrder(press("Adjust points"), type("100")),
  order: tab,
} as const;
