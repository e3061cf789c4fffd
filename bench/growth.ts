import pg from "pg";
import type { Bench, Settings } from "./bench.ts";
import type { BenchShop, Ground, Shopper } from "./ground.ts";
import type { RaceResult, Step } from "./measure.ts";
import { withDatabase } from "../database/embedded.ts";
import { migrate } from "../database/migrate.ts";
import { SETTINGS } from "./bench.ts";
import { copyMembers, ENTRIES_EACH, FIRST_CUSTOMER, FIRST_ORDER, PATTERN } from "./copy-members.ts";
import { addShop, addShoppers, award, continueNumbers, CONCURRENCY, nextNumber, openGround } from "./ground.ts";
import { race } from "./measure.ts";

/** How many times as large the one program is as the other. */
const GROWTH = 100;

/** From so many members on the server is set up for them. */
const LARGE = 100_000;

/** How long awards run before anything is measured. */
const SETTLING_MS = 30_000;

/** A step through the members that meets each of them once, far from the last. */
const STRIDE = 7919;

/** The name of the large database beside the bench's own. */
const GROWN = "_grown";

/** A program with so many members, and how long it took to make them; null where they were there already. */
type Filled = { ground: Ground; shop: BenchShop; members: number; seconds: number | null };

/**
 * What an award costs when the ledger has grown: the same awards in two databases of one server, in the same rounds. `--keep` leaves the
 * large one, and the next run with it takes it over.
 */
export const growthBench: Bench = {
  name: "growth",
  measures:
    "what an award costs with 1,000,000 members and 10,000,000 entries against 10,000 and 100,000 (times as much)",
  goal: { sign: "≤", value: 1.2 },
  settings: { ...SETTINGS, rounds: 21, roundMs: 1000, members: 1_000_000 },
  async run(ground, settings) {
    const small = await fill(ground, Math.ceil(settings.members / GROWTH));
    const large = await grown(ground, settings);
    try {
      for (const filled of [small, large]) await warm(filled);
      if (settings.members > LARGE) await setUpForMany(ground);
      const contest = { subject: awards(small), floor: awards(large), concurrency: settings.callers };
      if (settings.members > LARGE) await settleIn(awards(large), settings);
      const flood = await race(contest, settings);
      const rounds = Math.ceil(settings.rounds / 3);
      const few = await race({ ...contest, concurrency: CONCURRENCY }, { ...settings, rounds });
      const size = `${sizeText(small)} ${await bytesOf(small.ground)}; ${sizeText(large)} ${await bytesOf(large.ground)}, ${madeText(large)}`;
      return {
        value: flood.ratio,
        notes: [size, noteOf(settings.callers, flood), noteOf(CONCURRENCY, few)],
      };
    } finally {
      await large.ground.close();
      if (!settings.keep) await dropGrown(ground);
    }
  },
};

function sizeText({ members }: Filled): string {
  return `${members} members with ${members * ENTRIES_EACH} entries:`;
}

function madeText({ seconds }: Filled): string {
  return seconds === null ? "kept from an earlier run" : `made in ${seconds.toFixed(0)} s`;
}

function noteOf(callers: number, { subjectRate, floorRate, ratio, range: [low, high] }: RaceResult): string {
  return `${callers} callers: ${subjectRate.toFixed(0)} awards/s among few members, ${floorRate.toFixed(0)}/s among many, ratio ${ratio.toFixed(2)} (rounds ${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** Gives a new database a shop with so many members. */
async function fill(ground: Ground, members: number): Promise<Filled> {
  const start = performance.now();
  const shop = await addShop(ground.db);
  await copyMembers(ground, await addPattern(ground, shop), members);
  return { ground, shop, members, seconds: (performance.now() - start) / 1000 };
}

/** The large database: the one of an earlier run where it was kept whole with as many members, else a new one. */
async function grown(ground: Ground, settings: Settings): Promise<Filled> {
  const url = withDatabase(ground.url, databaseOf(ground) + GROWN);
  if (settings.keep) {
    const kept = await openKept(url, settings.members);
    if (kept) return kept;
  }
  await dropGrown(ground);
  await ground.floor.query(`CREATE DATABASE ${databaseOf(ground)}${GROWN}`);
  await migrate(url);
  const filled = await fill(await openGround(url), settings.members);
  // Written last: a database without it was not filled to its end.
  await filled.ground.floor.query(
    "CREATE TABLE filled AS SELECT $1::text AS shop_id, $2::text AS program_id, $3::int AS members",
    [filled.shop.shopId, filled.shop.programId, settings.members],
  );
  return filled;
}

async function openKept(url: string, members: number): Promise<Filled | null> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ shop: string; program: string; last: string }>(
      `SELECT f.shop_id AS shop, f.program_id AS program, 
         (SELECT max(o.id) FROM orders o WHERE o.shop_id = f.shop_id::bigint AND o.id < ${FIRST_ORDER})::text AS last
       FROM filled f WHERE f.members = $1`,
      [members],
    );
    const [row] = rows;
    if (!row) return null;
    continueNumbers(row.last);
    await migrate(url);
    const shop = { shopId: row.shop, programId: row.program };
    return { ground: await openGround(url), shop, members, seconds: null };
  } catch (error) {
    if (error instanceof pg.DatabaseError && (error.code === "3D000" || error.code === "42P01")) return null;
    throw error;
  } finally {
    await client.end();
  }
}

function databaseOf(ground: Ground): string {
  return new URL(ground.url).pathname.slice(1);
}

async function dropGrown(ground: Ground): Promise<void> {
  await ground.floor.query(`DROP DATABASE IF EXISTS ${databaseOf(ground)}${GROWN} WITH (FORCE)`);
}

/** A member with orders that came through the app; all others are copies of its rows under ids of their own. */
async function addPattern(ground: Ground, shop: BenchShop): Promise<string> {
  const [shopper] = await addShoppers(ground, [shop], 1);
  if (!shopper) throw new Error("there is no member to copy");
  while ((await entriesOf(ground, shopper)).entries < ENTRIES_EACH) await award(ground.db, [shopper]);
  return (await entriesOf(ground, shopper)).id;
}

async function entriesOf(ground: Ground, shopper: Shopper): Promise<{ id: string; entries: number }> {
  const { rows } = await ground.floor.query<{ id: string; entries: number }>(
    `SELECT m.id::text, m.entries FROM members m JOIN member_customers c ON c.program_id = m.program_id AND c.member_id = m.id
     WHERE c.shop_id = $1 AND c.customer_id = $2`,
    [shopper.shopId, shopper.customerId],
  );
  if (!rows[0]) throw new Error("the shopper is no member");
  return rows[0];
}

/**
 * What awards look up is read once, as it lies in the memory of a server that has run for a day. Nothing else of the database is: of the
 * orders there are, a new one needs none.
 */
async function warm({ ground }: Filled): Promise<void> {
  await ground.floor.query("CREATE EXTENSION IF NOT EXISTS pg_prewarm");
  await ground.floor.query(
    `SELECT pg_prewarm(i.indexrelid) FROM pg_index i WHERE i.indrelid = ANY ($1::regclass[])
     UNION ALL SELECT pg_prewarm(t) FROM unnest($2::regclass[]) AS t`,
    [PATTERN.map(([table]) => table), ["members", "member_customers"]],
  );
}

/**
 * A server for so many members has room for more than a gigabyte of log between two checkpoints. Where it hasn't, it makes one every half a minute, and after each the
 * first change of every page writes the whole page to the log.
 */
async function setUpForMany(ground: Ground): Promise<void> {
  await ground.floor.query("ALTER SYSTEM SET max_wal_size = '8GB'");
  await ground.floor.query("SELECT pg_reload_conf()");
}

/** Awards until the pages that are changed most have been written whole since the checkpoint at the start: as the server is nearly always. */
async function settleIn(step: Step, { callers }: Settings): Promise<void> {
  const start = performance.now();
  const work = async (): Promise<void> => {
    do await step();
    while (performance.now() - start < SETTLING_MS);
  };
  await Promise.all(Array.from({ length: callers }, work));
}

/** Single awards, each to another member. */
function awards({ ground, shop, members }: Filled): Step {
  return () => {
    const index = (nextNumber() * STRIDE) % members;
    return award(ground.db, [{ ...shop, customerId: String(FIRST_CUSTOMER + index) }]);
  };
}

async function bytesOf(ground: Ground): Promise<string> {
  const { rows } = await ground.floor.query<{ size: string }>(
    "SELECT pg_size_pretty(pg_database_size(current_database())) AS size",
  );
  return rows[0]?.size ?? "an unknown size";
}
