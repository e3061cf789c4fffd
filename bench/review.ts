import type { Bench, Outcome, Settings } from "./bench.ts";
import type { BenchShop, Ground } from "./ground.ts";
import type { LockFigures } from "./lock-watch.ts";
import { publishProgram } from "../app/commands/publish-program.ts";
import { settle } from "../app/commands/settle.ts";
import { SETTINGS } from "./bench.ts";
import { addShop } from "./ground.ts";
import { watching } from "./lock-watch.ts";

const PUBLISHED = new Date("2026-01-02T08:00:00Z");
const RAISED = new Date("2026-06-01T08:00:00Z");
const NIGHT = new Date("2026-06-02T06:00:00Z");

/** Orders of each member: all of them count in the last twelve months. */
const ORDERS_EACH = 2;

/** A review of fewer members first, so that growth shows. */
const SMALL_PART = 4;

const GOAL_MEMBERS = 1_000_000;

const ladder = (gold: string): object => ({
  tiers: {
    window: { kind: "rolling", months: 12 },
    levels: [
      { id: "bronze", name: "Bronze", threshold: "0", tag: "bronze" },
      { id: "silver", name: "Silver", threshold: "500.00", tag: "silver" },
      { id: "gold", name: "Gold", threshold: gold, tag: "gold" },
    ],
  },
});

/** The first night under a new version of the program: every member is looked at, and one in a hundred moves. */
export const reviewBench: Bench = {
  name: "review",
  measures: "seconds that the database works to review 1,000,000 members' tiers, of whom 10,000 move",
  goal: { sign: "≤", value: 60 },
  settings: { ...SETTINGS, members: GOAL_MEMBERS },
  run: (ground, settings) => run(ground, settings),
};

async function run(ground: Ground, { members }: Settings): Promise<Outcome> {
  const few = await reviewOf(ground, Math.ceil(members / SMALL_PART));
  const all = await reviewOf(ground, members);
  const each = (night: Night): number => night.seconds / night.members;
  const growth = each(all) / each(few);
  return {
    value: each(all) * GOAL_MEMBERS,
    notes: [
      `${all.members} members: the statements took ${all.seconds.toFixed(1)} s, of them ` +
        `${all.finding.toFixed(1)} s to find who moves; ${all.moved} moved; the longest statement took ${all.longestMs.toFixed(0)} ms, rows were locked for ${all.lockedMs.toFixed(0)} ms at most, ` +
        `${all.lockedOften.toFixed(0)} ms in 99 of 100 slices`,
      `${few.members} members: ${few.seconds.toFixed(1)} s; a member of the larger program took ${growth.toFixed(2)} times as long (linear is 1)`,
    ],
  };
}

type Night = LockFigures & { members: number; moved: number };

async function reviewOf(ground: Ground, members: number): Promise<Night> {
  const shop = await addShop(ground.db);
  const publish = async (gold: string, now: Date): Promise<void> => {
    const done = await publishProgram(ground.db, {
      programId: shop.programId,
      patch: ladder(gold),
      author: "bench",
      now,
    });
    if (!done.ok) throw new Error(`the program was refused: ${JSON.stringify(done.errors)}`);
  };
  await publish("1500.00", PUBLISHED);
  await settle(ground.db, { programId: shop.programId, now: RAISED });
  await addMembers(ground, shop, members);
  await publish("1520.00", RAISED);
  const watch = watching(ground.db);
  await settle(watch.db, { programId: shop.programId, now: NIGHT });
  const { rows } = await ground.floor.query<{ moved: number }>(
    "SELECT count(*)::int AS moved FROM tier_changes WHERE program_id = $1 AND reason = 'review'",
    [shop.programId],
  );
  return { members, moved: rows[0]?.moved ?? 0, ...watch.figures() };
}

/** Members and their orders as they would stand after half a year, written in sets: what each spent decides about its tier. */
async function addMembers(ground: Ground, shop: BenchShop, count: number): Promise<void> {
  await ground.floor.query(
    `WITH drawn AS (SELECT nextval('member_ids') AS id, n, (n::bigint * 1000 / $2 % 1000) * 100 AS spend
       FROM generate_series(1, $2::int) AS n),
     made AS (
       INSERT INTO members (program_id, id, version, entries, head, available, pending, reserved, debt, tier, tier_since, tier_state,
         bonuses, exclusions, excluded, joined_at, settled_at, next_at, created_at)
       SELECT $1, id, 1, 0, ''::bytea, 0, 0, 0, 0,
         CASE WHEN spend * $3 >= 150000 THEN 'gold' WHEN spend * $3 >= 50000 THEN 'silver' ELSE 'bronze' END, $5,
         '{"hold": null, "card": null, "cardsEndedAt": null, "belowSince": null}',
         '{"joining": true, "firstOrder": true, "birthdayYear": null, "tiers": ["bronze", "silver", "gold"]}', '[]', false, $5, $6,
         $6::timestamptz + interval '200 days', $5 FROM drawn)
     INSERT INTO orders (program_id, shop_id, id, member_id, name, state, updated_at, version, paid_at, excluded, posted, postings, spend,
       metric_points, metric_orders)
     SELECT $1, $4, id * 10 + o, id, '#' || n, '{}', $6, 1, $5::timestamptz + make_interval(days => (n % 90)::int), false, 0, 0, spend,
       spend / 100, 1 FROM drawn, generate_series(1, $3) AS o`,
    [shop.programId, count, ORDERS_EACH, shop.shopId, PUBLISHED, RAISED],
  );
  // As PostgreSQL does by itself in production: which rows everybody sees, and how many there are.
  await ground.floor.query("VACUUM (ANALYZE) members");
  await ground.floor.query("VACUUM (ANALYZE) orders");
}
