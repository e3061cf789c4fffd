import { publishProgram } from "../../app/commands/publish-program.ts";
import { installShop } from "../../app/commands/install-shop.ts";
import { redactShop, uninstallShop } from "../../app/commands/uninstall-shop.ts";
import type { Database } from "../../app/database.ts";
import type { Program } from "../../app/domain/program.ts";
import { nextNightlyMoment } from "../../app/domain/time.ts";
import { createIntake } from "../../app/intake/webhook-intake.ts";
import type { Intake } from "../../app/intake/webhook-intake.ts";
import { compareShop } from "../../app/jobs/compare.ts";
import type { JobContext, JobShop } from "../../app/jobs/context.ts";
import { drainInbox } from "../../app/jobs/inbox.ts";
import { settleDue } from "../../app/jobs/moments.ts";
import { sweepExchanges } from "../../app/jobs/sweep.ts";
import { syncPrograms } from "../../app/jobs/sync-program.ts";
import { syncMembers } from "../../app/jobs/sync.ts";
import { TOPICS } from "../../app/jobs/topics.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import type { ShopEvent } from "../../dev-store/shop/types.ts";
import { SCENARIO_SECRET, deliver } from "./post.ts";
import { openStore } from "./store.ts";
import type { Store } from "./store.ts";

/** How often webhooks, inbox and sync may answer each other before that counts as a loop without end. */
const ROUNDS_MAX = 50;

/** A gap shorter than this is over before the worker's slower jobs have had their turn. */
const REGULAR_WORK_SECONDS = 5;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * One shop with Laurel installed, on a clock of its own: the pretend shop in memory, the app's real intake, jobs, commands and ledger on a
 * real database. Worlds share a database without seeing each other, as shops do.
 */
export class World {
  readonly db: Database;
  readonly store: Store;
  readonly shop: JobShop;
  readonly context: JobContext;
  readonly #intake: Intake;
  readonly #timeZone: string;
  readonly #clock: { now: Date };
  /** Whether anything has happened in the shop since it was last compared: a comparison with nothing new finds nothing. */
  #changedSinceComparison = true;

  constructor(parts: { db: Database; store: Store; shop: JobShop; timeZone: string; clock: { now: Date } }) {
    const { db, store, shop, timeZone, clock } = parts;
    this.db = db;
    this.store = store;
    this.shop = shop;
    this.#timeZone = timeZone;
    this.#clock = clock;
    this.context = { db, gatewayOf: (domain) => gatewayOf(store, domain), now: () => clock.now, log: silent };
    this.#intake = createIntake({ secret: SCENARIO_SECRET, database: db.pool, now: () => clock.now });
  }

  /** Opens a shop that installs Laurel and publishes the program, all at the given moment. */
  static async open(options: {
    db: Database;
    number: number;
    scopes: readonly string[];
    program: Program;
    at: Date;
    through?: (transport: Transport) => Transport;
  }): Promise<World> {
    const { db, number, scopes, program, at, through } = options;
    const clock = { now: at };
    const shopId = String(9_000_000_000 + number);
    const domain = `scenario-${number}.myshopify.com`;
    const { currency, timeZone } = program;
    const store = openStore({ domain, shopId, currency, timeZone, scopes, clock: () => clock.now, ...(through ? { through } : {}) });
    const { programId } = await installShop(db, { shopId, domain, currency, timeZone, now: at });
    const published = await publishProgram(db, { programId, document: program, author: "scenario", now: at });
    if (!published.ok) throw new Error(`the program was refused: ${JSON.stringify(published)}`);
    await db.pool.query("UPDATE shops SET compared_until = $2 WHERE id = $1", [shopId, at]);
    const world = new World({ db, store, shop: { id: shopId, domain, programId }, timeZone, clock });
    await syncPrograms(world.context);
    return world;
  }

  /** The shop is gone with all that it had: what falls due in it later must not happen in another story's shop. */
  async close(): Promise<void> {
    const shop = { domain: this.shop.domain, now: this.now() };
    await uninstallShop(this.db, shop);
    await redactShop(this.db, shop);
  }

  now(): Date {
    return this.#clock.now;
  }

  /** Only the clock moves: no job runs. */
  pass(seconds: number): void {
    this.#clock.now = new Date(this.#clock.now.getTime() + seconds * 1000);
  }

  /** Lets time pass up to a moment: at each night's hour the nightly work, at all other moments what falls due. */
  async advanceTo(moment: Date): Promise<void> {
    if (moment < this.#clock.now) throw new Error(`time can't go back to ${moment.toISOString()}`);
    while (this.#changedSinceComparison) {
      const night = nextNightlyMoment(this.#clock.now, this.#timeZone);
      if (night > moment) break;
      this.#clock.now = night;
      await this.#settle();
      this.#changedSinceComparison = false;
      await compareShop(this.context, this.shop);
      await this.quiet();
    }
    // The other nights' comparisons would find a shop in which nothing has happened.
    const seconds = (moment.getTime() - this.#clock.now.getTime()) / 1000;
    this.#clock.now = moment;
    await this.#settle();
    if (seconds >= REGULAR_WORK_SECONDS) await this.#regularWork();
  }

  async #settle(): Promise<void> {
    if ((await settleDue(this.context)) > 0) await this.quiet();
  }

  /** What the worker does every few seconds whether anything has happened or not. */
  async #regularWork(): Promise<void> {
    await sweepExchanges(this.context);
    if ((await syncPrograms(this.context)) > 0) await this.quiet();
  }

  /** Delivers all webhooks, works off the inbox and writes to Shopify, until nobody has anything more to say. */
  async quiet(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const events = this.store.outbox.splice(0);
      for (const event of events) await this.redeliver(event, event.id);
      failOn((await drainInbox(this.context)).failures);
      failOn((await syncMembers(this.context)).failures);
      if (events.length > 0) this.#changedSinceComparison = true;
      if (this.store.outbox.length === 0) return;
    }
    throw new Error(`webhooks and answers went on for ${ROUNDS_MAX} rounds`);
  }

  /** Hands one webhook to the intake. */
  async redeliver(event: ShopEvent, eventId: string): Promise<void> {
    // Shopify sends what the app subscribes to, and nothing else.
    if (!TOPICS.includes(event.topic)) return;
    await deliver(this.#intake, this.store.domain, event, eventId);
  }

  /** Hands one webhook to a process of the app that works on another database than the world's own, such as one that dies. */
  async redeliverOn(db: Database, event: ShopEvent): Promise<void> {
    if (!TOPICS.includes(event.topic)) return;
    const intake = createIntake({ secret: SCENARIO_SECRET, database: db.pool, now: () => this.now() });
    await deliver(intake, this.store.domain, event);
  }
}

function gatewayOf(store: Store, domain: string): Store["gateway"] {
  if (domain !== store.domain) throw new Error(`${store.domain} was asked about ${domain}`);
  return store.gateway;
}

function failOn(failures: readonly { error: unknown }[]): void {
  const first = failures[0];
  if (first) throw first.error;
}
