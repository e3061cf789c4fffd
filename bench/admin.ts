import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Frame, Page } from "playwright-core";
import { ADMIN_PAGES, FILTERED_MEMBERS } from "../tests/journeys/admin-pages.ts";
import type { AdminPage } from "../tests/journeys/admin-pages.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { openVisitor, startBrowser } from "../tests/journeys/harness.ts";
import { countMembers, memberPage, openFullStore } from "./admin-store.ts";
import type { Outcome, WholeSettings } from "./bench.ts";
import { median } from "./measure.ts";
import { noteAnswers, readVitals, type Vitals } from "./vitals.ts";

const MEMBERS = 100_000;
/** A cheap laptop beside this machine, as Shopify's own checks take it. */
const SLOWDOWN = 4;
/** What each page may take: milliseconds until the largest thing is painted, milliseconds until an answer is, and how far things may jump. */
const LIMITS = { lcp: 1500, inp: 100, cls: 0.02 };
/** How long a page is left alone before and after what somebody does there: what is fetched late may still move things. */
const QUIET_MS = 1200;

/**
 * Every page of the admin as staff with a slow machine meet it: a store in a box whose shop has 100,000 members, a production build, the app inside
 * the admin's frame, nothing in the browser's cache. The value is the largest share that a page takes of what it may take: 1 is just as much.
 */
export async function measureAdmin({ pages: names, runs, fresh }: WholeSettings): Promise<Outcome> {
  const box = await openFullStore(MEMBERS, { fresh });
  const browser = await startBrowser();
  try {
    const all = [...ADMIN_PAGES, FILTERED_MEMBERS, await memberPage(box)];
    const strangers = names.filter((name) => !all.some((page) => page.name === name));
    if (strangers.length > 0)
      throw new Error(
        `there is no page ${strangers.join(", ")}; the pages are ${all.map(({ name }) => name).join(", ")}`,
      );
    const pages = all.filter(({ name }) => names.length === 0 || names.includes(name));
    const members = await countMembers(box);
    const notes = [`${String(members)} members; load ${loadavg()[0]?.toFixed(1) ?? ""}`];
    let worst = 0;
    // The first request of a process loads what all others find loaded.
    for (const page of ADMIN_PAGES.slice(0, 1)) await visit(browser, box, page);
    for (const page of pages) {
      const vitals = await vitalsOf(browser, box, page, runs);
      const share = Math.max(vitals.lcp / LIMITS.lcp, vitals.inp / LIMITS.inp, vitals.cls / LIMITS.cls);
      worst = Math.max(worst, share);
      notes.push(lineFor(page, vitals, share));
      if (process.env["BENCH_LOUD"]) console.log([notes.at(-1), ...vitals.causes].join("\n      "));
    }
    return { value: worst, notes };
  } finally {
    await browser.close();
    await box.close();
  }
}

function lineFor({ name }: AdminPage, vitals: Vitals, share: number): string {
  const [lcp, first, server, inp] = [vitals.lcp, vitals.first, vitals.server, vitals.inp].map((ms) => ms.toFixed(0));
  const parts = `(server ${server ?? ""}, first paint ${first ?? ""})`;
  return `${share > 1 ? "!" : " "} ${name.padEnd(18)} LCP ${lcp ?? ""} ms ${parts}, INP ${inp ?? ""} ms, CLS ${vitals.cls.toFixed(3)}`;
}

async function vitalsOf(browser: Browser, box: Box, page: AdminPage, runs: number): Promise<Vitals> {
  const seen: Vitals[] = [];
  for (let run = 0; run < runs; run += 1) seen.push(await visit(browser, box, page));
  const middle = (name: Exclude<keyof Vitals, "causes">): number => median(seen.map((vitals) => vitals[name]));
  return {
    lcp: middle("lcp"),
    inp: middle("inp"),
    cls: middle("cls"),
    first: middle("first"),
    server: middle("server"),
    causes: seen.at(-1)?.causes ?? [],
  };
}

export async function visit(
  browser: Browser,
  box: { store: Pick<Box["store"], "storeUrl"> },
  { name, path, act }: AdminPage,
): Promise<Vitals> {
  const { page, context } = await openVisitor(browser, box.store);
  try {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    await page.goto(`/admin/apps/laurel/app${path}`);
    const shown = page.frameLocator("#app-frame");
    await shown.locator(".Polaris-Page").first().waitFor();
    // A page that goes on asking (for how far something is) never falls silent.
    await page.waitForLoadState("networkidle", { timeout: 5000 }).catch(() => undefined);
    const frame = await frameOf(page);
    await sleep(QUIET_MS);
    // The largest thing is that before anybody touches the page; the browser stops looking then by itself.
    await frame.evaluate(noteAnswers);
    await act(shown);
    await sleep(QUIET_MS);
    return await frame.evaluate(readVitals);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await context.close();
  }
}

async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.locator("#app-frame").elementHandle()).contentFrame();
  if (!frame) throw new Error("the admin shows no app");
  return frame;
}
