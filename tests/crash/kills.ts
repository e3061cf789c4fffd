import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { requireProgram } from "../../app/domain/program.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { readMemberSummary } from "../../app/queries/member-summary.ts";
import type { Transport } from "../../app/shopify/transport.ts";
import { Random } from "../model/random.ts";
import type { Ground } from "../scenarios/runner.ts";
import { World } from "../scenarios/world.ts";
import { differences } from "../simulation/invariants.ts";
import type { Answered, Asked, WorkerOrder } from "./messages.ts";

const WORKER = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
const CUSTOMERS = 12;
const ORDERS_EACH_LIFE = 8;
/** The first statements of a life are its claims of work; most of the work is among the next hundred. */
const STATEMENTS_MAX = 140;
/** What a killed worker had claimed is free again after two minutes. */
const LIFE_SECONDS = 150;
const PATIENCE_MS = 180_000;
const LOOK_MS = 200;
const HOUR_MS = 3_600_000;

/** What became of it: how many orders were told, and what was wrong in the end. */
export type KillReport = { readonly orders: number; readonly died: readonly string[]; readonly wrong: string | null };

/**
 * A real worker process is killed so many times while orders come in, each time at a statement that the seed says, and a new one goes on.
 * When the last one has worked everything off, every customer must have exactly the points of their orders, and see them.
 */
export async function killWorkers(ground: Ground, url: string, seed: number, kills: number): Promise<KillReport> {
  const random = new Random(seed);
  const shopify: { transport: Transport | null } = { transport: null };
  const world = await openWorld(ground, shopify);
  const shop = new Load(world, random);
  const died: string[] = [];
  try {
    for (let life = 0; life < kills; life += 1) {
      await shop.sell(ORDERS_EACH_LIFE);
      const death = { statement: random.between(1, STATEMENTS_MAX), sent: random.chance(0.5) };
      const worker = start({ databaseUrl: url, aheadSeconds: life * LIFE_SECONDS, death }, shopify);
      const ended = once(worker, "exit") as Promise<[number | null, string | null]>;
      await shop.sell(ORDERS_EACH_LIFE);
      const [code, signal] = await ended;
      if (signal !== "SIGKILL") throw new Error(`a worker ended by itself with ${String(code)}`);
      died.push(`${death.sent ? "after" : "before"} statement ${death.statement}`);
    }
    const last = start({ databaseUrl: url, aheadSeconds: kills * LIFE_SECONDS, death: null }, shopify);
    try {
      await untilRest(world);
    } finally {
      const ended = once(last, "exit");
      last.kill("SIGKILL");
      await ended;
    }
    return { orders: shop.orders, died, wrong: (await shop.difference()) ?? (await differences(world)) };
  } finally {
    await world.close();
  }
}

async function openWorld(ground: Ground, shopify: { transport: Transport | null }): Promise<World> {
  const world = await World.open({
    ...{ db: ground.db, number: ground.nextNumber(), scopes: ground.scopes },
    program: requireProgram(ground.defaults),
    at: new Date(Math.floor((Date.now() - HOUR_MS) / 1000) * 1000),
    through: (transport) => (shopify.transport = transport),
  });
  // A comparison would bring what was lost, and so hide that it was.
  await world.db.pool.query("UPDATE shops SET compared_until = now() + interval '1 year' WHERE id = $1", [
    world.shop.id,
  ]);
  return world;
}

function start(order: WorkerOrder, shopify: { transport: Transport | null }): ChildProcess {
  const worker = fork(WORKER, [JSON.stringify(order)], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  worker.on("message", ({ id, query, variables }: Asked) => {
    const reply = (answered: Answered): void => {
      // Who has been killed meanwhile hears nothing.
      if (worker.connected) worker.send(answered, () => undefined);
    };
    shopify.transport?.(query, variables).then(
      (answer) => reply({ id, answer }),
      (error: unknown) => reply({ id, error: String(error) }),
    );
  });
  return worker;
}

/**
 * Everything is worked off when no webhook waits and nothing is left to be written to Shopify. However slow the machine is, something has to
 * become less within the time of patience; a webhook that was given up is waited for in vain.
 */
async function untilRest(world: World): Promise<void> {
  let least = Infinity;
  let until = Date.now() + PATIENCE_MS;
  for (;;) {
    await deliver(world);
    const { rows } = await world.db.pool.query<{ inbox: number; sync: number; tries: number }>(
      `SELECT (SELECT count(*) FROM inbox WHERE shop = $1 AND done_at IS NULL)::int AS inbox,
              (SELECT coalesce(max(attempts), 0) FROM inbox WHERE shop = $1 AND done_at IS NULL)::int AS tries,
              (SELECT count(*) FROM sync_queue WHERE program_id = $2)::int AS sync`,
      [world.shop.domain, world.shop.programId],
    );
    const { inbox, sync, tries } = rows[0] ?? { inbox: 0, sync: 0, tries: 0 };
    if (inbox + sync === 0 && world.store.outbox.length === 0) return;
    if (inbox + sync < least) until = Date.now() + PATIENCE_MS;
    least = Math.min(least, inbox + sync);
    if (Date.now() > until)
      throw new Error(`${inbox} webhooks (tried ${tries} times at most) and ${sync} metafields were never done`);
    await sleep(LOOK_MS);
  }
}

async function deliver(world: World): Promise<void> {
  for (const event of world.store.outbox.splice(0)) await world.redeliver(event, event.id);
}

/** Customers who order and return, and what they must have for it: a point for each whole coin of the currency. */
class Load {
  orders = 0;
  readonly #world: World;
  readonly #random: Random;
  readonly #due = new Map<string, bigint>();

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const { id } = world.store.shop.createCustomer({ firstName: `Customer ${index}` });
      this.#due.set(id, 0n);
    }
  }

  async sell(count: number): Promise<void> {
    const { store } = this.#world;
    for (let sold = 0; sold < count; sold += 1) {
      this.#world.pass(1);
      const customerId = this.#random.pick([...this.#due.keys()]);
      const quantity = this.#random.between(2, 5);
      const lines = [{ product: "tea", price: "10.00", quantity }];
      const order = store.shop.placeOrder({ customerId, lines, automatic: false });
      const back = this.#random.chance(0.4) ? 1 : 0;
      if (back > 0) {
        this.#world.pass(1);
        store.shop.refundOrder(order.id, { lines: [{ lineId: order.lines[0]?.id ?? "", quantity: back }] });
      }
      this.orders += 1;
      this.#due.set(customerId, (this.#due.get(customerId) ?? 0n) + BigInt(10 * (quantity - back)));
      await deliver(this.#world);
    }
  }

  /** The first customer who has not exactly what they must have. */
  async difference(): Promise<string | null> {
    const { db, shop } = this.#world;
    for (const [customerId, due] of this.#due) {
      const member = await findMember(db, { shopId: shop.id, customerId });
      const summary = member && (await readMemberSummary(db, { ...member, now: new Date() }));
      const has = summary?.available ?? null;
      if (has !== due) return `customer ${customerId} has ${String(has)} points instead of ${due}`;
    }
    return null;
  }
}
