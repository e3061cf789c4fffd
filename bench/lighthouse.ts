import type { Cookie } from "playwright-core";
import type { Box } from "../tests/journeys/harness.ts";
import { freePorts, startBrowser } from "../tests/journeys/harness.ts";
import { median } from "./measure.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
/** The median of so many runs: one run differs from the next by some points on a busy machine. */
const RUNS = 3;
/** By so many points a page with the blocks may be below the same page without them. */
const MOST = 1;

type Scores = Record<(typeof CATEGORIES)[number], number>;
type Lighthouse = (
  url: string,
  flags: object,
) => Promise<{ lhr: { categories: Record<string, { score: number | null }> } } | undefined>;

/** Lighthouse's scores of pages with and without the blocks, as a phone sees them; a page that loses more than a point by them fails the bench by its name. */
export async function compareScores(box: Box, cookies: Cookie[], pages: Record<string, string>): Promise<string[]> {
  const { default: lighthouse } = (await import("lighthouse")) as unknown as { default: Lighthouse };
  const runs = Number(process.env["LIGHTHOUSE_RUNS"] ?? RUNS);
  const { app: port } = await freePorts();
  const browser = await startBrowser([`--remote-debugging-port=${String(port)}`]);
  const headers = { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
  const score = async (path: string): Promise<Scores> => {
    const all: Scores[] = [];
    for (let run = 0; run < runs; run += 1)
      all.push(await scoresOf(lighthouse, `${box.store.storeUrl}${path}`, { port, extraHeaders: headers }));
    return Object.fromEntries(CATEGORIES.map((name) => [name, median(all.map((one) => one[name]))])) as Scores;
  };
  const scoreAll = async (): Promise<Map<string, Scores>> => {
    const all = new Map<string, Scores>();
    for (const [name, path] of Object.entries(pages)) all.set(name, await score(path));
    return all;
  };
  try {
    const withBlocks = await scoreAll();
    await removeBlocks(box);
    const without = await scoreAll();
    return [...withBlocks].map(([name, scores]) => compare(name, scores, without.get(name) ?? scores));
  } finally {
    await browser.close();
  }
}

async function scoresOf(lighthouse: Lighthouse, url: string, flags: object): Promise<Scores> {
  const result = await lighthouse(url, {
    ...{ ...flags, output: "json", logLevel: "error", onlyCategories: CATEGORIES, disableStorageReset: true },
  });
  const score = (name: string): number => (result?.lhr.categories[name]?.score ?? 0) * 100;
  return Object.fromEntries(CATEGORIES.map((name) => [name, score(name)])) as Scores;
}

async function removeBlocks({ store }: Box): Promise<void> {
  const { placements } = (await (await fetch(`${store.storeUrl}/_dev/api/theme`)).json()) as {
    placements: { id: string }[];
  };
  for (const { id } of placements) {
    const init = { method: "POST", headers: { origin: store.storeUrl }, body: new URLSearchParams({ placement: id }) };
    await fetch(`${store.storeUrl}/_dev/theme/remove`, { ...init, redirect: "manual" });
  }
}

function compare(page: string, scores: Scores, without: Scores): string {
  for (const name of CATEGORIES) {
    const lost = without[name] - scores[name];
    if (lost > MOST) throw new Error(`${page} loses ${lost.toFixed(0)} points of Lighthouse's ${name} by the blocks`);
  }
  const parts = CATEGORIES.map((name) => `${name} ${scores[name].toFixed(0)} (without ${without[name].toFixed(0)})`);
  return `Lighthouse, ${page}: ${parts.join(", ")}`;
}
