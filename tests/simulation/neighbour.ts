import { requireProgram } from "../../app/domain/program.ts";
import type { Ground } from "../scenarios/runner.ts";
import { World } from "../scenarios/world.ts";
import { readHoldings } from "./invariants.ts";
import { Violated } from "./violated.ts";

/** A shop next door in which nothing happens: its customers and orders have the same numbers as those of the shop that is looked at. */
export type Neighbour = {
  readonly programId: string;
  /** Fails where anything of its members has changed. */
  requireUntouched(): Promise<void>;
  close(): Promise<void>;
};

const CUSTOMERS = 2;

/** Opens the neighbour; nothing ever falls due in its program, so that whatever changes there came from outside. */
export async function openNeighbour(ground: Ground, at: Date): Promise<Neighbour> {
  const { db, scopes, defaults } = ground;
  const world = await World.open({ db, number: ground.nextNumber(), scopes, program: requireProgram(defaults), at });
  for (let index = 0; index < CUSTOMERS; index += 1) {
    const { id } = world.store.shop.createCustomer({ firstName: `neighbour ${index}`, email: null });
    world.store.shop.placeOrder({
      customerId: id,
      lines: [{ product: "tea", price: "1000.00", quantity: 1 }],
      automatic: false,
    });
  }
  await world.quiet();
  const before = await readHoldings(db, world.shop.programId);
  return {
    programId: world.shop.programId,
    async requireUntouched() {
      if ((await readHoldings(db, world.shop.programId)) !== before)
        throw new Violated("something happened in another shop");
    },
    close: () => world.close(),
  };
}
