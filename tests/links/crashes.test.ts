import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leaveProgram } from "../../app/commands/leave-program.ts";
import type { Database } from "../../app/database.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { moveLinkedShops } from "../../app/jobs/link-shops.ts";
import { testDatabase } from "../setup/database.ts";
import type { TestDatabase } from "../setup/database.ts";
import { dying } from "../setup/dying.ts";
import { TwoShops } from "../setup/two-shops.ts";

// Broken if a process that dies while a shop's members move left somebody behind, gave or took points, or kept the shop's webhooks waiting.

let testing: TestDatabase;
let db: Database;
beforeAll(async () => {
  testing = await testDatabase();
  db = openDatabase(testing.url, { max: 8 });
});
afterAll(async () => {
  await closeDatabase(db);
  await testing.drop();
});

/** LINK_DEATHS=all kills at each statement, as `npx vitest run --project node tests/links/crashes.test.ts` does with it; else at some. */
const EVERY = process.env.LINK_DEATHS === "all";
const STATEMENTS_MAX = 400;
/** So that a run of the suite looks at places all over the work, which differ from each other. */
const STRIDE = 37;

/** A process with connections of its own, which are gone when it dies. Answers whether it died. */
async function dieAt(shops: TwoShops, statement: number, when: "before" | "after"): Promise<boolean> {
  const own = openDatabase(testing.url, { max: 4 });
  let isDead = false;
  const log = { info: () => undefined, warn: () => undefined, error: () => void (isDead = true) };
  try {
    await moveLinkedShops({ ...shops.context(dying(own, statement, when)), log }).catch(() => void (isDead = true));
  } finally {
    await closeDatabase(own);
  }
  return isDead;
}

type Story = { shops: TwoShops; adas: [a: string, b: string]; eve: string };

async function open(): Promise<Story> {
  const shops = await TwoShops.open(db);
  const adas: [string, string] = [await shops.customer("a", "ada"), await shops.customer("b", "ada")];
  const eve = await shops.customer("b", "eve");
  await shops.order("a", adas[0], "10.00");
  await shops.order("b", adas[1], "20.00");
  await shops.order("b", eve, "40.00");
  await shops.order("b", null, "80.00");
  return { shops, adas, eve };
}

async function pointsOf({ shops, adas, eve }: Story): Promise<bigint[]> {
  const [a, b, other] = [
    await shops.summary("a", adas[0]),
    await shops.summary("b", adas[1]),
    await shops.summary("b", eve),
  ];
  return [a.available, b.available, other.available];
}

/** The whole way is gone once for each place: into the program and out of it again, so that every turn begins alike. */
async function walk(
  story: Story,
  kind: "join" | "leave",
  death: { statement: number; when: "before" | "after" } | null,
): Promise<boolean> {
  const { shops } = story;
  if (kind === "join") await shops.begin();
  else await leaveProgram(db, { shopId: shops.b.shop.id, author: "staff:2", now: shops.now() });
  const died = death !== null && (await dieAt(shops, death.statement, death.when));
  shops.recover();
  await shops.moved();
  const expected = kind === "join" ? [30n, 30n, 40n] : [10n, 20n, 40n];
  expect(await pointsOf(story), JSON.stringify({ kind, death })).toEqual(expected);
  const { rows } = await db.pool.query("SELECT FROM shops WHERE held_since IS NOT NULL");
  expect(rows).toEqual([]);
  return died;
}

describe("a process that dies at any statement while a shop", () => {
  for (const kind of ["join", "leave"] as const) {
    it(
      `${kind}s leaves what the next one ends, as if nothing had happened`,
      async () => {
        const story = await open();
        if (kind === "leave") await walk(story, "join", null);
        let deaths = 0;
        for (let statement = 1; statement < STATEMENTS_MAX; statement += EVERY ? 1 : STRIDE) {
          const when = (EVERY ? statement : deaths) % 2 === 0 ? ("before" as const) : ("after" as const);
          const died = await walk(story, kind, { statement, when });
          if (!died) break;
          deaths += 1;
          await walk(story, kind === "join" ? "leave" : "join", null);
        }
        expect(deaths).toBeGreaterThan(1);
        expect(await story.shops.verify()).toEqual([]);
        await story.shops.close();
      },
      EVERY ? 1_800_000 : 120_000,
    );
  }

  it("meets another that does the same at the same time: each member moves once", async () => {
    const story = await open();
    const { shops } = story;
    await shops.begin();
    const context = shops.context();
    await Promise.all([moveLinkedShops(context), moveLinkedShops(context), moveLinkedShops(context)]);
    await shops.moved();
    expect(await pointsOf(story)).toEqual([30n, 30n, 40n]);
    const { rows } = await db.pool.query(
      "SELECT moved, finished_at IS NOT NULL AS done FROM link_jobs WHERE shop_id = $1",
      [shops.b.shop.id],
    );
    expect(rows).toEqual([{ moved: 2, done: true }]);
    expect(await shops.verify()).toEqual([]);
    await shops.close();
  });
});
