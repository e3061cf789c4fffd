/**
 * `npm run screenshots`: pictures at 1280 and 390 pixels in docs/screenshots/: the shop, and every page of the admin in three states, `-data` (a
 * store with a year of history), `-empty` (one that has just begun) and `-error` (something was filled in wrongly, or the database didn't answer).
 * `npm run screenshots -- account member` takes only those whose names begin so.
 */
import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { untilCounted } from "../bench/many-members.ts";
import { openBox, startBrowser } from "../tests/journeys/harness.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { createCustomer } from "../tests/journeys/owner.ts";
import {
  addWork,
  dataShots,
  emptyShots,
  failingShots,
  mistakeShots,
  NEWCOMER,
  newcomerShots,
  whileFailing,
} from "./screenshots/admin-shots.ts";
import { OTHER_SHOTS } from "./screenshots/other-shots.ts";
import { FOLDER, say, take } from "./screenshots/take.ts";
import type { Shot } from "./screenshots/take.ts";

const starts = process.argv.slice(2);
const wanted = (shots: readonly Shot[]): Shot[] =>
  shots.filter(({ name }) => starts.length === 0 || starts.some((start) => name.startsWith(start)));

async function takeAll(browser: Browser, { store }: Box, shots: readonly Shot[]): Promise<void> {
  for (const shot of shots) {
    try {
      await take(browser, store, shot);
      say(shot.name);
    } catch (error) {
      process.exitCode = 1;
      say(`${shot.name} FAILED: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Opens a store only where one of its pictures is wanted. */
async function within(history: boolean, shots: readonly Shot[], work: (box: Box) => Promise<void>): Promise<void> {
  if (shots.length === 0) return;
  const box = await openBox({ history });
  try {
    await work(box);
  } finally {
    await box.close();
  }
}

mkdirSync(FOLDER, { recursive: true });
const browser = await startBrowser();
try {
  const [full, mistakes, failing] = [[...OTHER_SHOTS, ...dataShots()], mistakeShots(), failingShots()].map(wanted);
  await within(true, [...(full ?? []), ...(mistakes ?? []), ...(failing ?? [])], async (box) => {
    await addWork(box.store.databaseUrl);
    // The reports show what was counted last: the year that was just played has to be in it.
    await untilCounted(box.store.databaseUrl);
    await takeAll(browser, box, full ?? []);
    await takeAll(browser, box, mistakes ?? []);
    if (failing?.length) await whileFailing(box.store.databaseUrl, () => takeAll(browser, box, failing));
  });
  const [empty = [], newcomer = []] = [emptyShots(), newcomerShots()].map(wanted);
  await within(false, [...empty, ...newcomer], async (box) => {
    await takeAll(browser, box, empty);
    if (newcomer.length === 0) return;
    await createCustomer(box.store, NEWCOMER);
    await takeAll(browser, box, newcomer);
  });
} finally {
  await browser.close();
}
