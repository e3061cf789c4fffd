import { gzipSync } from "node:zlib";
import type { Browser, CDPSession, Page } from "playwright-core";
import type { Outcome } from "./bench.ts";
import { eventually } from "../tests/journeys/owner.ts";
import { openBox, openVisitor, startBrowser } from "../tests/journeys/harness.ts";
import type { Box, Visitor } from "../tests/journeys/harness.ts";
import { addToCart, checkOut, createAccount, readAccount } from "../tests/journeys/shopper.ts";
import { compareScores } from "./lighthouse.ts";

/** Pages on which a block stands; the embed for notices stands on each of them. */
const PAGES = { home: "/", product: "/products/sencha-spring", program: "/pages/rewards", account: "/account" };
const PLACED = [
  { block: "balance", template: "index" },
  { block: "balance", template: "product" },
  { block: "notices", template: "layout" },
];
/** A cheap phone beside this machine. */
const SLOWDOWN = 4;
const LIMITS = { requestsBefore: 0, scriptsBefore: 0, scriptBytes: 3 * 1024, styleBytes: 6 * 1024, shift: 0 };

type Weight = { scripts: number; requests: number; styleBytes: number; shift: number; moved: string };
type After = { scriptBytes: number; requests: number; scriptMs: number };

/**
 * What the blocks cost a shop's visitors: a real store with the app, opened by a browser. The blocks' own files and requests are told from the theme's by
 * their addresses. Anything above its limit fails the bench by its name.
 */
export async function weighStorefront(): Promise<Outcome> {
  const box = await openBox();
  const browser = await startBrowser();
  try {
    const { page, context } = await openMember(browser, box);
    await placeBlocks(box);
    const [notes, broken]: [string[], string[]] = [[], []];
    for (const [name, path] of Object.entries(PAGES)) {
      const weight = await weigh(page, path);
      notes.push(
        `${name}: before interaction ${String(weight.scripts)} scripts, ${String(weight.requests)} requests to the app, ${String(weight.styleBytes)} bytes of CSS; layout shift ${weight.shift.toFixed(4)}`,
      );
      broken.push(...hold(name, weight));
    }
    notes.push(await changeVariant(page));
    const after = await exchangeSlowly(page);
    notes.push(
      `account, after an exchange: ${String(after.scriptBytes)} bytes of JavaScript compressed, ${String(after.requests)} requests, ${after.scriptMs.toFixed(0)} ms of script at ${String(SLOWDOWN)}x slowdown`,
    );
    const cookies = await page.context().cookies();
    await context.close();
    notes.push(
      ...(await compareScores(box, cookies, { home: PAGES.home, product: PAGES.product, account: PAGES.account })),
    );
    if (after.scriptBytes > LIMITS.scriptBytes)
      broken.push(`${String(after.scriptBytes)} bytes of JavaScript are too many`);
    if (broken.length > 0) throw new Error([...notes, ...broken].join("\n"));
    return { value: after.scriptBytes / 1024, notes };
  } finally {
    await browser.close();
    await box.close();
  }
}

/** Somebody with points, an open code, news, and goods with that code in the cart. */
async function openMember(browser: Browser, box: Box): Promise<Pick<Visitor, "page" | "context">> {
  const { page, context } = await openVisitor(browser, box.store);
  await createAccount(page, { firstName: "Eva", email: "eva@example.com" });
  await addToCart(page, "matcha-ceremonial", 40);
  await checkOut(page, "Vipps");
  await eventually(
    () => readAccount(page),
    ({ balance }) => Number(balance.replaceAll(/\D/g, "")) > 300,
  );
  return { page, context };
}

async function placeBlocks({ store }: Box): Promise<void> {
  for (const fields of PLACED) {
    const init = { method: "POST", headers: { origin: store.storeUrl }, body: new URLSearchParams(fields) };
    const response = await fetch(`${store.storeUrl}/_dev/theme/add`, { ...init, redirect: "manual" });
    if (response.status >= 400) throw new Error(`${fields.block} could not be placed (${String(response.status)})`);
  }
}

const isOurs = (url: string): boolean => /\/cdn\/extensions\/|\/apps\/loyalty/.test(url);

async function weigh(page: Page, path: string): Promise<Weight> {
  const files: { url: string; type: string; bytes: number }[] = [];
  const note = async (response: Awaited<ReturnType<Page["waitForResponse"]>>): Promise<void> => {
    if (!isOurs(response.url())) return;
    files.push({
      url: response.url(),
      type: response.request().resourceType(),
      bytes: (await (await page.request.get(response.url())).body()).length,
    });
  };
  const seen: Promise<void>[] = [];
  const listen = (response: Parameters<typeof note>[0]) => void seen.push(note(response));
  page.on("response", listen);
  await page.goto(path, { waitUntil: "networkidle" });
  await Promise.all(seen);
  page.off("response", listen);
  const of = (type: string) => files.filter((file) => file.type === type);
  const shift = await page.evaluate(
    () =>
      new Promise<{ shift: number; moved: string }>((done) => {
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
        const watch = new PerformanceObserver((list) => {
          const shifts = (list.getEntries() as Shift[]).filter(({ hadRecentInput }) => !hadRecentInput);
          const moved = shifts.flatMap(({ sources }) =>
            sources.map(({ node }) => node?.textContent?.trim().slice(0, 40)),
          );
          done({ shift: shifts.reduce((sum, { value }) => sum + value, 0), moved: moved.join("; ") });
        });
        watch.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => {
          done({ shift: 0, moved: "" });
        }, 300);
      }),
  );
  return {
    scripts: of("script").length,
    requests: files.filter(({ url }) => url.includes("/apps/loyalty")).length,
    styleBytes: of("stylesheet").reduce((sum, file) => sum + file.bytes, 0),
    ...shift,
  };
}

function hold(name: string, weight: Weight): string[] {
  const broken = [
    weight.scripts > LIMITS.scriptsBefore && `${String(weight.scripts)} scripts`,
    weight.requests > LIMITS.requestsBefore && `${String(weight.requests)} requests`,
    weight.styleBytes > LIMITS.styleBytes && `${String(weight.styleBytes)} bytes of CSS`,
    weight.shift > LIMITS.shift && `a layout shift of ${String(weight.shift)} (${weight.moved})`,
  ].filter((one) => one !== false);
  return broken.length > 0 ? [`${name} has ${broken.join(", ")} before anybody did anything`] : [];
}

/** Another variant shows other points without a request and without a script of ours. */
async function changeVariant(page: Page): Promise<string> {
  await page.goto(PAGES.product, { waitUntil: "networkidle" });
  let requests = 0;
  page.on("request", () => (requests += 1));
  const line = page.locator("[data-laurel-earn] p:visible").first();
  const before = await line.innerText();
  await page.locator("select[name=id]").selectOption({ index: 1 });
  const after = await line.innerText();
  if (before === after || requests > 0)
    throw new Error(`another variant says "${after}" after ${String(requests)} requests`);
  return `product, another variant: "${before}" becomes "${after}", 0 requests, 0 bytes of JavaScript`;
}

async function exchangeSlowly(page: Page): Promise<After> {
  await page.goto(PAGES.account, { waitUntil: "networkidle" });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  const scripts: Promise<Buffer>[] = [];
  let requests = 0;
  page.on("response", (response) => {
    requests += 1;
    if (isOurs(response.url()) && response.request().resourceType() === "script")
      scripts.push(page.request.get(response.url()).then((again) => again.body()));
  });
  const before = await scriptSeconds(session);
  await page.getByRole("button", { name: "Exchange", exact: true }).first().click();
  await page.getByText("is in your cart").waitFor();
  const scriptMs = ((await scriptSeconds(session)) - before) * 1000;
  const bytes = (await Promise.all(scripts)).map((script) => gzipSync(script, { level: 9 }).length);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  return { scriptBytes: bytes.reduce((sum, each) => sum + each, 0), requests, scriptMs };
}

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0;
}
