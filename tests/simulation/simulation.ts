import type { Database } from "../../app/database.ts";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import { compareShop } from "../../app/jobs/compare.ts";
import type { JobContext } from "../../app/jobs/context.ts";
import { drainInbox } from "../../app/jobs/inbox.ts";
import { settleDue } from "../../app/jobs/moments.ts";
import { sweepExchanges, sweepUndos } from "../../app/jobs/sweep.ts";
import { syncPrograms } from "../../app/jobs/sync-program.ts";
import { syncMembers } from "../../app/jobs/sync.ts";
import { ShopifyFailure } from "../../app/shopify/transport.ts";
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
import { asking } from "./asking.ts";
import type { Faults } from "./faults.ts";
import { REDELIVERY_MS, unreliable, wrongClock } from "./faults.ts";
import { differences, readHoldings } from "./invariants.ts";
import { openNeighbour } from "./neighbour.ts";
import type { Neighbour } from "./neighbour.ts";
import { Violated } from "./violated.ts";
import { Watch } from "./watch.ts";

/** What a simulation found wrong, and after how many operations. */
export type Violation = { readonly operation: number; readonly what: string };

/** More statements than any one job makes in a round: a job killed later than that isn't killed. */
const STATEMENTS_MAX = 40;
/** How often a round of the worker holds the nightly comparison too, and how often a round is done twice to see that nothing changes. */
const COMPARES = 0.1;
const REPEATS = 0.2;
/** How long everything may take to come to rest once nothing fails any more: the longest pauses between tries are an hour. */
const CALM_HOURS = 12;
const HOUR_SECONDS = 3_600;

/** A webhook that arrives later, not before a moment. */
type Late = { readonly event: ShopEvent; readonly from: Date };

/**
 * One shop's story, made up from a seed, told to an app to which everything happens that can happen: webhooks lost, doubled, late and out of
 * order, again after hours, processes killed at any statement, clocks that are wrong, Shopify failing before and after it has done what was
 * asked. After every operation whatever was written is replayed, and a shop next door is as it was. In the end nothing fails any more, and
 * everything must be as if nothing ever had. The same seed fails in the same way.
 */
export class Simulation {
  readonly #random: Random;
  readonly #faults: Faults;
  #late: Late[] = [];
  #faulty = true;

  constructor(seed: number, faults: Faults) {
    this.#random = new Random(seed ^ 0x5eed);
    this.#faults = faults;
  }

  /** Runs the story of a seed; null when nothing was wrong at any time. */
  async run(ground: Ground, seed: number, operations: number): Promise<Violation | null> {
    const story = makeStory(seed, operations, { expecting: false });
    const { steps } = readScenario(story);
    const at = new Date(Date.parse(steps[0]?.step.at ?? "") - 1_000);
    const neighbour = await openNeighbour(ground, at);
    const world = await this.#open(ground, story, at);
    let operation = 0;
    try {
      const watch = new Watch(world.db, world.shop.programId, [neighbour.programId]);
      const doing = new Steps(world, newNames(), asking(world, this.#random, this.#faults));
      for (const step of steps) {
        operation += 1;
        await this.#operate(world, doing, step);
        await this.#requireTruth(watch, world, neighbour);
      }
      await this.#calm(world);
      await neighbour.requireUntouched();
      return null;
    } catch (error) {
      if (!(error instanceof Violated)) throw error;
      return { operation, what: error.message };
    } finally {
      await world.close();
      await neighbour.close();
    }
  }

  async #open(ground: Ground, story: Story, at: Date): Promise<World> {
    const patched = patchProgram(requireProgram(ground.defaults), story.program);
    if (!patched.ok) throw new Error(JSON.stringify(patched.errors));
    const world = await World.open({
      ...{ db: ground.db, number: ground.nextNumber(), scopes: ground.scopes, program: patched.program, at },
      through: unreliable(this.#random, this.#faults, () => this.#faulty && this.#isOpen),
    });
    this.#isOpen = true;
    return world;
  }

  /** The installation itself goes through: Shopify tries that again with the merchant looking on. */
  #isOpen = false;

  async #requireTruth(watch: Watch, world: World, neighbour: Neighbour): Promise<void> {
    const { wrong, touched } = await watch.look();
    if (wrong !== null) throw new Violated(wrong);
    if (touched.has(neighbour.programId)) await neighbour.requireUntouched();
    if (this.#random.chance(REPEATS)) await this.#requireRest(world);
  }

  async #operate(world: World, doing: Steps, step: Step): Promise<void> {
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
    const { lost, doubled, delayed, redelivered, diesAtIntake } = this.#faults;
    const random = this.#random;
    const now = world.now();
    const due = this.#late.filter((late) => late.from <= now).map((late) => late.event);
    this.#late = this.#late.filter((late) => late.from > now);
    for (const event of shuffled([...world.store.outbox.splice(0), ...due], random)) {
      if (random.chance(lost)) continue;
      if (random.chance(delayed)) this.#late.push({ event, from: now });
      else await world.redeliver(event, event.id);
      if (random.chance(doubled)) this.#late.push({ event: { ...event, id: `${event.id} again` }, from: now });
      // Shopify had no answer in time, though the webhook was stored: it sends the same one again, for the last time after hours.
      if (random.chance(redelivered)) this.#late.push({ event, from: new Date(now.getTime() + REDELIVERY_MS) });
      if (random.chance(diesAtIntake)) {
        const db = dying(world.db, 1, random.pick(["before", "after"]));
        // The intake answers 503 to what it could not store, and Shopify sends it again.
        await world.redeliverOn(db, event).catch(() => this.#late.push({ event, from: now }));
      }
    }
  }

  /** A round of the worker, which may die in the middle of each job, or have a wrong clock. */
  async #work(world: World): Promise<void> {
    const random = this.#random;
    const compare = (context: JobContext): Promise<unknown> => compareShop(context, world.shop);
    const jobs = [settleDue, drainInbox, syncPrograms, syncMembers, sweepExchanges, sweepUndos];
    for (const job of random.chance(COMPARES) ? [...jobs, compare] : jobs) {
      const dies = random.chance(this.#faults.workerDies);
      const db: Database = dies
        ? dying(world.db, random.between(1, STATEMENTS_MAX), random.pick(["before", "after"]))
        : world.db;
      const now = random.chance(this.#faults.clockJumps) ? wrongClock(random, world.now()) : world.now();
      try {
        await job({ ...world.context, db, now: () => now });
      } catch (error) {
        // The worker's loop logs what Shopify refused, and asks again at the next round.
        if (!(error instanceof Killed) && !(error instanceof ShopifyFailure)) throw error;
      }
    }
  }

  /** Running a job again right after it has run changes nothing. */
  async #requireRest(world: World): Promise<void> {
    const wasFaulty = this.#faulty;
    this.#faulty = false;
    const jobs = [settleDue, drainInbox, sweepExchanges, sweepUndos];
    for (const job of jobs) await job(world.context);
    const before = await readHoldings(world.db, world.shop.programId);
    for (const job of jobs) await job(world.context);
    const after = await readHoldings(world.db, world.shop.programId);
    this.#faulty = wasFaulty;
    if (before !== after) throw new Violated("running the jobs once more changed what members have");
  }

  /** Nothing fails any more: late webhooks arrive, waits end, the night's comparison runs. Then everything must be right. */
  async #calm(world: World): Promise<void> {
    this.#faulty = false;
    const late = this.#late.map(({ event }) => event);
    for (const event of [...world.store.outbox.splice(0), ...late]) await world.redeliver(event, event.id);
    for (let hour = 0; hour < CALM_HOURS; hour += 1) {
      world.pass(HOUR_SECONDS);
      await settleDue(world.context);
      await world.quiet();
      await sweepExchanges(world.context);
      await sweepUndos(world.context);
    }
    await compareShop(world.context, world.shop);
    await world.quiet();
    await requireNoDifference(world);
    await this.#requireRest(world);
    await this.#requireRepeatable(world);
  }

  /** Everything that was ever told, told again: not one entry more. */
  async #requireRepeatable(world: World): Promise<void> {
    const before = await readHoldings(world.db, world.shop.programId);
    for (const event of shuffled(world.store.sent, this.#random)) await world.redeliver(event, `${event.id} once more`);
    await compareShop(world.context, world.shop);
    await world.quiet();
    const after = await readHoldings(world.db, world.shop.programId);
    if (before !== after) throw new Violated("telling everything again changed what members have");
    await requireNoDifference(world);
  }
}

async function requireNoDifference(world: World): Promise<void> {
  const what = await differences(world);
  if (what !== null) throw new Violated(what);
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  const mixed: Item[] = [];
  while (left.length > 0) mixed.push(...left.splice(random.between(0, left.length - 1), 1));
  return mixed;
}
