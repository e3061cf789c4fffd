import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installShop } from "../../app/commands/install-shop.ts";
import { uninstallShop } from "../../app/commands/uninstall-shop.ts";
import { saveMailSettings } from "../../app/commands/save-mail-settings.ts";
import { NO_MAILS } from "../../app/domain/mail.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import type { Database } from "../../app/database.ts";
import { askAsOwner, callConsole, Shopper } from "./store-client.ts";
import type { RunningStore } from "./store.ts";

const SETTLE_TIMEOUT_MS = 120_000;
/** How many of the seed's shoppers have exchanged points already, so that the pages have something to show. */
const EXCHANGES = 6;

export type FirstStartOptions = { history: boolean; say: (line: string) => void };

/** How long the demo's shop has had its program: longer than the seed's oldest order. */
const PROGRAM_AGE_MS = 400 * 86_400_000;
const DONE = "first-start-done";

/** Whether this data folder has never been started to the end. */
export function isFirstStart(dataDir: string): boolean {
  return !existsSync(join(dataDir, DONE));
}

/**
 * Gives the shop its program before the app starts, with the moment of more than a year ago: the shop's past orders then
 * earn by the program that the demo shows. Repeating it changes nothing.
 */
export async function preparePast({ storeUrl, databaseUrl }: { storeUrl: string; databaseUrl: string }): Promise<void> {
  type Answer = { shop: { id: string; myshopifyDomain: string; currencyCode: string; ianaTimezone: string } };
  const { shop } = await askAsOwner<Answer>({ storeUrl }, "{ shop { id myshopifyDomain currencyCode ianaTimezone } }");
  const db = openDatabase(databaseUrl, { max: 2 });
  try {
    const now = new Date(Date.now() - PROGRAM_AGE_MS);
    const { programId, created } = await installShop(db, {
      shopId: shop.id.split("/").at(-1) ?? "",
      domain: shop.myshopifyDomain,
      currency: shop.currencyCode,
      timeZone: shop.ianaTimezone,
      now,
    });
    if (!created) return;
    const patch: unknown = JSON.parse(readFileSync(new URL("./program.json", import.meta.url), "utf8"));
    const result = await publishProgram(db, {
      programId,
      patch,
      author: "demo",
      note: null,
      now: new Date(+now + 1000),
    });
    if (!result.ok) throw new Error(`The demo's program is refused: ${JSON.stringify(result.errors)}`);
    // Until the shop installs the app, nothing can be asked of it: a first comparison would only fail.
    await uninstallShop(db, { domain: shop.myshopifyDomain, now });
  } finally {
    await closeDatabase(db);
  }
}

/**
 * What a merchant does on the first day, once for a data folder: installs the app and lets the past orders in. Returns
 * false when that has happened already.
 */
export async function firstStart(store: RunningStore, { history, say }: FirstStartOptions): Promise<boolean> {
  if (!isFirstStart(store.dataDir)) return false;
  const db = openDatabase(store.databaseUrl, { max: 2 });
  try {
    say("Installing the app…");
    await callConsole(store, "install");
    if (history) {
      say("Playing a year of orders…");
      await callConsole(store, "history");
      await untilSettled(db);
      await exchangeForSome(store, db);
    }
    await switchMailsOn(db);
  } finally {
    await closeDatabase(db);
  }
  writeFileSync(join(store.dataDir, DONE), "The app is installed and the shop's history imported.\n");
  return true;
}

/** Mails go out from now on: the year that was played is no news to anybody. */
async function switchMailsOn(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ id: string }>("SELECT id::text FROM programs");
  const settings = { ...NO_MAILS, sends: true };
  for (const { id: programId } of rows)
    await saveMailSettings(db, { programId, settings, author: "demo", now: new Date() });
}

/** Waits until every webhook is worked off and every member's metafield is written. */
export async function untilSettled(db: Database): Promise<void> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const { rows } = await db.pool.query<{ waiting: number }>(
      `SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)::int + (SELECT count(*) FROM sync_queue)::int AS waiting`,
    );
    const waiting = rows[0]?.waiting ?? 0;
    if (waiting === 0) return;
    if (Date.now() > deadline) throw new Error(`${waiting} webhooks and members are still waiting after two minutes.`);
    await sleep(200);
  }
}

type Customers = { customers: { nodes: { email: string | null; tags: string[] }[] } };

/** Some shoppers have exchanged points, through the same door that every shopper uses. */
async function exchangeForSome(store: RunningStore, db: Database): Promise<void> {
  const { customers } = await askAsOwner<Customers>(store, "{ customers(first: 50) { nodes { email tags } } }");
  let made = 0;
  for (const { email } of customers.nodes) {
    if (made === EXCHANGES) return;
    if (email === null) continue;
    const shopper = new Shopper(store);
    await shopper.logIn(email);
    const form = { reward: "nok-50", times: "1", key: `first-start-${String(made)}`, return: "/account" };
    const response = await shopper.post("/apps/loyalty/exchange", form, "application/json");
    const answer = (await response.json()) as { ok: boolean };
    if (answer.ok) made += 1;
  }
  await untilSettled(db);
}
