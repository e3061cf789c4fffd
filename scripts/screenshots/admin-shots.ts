import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { FrameLocator, Page } from "playwright-core";
import { startBulkJob } from "../../app/commands/bulk-jobs.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import { saveDraft } from "../../app/commands/save-draft.ts";
import { startWhatIf } from "../../app/commands/what-if.ts";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { patchProgram } from "../../app/domain/program.ts";
import { readProgram } from "../../app/queries/program-in-force.ts";
import { ADMIN_PAGES } from "../../tests/journeys/admin-pages.ts";
import { openMember } from "../../tests/journeys/merchant.ts";
import type { Shot } from "./take.ts";

const APP = "/admin/apps/laurel/app";
const SHOPPER = "ingrid@example.com";
const DAY_MS = 86_400_000;
/** The worker has begun and ended what was asked for by then. */
const WORK_MS = 8_000;

/** The pages of one member, as somebody who works in a shop full of them sees them. */
const MEMBER: Shot = {
  name: "member-data",
  path: `${APP}/members`,
  embedded: true,
  prepare: async (page) => {
    await openMember(page, SHOPPER);
  },
};

/** How the points of the newest order were counted. */
const MEMBER_ORDER: Shot = {
  ...MEMBER,
  name: "member-order-data",
  prepare: async (page) => {
    const frame = await openMember(page, SHOPPER);
    await frame.getByRole("button", { name: "How this was counted" }).first().click();
    await frame.locator("[id^=explained-] li").first().waitFor();
  },
};

/** Somebody who has an account with the shop and has bought nothing yet. */
export const NEWCOMER = { firstName: "Nora", lastName: "Nymo", email: "nora@example.com" };

/** Their page, in a shop that has just begun. */
export const newcomerShots = (): Shot[] => [
  {
    ...{ name: "member-empty", path: `${APP}/members`, embedded: true },
    prepare: async (page) => {
      await openMember(page, NEWCOMER.email);
    },
  },
];

async function adjustByNothing(page: Page): Promise<void> {
  const frame = await openMember(page, SHOPPER);
  await frame.getByRole("button", { name: "Adjust points" }).first().click();
  await frame.getByLabel("Points", { exact: true }).fill("0");
  await frame.getByRole("button", { name: "Adjust", exact: true }).click();
  await frame.locator(".Polaris-InlineError").first().waitFor();
}

const shots = (state: string, prepare?: (name: string) => Shot["prepare"]): Shot[] =>
  ADMIN_PAGES.map(({ name, path }) => {
    const prepared = prepare?.(name);
    return {
      name: `${name}-${state}`,
      path: `${APP}${path}`,
      embedded: true,
      ...(prepared ? { prepare: prepared } : {}),
    };
  });

/** Every page in a shop with a year of orders. */
export const dataShots = (): Shot[] => [...shots("data"), MEMBER, MEMBER_ORDER];

/** Every page in a shop that has just begun. */
export const emptyShots = (): Shot[] => shots("empty");

/** Every page on which somebody filled something in wrongly; pages without anything to fill in are in `failingShots`. */
export const mistakeShots = (): Shot[] => [
  ...ADMIN_PAGES.flatMap(({ name, path, mistake }): Shot[] =>
    mistake === null
      ? []
      : [
          {
            name: `${name}-error`,
            path: `${APP}${path}`,
            embedded: true,
            prepare: (page: Page, app: FrameLocator) => mistake(app, page),
          },
        ],
  ),
  { ...MEMBER, name: "member-error", prepare: (page) => adjustByNothing(page) },
];

/** The other pages, when the database doesn't answer what they ask. */
export const failingShots = (): Shot[] =>
  ADMIN_PAGES.filter(({ mistake }) => mistake === null).map(({ name, path }) => ({
    name: `${name}-error`,
    path: `${APP}${path}`,
    embedded: true,
  }));

/** What a shop in use has beside orders: a campaign that runs, a draft that was played, a change of many members. */
export async function addWork(databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, { max: 3 });
  try {
    const now = new Date();
    const { rows } = await db.pool.query<{ id: string }>(
      "SELECT program_id::text AS id FROM shops ORDER BY id LIMIT 1",
    );
    const programId = rows[0]?.id ?? "";
    const campaign = {
      ...{ id: "autumn", name: "Autumn harvest", multiplier: "2", vendors: ["Fjell & Fjord"] },
      ...{ from: new Date(+now - 3 * DAY_MS).toISOString(), until: new Date(+now + 11 * DAY_MS).toISOString() },
    };
    const author = "staff:1";
    const published = await publishProgram(db, {
      programId,
      patch: { earning: { campaigns: [campaign] } },
      author,
      now,
    });
    if (!published.ok) throw new Error(JSON.stringify(published.errors));
    const { program } = await readProgram(db, { programId, now });
    const draft = patchProgram(program, { earning: { points: 120, bonuses: { joining: 50 } } });
    if (!draft.ok) throw new Error(JSON.stringify(draft.errors));
    await saveDraft(db, { programId, document: draft.program, author, now });
    await startWhatIf(db, { programId, author, now });
    const change = { kind: "adjust", params: { points: "25", reason: "Thank you for a good year" } } as const;
    await startBulkJob(db, {
      programId,
      change,
      selection: { filter: "from=500" },
      author,
      key: randomUUID(),
      now,
    });
    await sleep(WORK_MS);
  } finally {
    await closeDatabase(db);
  }
}

/** Takes a table away that every page reads, does something, and puts it back. */
export async function whileFailing(databaseUrl: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("ALTER TABLE program_versions RENAME TO program_versions_away");
    await work();
  } finally {
    await client.query("ALTER TABLE IF EXISTS program_versions_away RENAME TO program_versions");
    await client.end();
  }
}
