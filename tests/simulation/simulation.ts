import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import { compareShop } from "../../app/jobs/compare.ts";
import { drainInbox } from "../../app/jobs/inbox.ts";
import { settleDue } from "../../app/jobs/moments.ts";
import { sweepExchanges } from "../../app/jobs/sweep.ts";
import { syncPrograms } from "../../app/jobs/sync-program.ts";
import { syncMembers } from "../../app/jobs/sync.ts";
import { readLoyaltyView, sameLoyalty } from "../../app/queries/loyalty-view.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import { Refusal } from "../../dev-store/shop/refusal.ts";
import type { ShopEvent } from "../../dev-store/shop/types.ts";
import { Random } from "../model/random.ts";
import { makeStory } from "../model/story.ts";
import type { Story } from "../model/story.ts";
import { Mismatch } from "../scenarios/mismatch.ts";
import type { Ground } from "../scenarios/runner.ts";
import { perform } from "../scenarios/runner.ts";
import { readScenario } from "../scenarios/scenario.ts";
import type { Step } from "../scenarios/scenario.ts";
import { Steps, newNames } from "../scenarios/steps.ts";
import { World } from "../scenarios/world.ts";
import { Killed, dying } from "../setup/dying.ts";
import type { Faults } from "./faults.ts";
import { unreliable } from "./faults.ts";

/** What a simulation found wrong, and after how many operations. */
export type Violation = { readonly operation: number; readonly what: string };

/** More statements than any one job makes in a round: a job killed later than that isn't killed. */
const STATEMENTS_MAX = 40;
/** How long everything may take to come to rest once nothing fails any more: the longest pauses between tries are an hour. */
const CALM_HOURS = 12;
const HOUR_SECONDS = 3_600;

/**
 * One shop's story, made up from a seed, told to an app to which everything happens that can happen: webhooks lost, doubled, late and out of
 * order, processes killed at any statement, Shopify failing before and after it has done what was asked. After every operation the ledger is
 * replayed. In the end nothing fails any more, and everything must be as if nothing ever had. The same seed fails in the same way.
 */
export class Simulation {
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #late: ShopEvent[] = [];
  #faulty = true;

  constructor(seed: number, faults: Faults) {
    this.#random = new Random(seed ^ 0x5eed);
    this.#faults = faults;
  }

  /** Runs the story of a seed; null when nothing was wrong at any time. */
  async run(ground: Ground, seed: number, operations: number): Promise<Violation | null> {
    const story = makeStory(seed, operations);
    const steps = readScenario(story).steps.filter((step) => !step.type.startsWith("expect"));
    const world = await this.#open(ground, story, steps);
    let operation = 0;
    try {
      const doing = new Steps(world, newNames());
      for (const step of steps) {
        operation += 1;
        await this.#operate(world, doing, step);
        const [first] = await verifyLedger(world.db, { programId: world.shop.programId });
        if (first !== undefined) return { operation, what: first };
      }
      const what = await this.#calm(world);
      return what === null ? null : { operation, what };
    } finally {
      await world.close();
    }
  }

  async #open(ground: Ground, story: Story, steps: readonly Step[]): Promise<World> {
    const patched = patchProgram(requireProgram(ground.defaults), story.program);
    if (!patched.ok) throw new Error(JSON.stringify(patched.errors));
    const first = steps[0]?.step.at ?? "";
    return World.open({
      ...{ db: ground.db, number: ground.nextNumber(), scopes: ground.scopes, program: patched.program },
      at: new Date(Date.parse(first) - 1_000),
      through: unreliable(this.#random, this.#faults, () => this.#faulty && this.#isOpen),
    });
  }

  /** The installation itself goes through: Shopify tries that again with the merchant looking on. */
  #isOpen = false;

  async #operate(world: World, doing: Steps, step: Step): Promise<void> {
    this.#isOpen = true;
    const at = step.step.at;
    const seconds = at === undefined ? 1 : Math.max(1, (Date.parse(at) - world.now().getTime()) / 1000);
    world.pass(seconds);
    await this.#work(world);
    try {
      await perform(doing, step);
    } catch (error) {
      // What the story does next may be impossible here, where Laurel has heard of less: a code that was refused can't be used.
      if (!(error instanceof Mismatch) && !(error instanceof Refusal)) throw error;
    }
    await this.#post(world);
    await this.#work(world);
  }

  /** Delivers what the shop has sent, badly. */
  async #post(world: World): Promise<void> {
    const { lost, doubled, delayed, diesAtIntake } = this.#faults;
    const random = this.#random;
    const events = [...world.store.outbox.splice(0), ...this.#late.splice(0)];
    for (const event of shuffled(events, random)) {
      if (random.chance(lost)) continue;
      if (random.chance(delayed)) this.#late.push(event);
      else await world.redeliver(event, event.id);
      if (random.chance(doubled)) this.#late.push({ ...event, id: `${event.id} again` });
      if (random.chance(diesAtIntake)) {
        const db = dying(world.db, 1, random.pick(["before", "after"]));
        // The intake answers 503 to what it could not store, and Shopify sends it again.
        await world.redeliverOn(db, event).catch(() => this.#late.push(event));
      }
    }
  }

  /** A round of the worker, which may die in the middle of each job. */
  async #work(world: World): Promise<void> {
    for (const job of [settleDue, drainInbox, syncPrograms, syncMembers, sweepExchanges]) {
      const dies = this.#random.chance(this.#faults.workerDies);
      const db: Database = dies
        ? dying(world.db, this.#random.between(1, STATEMENTS_MAX), this.#random.pick(["before", "after"]))
        : world.db;
      try {
        await job({ ...world.context, db });
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
  }

  /** Nothing fails any more: late webhooks arrive, waits end, the night's comparison runs. Says what is still wrong then. */
  async #calm(world: World): Promise<string | null> {
    this.#faulty = false;
    for (const event of [...world.store.outbox.splice(0), ...this.#late.splice(0)])
      await world.redeliver(event, event.id);
    for (let hour = 0; hour < CALM_HOURS; hour += 1) {
      world.pass(HOUR_SECONDS);
      await settleDue(world.context);
      await world.quiet();
      await sweepExchanges(world.context);
    }
    await compareShop(world.context, world.shop);
    await world.quiet();
    return (await differences(world)) ?? (await this.#repeated(world));
  }

  /** Everything that was ever told, told again: not one entry more. */
  async #repeated(world: World): Promise<string | null> {
    const before = await countEntries(world);
    for (const event of shuffled(world.store.sent, this.#random)) await world.redeliver(event, `${event.id} once more`);
    await world.quiet();
    const after = await countEntries(world);
    return before === after ? differences(world) : `telling everything again made ${after - before} entries`;
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  const mixed: Item[] = [];
  while (left.length > 0) mixed.push(...left.splice(random.between(0, left.length - 1), 1));
  return mixed;
}

async function countEntries(world: World): Promise<number> {
  const { rows } = await world.db.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM entries WHERE program_id = $1",
    [world.shop.programId],
  );
  return rows[0]?.count ?? 0;
}

/** What differs between the shop and Laurel, when everything should have come to rest; null when nothing does. */
async function differences(world: World): Promise<string | null> {
  const { db, shop, store } = world;
  const [first] = await verifyLedger(db, { programId: shop.programId });
  if (first !== undefined) return first;
  const { rows: orders } = await db.pool.query<{ id: string; updated_at: Date }>(
    "SELECT id::text, updated_at FROM orders WHERE program_id = $1",
    [shop.programId],
  );
  const known = new Map(orders.map((order) => [order.id, order.updated_at.getTime()]));
  const missed = store.shop.listOrders().find((order) => known.get(order.id) !== Date.parse(order.updatedAt));
  if (missed) return `order ${missed.name} isn't known as it stands`;
  const { rows: waiting } = await db.pool.query(
    `SELECT 1 FROM codes WHERE program_id = $1 AND status = 'reserving' UNION ALL SELECT 1 FROM sync_queue WHERE program_id = $1`,
    [shop.programId],
  );
  if (waiting.length > 0) return "an exchange or a metafield was never finished";
  return (await codeDifference(world)) ?? customerDifference(world);
}

/** Rule 14: a code that is open works in the shop; one that isn't doesn't. */
async function codeDifference(world: World): Promise<string | null> {
  const { rows } = await world.db.pool.query<{ code: string; status: string }>(
    "SELECT code, status FROM codes WHERE program_id = $1",
    [world.shop.programId],
  );
  for (const { code, status } of rows) {
    const discount = world.store.shop.findDiscountByCode(code);
    const works = discount !== null && world.store.shop.discountStatus(discount) === "ACTIVE";
    if (status === "open" && !works) return `code ${code} is open, but the shop doesn't take it`;
    if ((status === "failed" || status === "undone") && works)
      return `code ${code} is ${status}, but the shop takes it`;
  }
  return null;
}

/** What each customer sees is what the ledger says. */
async function customerDifference(world: World): Promise<string | null> {
  const { db, shop, store } = world;
  const { rows } = await db.pool.query<{ customer_id: string; member_id: string }>(
    "SELECT customer_id::text, member_id::text FROM member_customers WHERE shop_id = $1 AND gone_at IS NULL",
    [shop.id],
  );
  for (const { customer_id: customerId, member_id: memberId } of rows) {
    const view = await readLoyaltyView(db, { programId: shop.programId, memberId, now: world.now() });
    const metafield = store.shop.listMetafields(gid("Customer", customerId)).find((each) => each.key === "loyalty");
    if (!view || !sameLoyalty(metafield?.value ?? null, view.json))
      return `customer ${customerId} sees something else than the ledger says`;
    const tags = store.shop.requireCustomer(customerId).tags.filter((tag) => view.tierTags.has(tag));
    const wanted = view.tierTag === null ? [] : [view.tierTag];
    if (tags.join() !== wanted.join())
      return `customer ${customerId} has the tags ${tags.join()} instead of ${wanted.join()}`;
  }
  return null;
}
