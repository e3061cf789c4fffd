import { randomUUID } from "node:crypto";
import { adjustPoints } from "../../app/commands/adjust-points.ts";
import { exchangePoints } from "../../app/commands/exchange-points.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { setTier } from "../../app/commands/set-tier.ts";
import { undoCode } from "../../app/commands/undo-code.ts";
import type { Database } from "../../app/database.ts";
import { findMember } from "../../app/queries/find-member.ts";
import { gid } from "../../dev-store/shop/gid.ts";
import { Mismatch } from "./mismatch.ts";
import type { StepOf } from "./scenario.ts";
import { ShopSteps } from "./shop-steps.ts";
import type { Names } from "./shop-steps.ts";
import type { World } from "./world.ts";

export { newNames } from "./shop-steps.ts";

/** The answer of a command: refusals say why. */
type Answer = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * How a command is asked for. It may be asked any number of times, on any view of the world's database: every command bears that. Stories
 * ask once; the simulation also asks twice, and of processes that die.
 */
export type Asking = <Result extends Answer>(command: (db: Database) => Promise<Result>) => Promise<Result>;

/** Everything that a step may do; each of these changes the shop or asks Laurel for something, and nothing else. */
export class Steps extends ShopSteps {
  readonly world: World;
  readonly #ask: Asking;

  constructor(world: World, names: Names, ask: Asking = (command) => command(world.db)) {
    super(world.store.shop, names);
    this.world = world;
    this.#ask = ask;
  }

  async exchange(step: StepOf<"exchange">): Promise<void> {
    const { shop, store } = this.world;
    const { reward, times } = step;
    const input = {
      ...{ programId: shop.programId, memberId: await this.memberId(step.exchange), shopId: shop.id, reward, times },
      ...{ key: randomUUID(), gateway: store.gateway, now: this.world.now() },
    };
    const result = await this.#ask((db) => exchangePoints(db, input));
    expectRefusal(step.refused, result.ok ? undefined : result.reason);
    if (result.ok && step.as !== undefined) this.names.codes.set(step.as, { id: result.code.id, code: result.code.code });
  }

  async undo(step: StepOf<"undo">): Promise<void> {
    const { shop, store } = this.world;
    const { id: codeId } = this.code(step.undo);
    const input = { programId: shop.programId, codeId, gateway: store.gateway, now: this.world.now() };
    const result = await this.#ask((db) => undoCode(db, input));
    expectRefusal(step.refused, result.ok ? undefined : result.reason);
  }

  async adjust(step: StepOf<"adjust">): Promise<void> {
    const input = {
      ...{ programId: this.world.shop.programId, memberId: await this.memberId(step.adjust) },
      ...{ points: BigInt(step.points), reason: step.reason, author: "staff", key: randomUUID(), now: this.world.now() },
    };
    const result = await this.#ask((db) => adjustPoints(db, input));
    expectRefusal(undefined, result.ok ? undefined : result.reason);
  }

  async setTier(step: StepOf<"setTier">): Promise<void> {
    const result = await setTier(this.world.db, {
      programId: this.world.shop.programId,
      memberId: await this.memberId(step.setTier),
      tier: step.tier,
      until: step.until === null ? null : new Date(step.until),
      lock: step.lock,
      author: "staff",
      now: this.world.now(),
    });
    expectRefusal(undefined, result.ok ? undefined : result.reason);
  }

  async publish(step: StepOf<"publish">): Promise<void> {
    const result = await publishProgram(this.world.db, {
      programId: this.world.shop.programId,
      patch: step.publish,
      author: "staff",
      now: this.world.now(),
    });
    if (!result.ok) throw new Mismatch("the program is published", JSON.stringify(result));
  }

  /** Repeats come as events of their own: the intake must not be what makes them harmless. */
  async redeliver(step: StepOf<"redeliver">): Promise<void> {
    const subject = gid("Order", this.orderId(step.redeliver));
    const events = this.world.store.sent.filter((event) => event.subject === subject);
    const again = step.stale ? events.slice(0, 1) : events.slice(-step.times);
    for (const event of again) await this.world.redeliver(event, randomUUID());
  }

  async memberId(customer: string): Promise<string> {
    const found = await findMember(this.world.db, { shopId: this.world.shop.id, customerId: this.customerId(customer) });
    if (!found) throw new Mismatch(`${customer} is a member`, "no member");
    return found.memberId;
  }
}

function expectRefusal(expected: string | undefined, got: string | undefined): void {
  if (expected !== got) throw new Mismatch(expected === undefined ? "no refusal" : `refused as ${expected}`, got ?? "no refusal");
}
