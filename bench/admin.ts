import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Browser, Frame, Page } from "playwright-core";
import { saveDraft } from "../app/commands/save-draft.ts";
import { closeDatabase, openDatabase } from "../app/database.ts";
import { patchProgram } from "../app/domain/program.ts";
import { readProgram } from "../app/queries/program-in-force.ts";
import type { Box } from "../tests/journeys/harness.ts";
import { openBox, openVisitor, startBrowser } from "../tests/journeys/harness.ts";
import { ADMIN_PAGES, MEMBER_ACTS } from "./admin-pages.ts";
import type { AdminPage } from "./admin-pages.ts";
import type { Outcome } from "./bench.ts";
import { multiplyMembers, untilCounted } from "./many-members.ts";
import { median } from "./measure.ts";

const MEMBERS = 100_000;
/** A cheap laptop beside this machine, as Shopify's own checks take it. */
const SLOWDOWN = 4;
const RUNS = 3;
/** What each page may take: milliseconds until the largest thing is painted, milliseconds until an answer is, and how far things may jump. */
const LIMITS = { lcp: 1500, inp: 100, cls: 0.02 };
/** How long a page is left alone before and after what somebody does there: what is fetched late may still move things. */
const QUIET_MS = 1200;

type Vitals = { lcp: number; inp: number; cls: number };

/**
 * Every page of the admin as staff with a slow machine meet it: a store in a box whose shop has 100,000 members, a production build, the app inside
 * the admin's frame, nothing in the browser's cache. The value is the largest share that a page takes of what it may take: 1 is just as much.
 */
export async function measureAdmin(): Promise<Outcome> {
  const box = await openBox({ history: true });
  const browser = await startBrowser();
  try {
    await addDraft(box);
    const members = await multiplyMembers(box.store.databaseUrl, MEMBERS);
    await untilCounted(box.store.databaseUrl);
    const notes = [`${String(members)} members; load ${loadavg()[0]?.toFixed(1) ?? ""}`];
    let worst = 0;
    for (const page of [...ADMIN_PAGES, ...(await memberPages(box))]) {
      const vitals = await vitalsOf(browser, box, page);
      const share = Math.max(vitals.lcp / LIMITS.lcp, vitals.inp / LIMITS.inp, vitals.cls / LIMITS.cls);
      worst = Math.max(worst, share);
      const figures = `LCP ${vitals.lcp.toFixed(0)} ms, INP ${vitals.inp.toFixed(0)} ms, CLS ${vitals.cls.toFixed(3)}`;
      notes.push(`${share > 1 ? "!" : " "} ${page.name.padEnd(18)} ${figures}`);
      if (process.env["BENCH_LOUD"]) console.log(notes.at(-1));
    }
    return { value: worst, notes };
  } finally {
    await browser.close();
    await box.close();
  }
}

/** Something to review and to play. */
async function addDraft(box: Box): Promise<void> {
  const db = openDatabase(box.store.databaseUrl, { max: 2 });
  try {
    const now = new Date();
    const { rows } = await db.pool.query<{ id: string }>("SELECT program_id::text AS id FROM shops LIMIT 1");
    const programId = rows[0]?.id ?? "";
    const { program } = await readProgram(db, { programId, now });
    const draft = patchProgram(program, { earning: { points: 120 } });
    if (!draft.ok) throw new Error(JSON.stringify(draft.errors));
    await saveDraft(db, { programId, document: draft.program, author: "bench", now });
  } finally {
    await closeDatabase(db);
  }
}

/** The member with the longest history, and the newest of their orders. */
async function memberPages(box: Box): Promise<AdminPage[]> {
  const client = new pg.Client({ connectionString: box.store.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ member: string; shop: string; order: string }>(
      `SELECT member_id::text AS member, shop_id::text AS shop, max(id)::text AS order FROM orders WHERE member_id IS NOT NULL
       GROUP BY 1, 2, member_id ORDER BY count(*) DESC, member_id LIMIT 1`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error("nobody has an order");
    const path = `/members/${row.member}`;
    return [
      { name: "member", path, act: MEMBER_ACTS.member },
      { name: "order", path: `${path}/orders/${row.shop}/${row.order}`, act: MEMBER_ACTS.order },
    ];
  } finally {
    await client.end();
  }
}

async function vitalsOf(browser: Browser, box: Box, page: AdminPage): Promise<Vitals> {
  const runs: Vitals[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await visit(browser, box, page));
  const middle = (name: keyof Vitals): number => median(runs.map((vitals) => vitals[name]));
  return { lcp: middle("lcp"), inp: middle("inp"), cls: middle("cls") };
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

/** Runs in the page: what the browser has noted since the page began. */
async function readVitals(): Promise<Vitals> {
  type Noted = PerformanceEntry & { value: number; hadRecentInput: boolean; interactionId: number };
  const noted = (type: string): Promise<Noted[]> =>
    new Promise((done) => {
      const entries: Noted[] = [];
      const observer = new PerformanceObserver((list) => entries.push(...(list.getEntries() as Noted[])));
      observer.observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit);
      setTimeout(() => {
        observer.disconnect();
        done(entries);
      }, 200);
    });
  const [painted, moved, events] = await Promise.all([
    noted("largest-contentful-paint"),
    noted("layout-shift"),
    noted("event"),
  ]);
  const answers = events.filter(({ interactionId }) => interactionId > 0).map(({ duration }) => duration);
  return {
    lcp: painted.at(-1)?.startTime ?? Number.NaN,
    // Shifts right after somebody did something are wanted.
    cls: moved.reduce((sum, shift) => sum + (shift.hadRecentInput ? 0 : shift.value), 0),
    inp: Math.max(0, ...answers),
  };
}
