import { randomUUID } from "node:crypto";
import { patchProgram, requireProgram } from "../../app/domain/program.ts";
import { drainInbox } from "../../app/jobs/inbox.ts";
import type { Shop } from "../../dev-store/shop/shop.ts";
import type { ShopEvent } from "../../dev-store/shop/types.ts";
import type { Ground } from "../scenarios/runner.ts";
import { World } from "../scenarios/world.ts";
import { differences } from "../simulation/invariants.ts";

type Happening = (shop: Shop, orderId: string) => void;

const lineOf = (shop: Shop, orderId: string): string => shop.requireOrder(orderId).lines[0]?.id ?? "";
const refundOne: Happening = (shop, id) => {
  shop.refundOrder(id, { lines: [{ lineId: lineOf(shop, id), quantity: 1 }] });
};

/** What happens to each order after it was created; each is told by the webhooks that Shopify sends of it, partial ones too. */
const HAPPENINGS: readonly Happening[] = [
  (shop, id) => shop.payOrder(id),
  (shop, id) => shop.editOrder(id, { set: [{ lineId: lineOf(shop, id), quantity: 4 }] }),
  refundOne,
  refundOne,
  (shop, id) => shop.cancelOrder(id, { refund: true }),
];

/** How the end is described: all that Laurel keeps of an order and of its member, without their ids. */
const ENDS = `
  SELECT DISTINCT jsonb_build_object(
    'state', o.state::jsonb - 'id' - 'name' - 'customerId' - 'lines' - 'refunds' - 'transactions' - 'createdAt' - 'processedAt' - 'updatedAt'
      - 'paidAt' - 'cancelledAt' - 'editedAt' - 'paidPart',
    'lines', (SELECT jsonb_agg(line - 'id' - 'productId' - 'variantId') FROM jsonb_array_elements(o.state::jsonb -> 'lines') line),
    'refunds', json_array_length(o.state -> 'refunds'), 'edits', json_array_length(o.state -> 'editedAt'),
    'pinned', o.pinned_version, 'posted', o.posted, 'counts', ARRAY[o.spend, o.metric_points, o.metric_orders],
    'has', ARRAY[m.available, m.pending, m.reserved, m.debt])::text AS "end"
  FROM orders o JOIN members m ON m.program_id = o.program_id AND m.id = o.member_id WHERE o.program_id = $1`;

export type Told = {
  /** How many orders were told, each in a sequence of its own, and by how many deliveries. */
  readonly orders: number;
  readonly deliveries: number;
  /** The different ends; one is as it must be. */
  readonly ends: readonly string[];
  readonly wrong: string | null;
};

/**
 * Tells an order in every order of what happened to it, each happening one to five times, through the real intake and inbox: one order,
 * of a customer of its own, for each sequence. `happenings` up to 6, the creation included; only each `step`-th sequence is told.
 */
export async function tellInAnyOrder(ground: Ground, happenings: number, step = 1): Promise<Told> {
  const sequences = permutations(Array.from({ length: happenings }, (_, index) => index)).filter(
    (_, number) => number % step === 0,
  );
  const world = await openWorld(ground);
  try {
    const told = sequences.map(() => playOrder(world, happenings));
    let deliveries = 0;
    for (let round = 0; round < happenings; round += 1) {
      for (const [number, sequence] of sequences.entries()) {
        const index = sequence[round] ?? 0;
        const times = 1 + ((number + index) % 5);
        const events = Array.from({ length: times }, () => told[number]?.[index] ?? []).flat();
        deliveries += events.length;
        for (const event of events) await world.redeliver(event, randomUUID());
      }
      await drainInbox(world.context);
    }
    await world.quiet();
    const { rows } = await world.db.pool.query<{ end: string }>(ENDS, [world.shop.programId]);
    return { orders: sequences.length, deliveries, ends: rows.map((row) => row.end), wrong: await differences(world) };
  } finally {
    await world.close();
  }
}

function openWorld(ground: Ground): Promise<World> {
  const patched = patchProgram(requireProgram(ground.defaults), { earning: { points: 1, per: "1.00" } });
  if (!patched.ok) throw new Error(JSON.stringify(patched.errors));
  const { db, scopes } = ground;
  return World.open({
    ...{ db, scopes, number: ground.nextNumber(), program: patched.program, at: new Date("2026-01-05T09:00:00Z") },
  });
}

/** Plays an order's life in the shop and answers the webhooks of each happening, none of which has been delivered. */
function playOrder(world: World, happenings: number): ShopEvent[][] {
  const { shop, outbox } = world.store;
  const customer = shop.createCustomer({ firstName: "Ada" });
  // The customer is heard of by the order.
  outbox.length = 0;
  world.pass(10);
  const lines = [{ product: "tea", price: "10.00", quantity: 5 }];
  const { id } = shop.placeOrder({ customerId: customer.id, lines, status: "pending", automatic: false });
  const told = [outbox.splice(0)];
  for (const happen of HAPPENINGS.slice(0, happenings - 1)) {
    world.pass(10);
    happen(shop, id);
    told.push(outbox.splice(0));
  }
  return told;
}

function permutations<Item>(list: readonly Item[]): Item[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, index) =>
    permutations(list.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}
