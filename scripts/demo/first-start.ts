import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import type { Database } from "../../app/database.ts";
import { askAsOwner, callConsole, Shopper } from "./store-client.ts";
import type { RunningStore } from "./store.ts";

const SETTLE_TIMEOUT_MS = 120_000;
/** How many of the seed's shoppers have exchanged points already, so that the pages have something to show. */
const EXCHANGES = 6;

export type FirstStartOptions = { history: boolean; say: (line: string) => void };

/**
 * What a merchant does on the first day, once for a data folder: installs the app, publishes a program, and lets the
 * past orders in. Returns false when that has happened already.
 */
export async function firstStart(store: RunningStore, { history, say }: FirstStartOptions): Promise<boolean> {
  const marker = join(store.dataDir, "first-start-done");
  if (existsSync(marker)) return false;
  const db = openDatabase(store.databaseUrl, { max: 2 });
  try {
    say("Installing the app…");
    await callConsole(store, "install");
    await publish(db);
    if (history) {
      say("Playing a year of orders…");
      await callConsole(store, "history");
      await untilSettled(db);
      await exchangeForSome(store, db);
      await untilSettled(db);
    }
  } finally {
    await closeDatabase(db);
  }
  writeFileSync(marker, "The app is installed, its program published and the shop's history imported.\n");
  return true;
}

/** Publishes the tea house's program as the shop's first one. */
async function publish(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ program_id: string }>("SELECT program_id FROM shops ORDER BY id LIMIT 1");
  const programId = rows[0]?.program_id;
  if (programId === undefined) throw new Error("The app answered but the shop is not installed.");
  const patch: unknown = JSON.parse(readFileSync(new URL("./program.json", import.meta.url), "utf8"));
  const result = await publishProgram(db, { programId, patch, author: "demo", note: null, now: new Date() });
  if (!result.ok) throw new Error(`The demo's program is refused: ${JSON.stringify(result.errors)}`);
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
