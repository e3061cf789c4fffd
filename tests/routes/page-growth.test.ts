import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { multiplyMembers } from "../../bench/many-members.ts";
import { applyOrders } from "../../app/commands/apply-orders.ts";
import { takeSnapshot } from "../../app/commands/take-snapshot.ts";
import { orderOf } from "../../app/domain/order.fixture.ts";
import { noteChanges } from "../../app/ledger/note-changes.ts";
import { adminRequest } from "./admin-stage.ts";
import { setStage, type Stage } from "./shopper-stage.ts";

// Broken if a page of the admin became slower with every member that a shop gets.
const CUSTOMERS = Array.from({ length: 40 }, (_, index) => String(7301 + index));
const MANY = 4_000;
/** What look-ups may grow by, in pages of the database: a level for each index that each of a list's lines is looked up in. */
const INDEX_GROWTH = 80;

/** A statement that ends with so many rows of its own looks at so many pages more at most. */
const boundOf = (text: string): number => Number(/\bLIMIT (\d+)/.exec(text)?.[1] ?? 0);

type Statement = { text: string; values: unknown[] };
type Handler = (args: { request: Request; params: Record<string, string> }) => Promise<unknown>;
type Page = { file: string; path: string; params?: Record<string, string> };

const LIST = "app.members._index";
const PAGES: Record<string, Page> = {
  "every page": { file: "app", path: "/app" },
  home: { file: "app._index", path: "/app" },
  members: { file: LIST, path: "/app/members" },
  "members by balance": { file: LIST, path: "/app/members?sort=balanceHigh" },
  "members by activity": { file: LIST, path: "/app/members?sort=activeEarliest" },
  "members with a balance": { file: LIST, path: "/app/members?from=100&to=5000" },
  "members with debt": { file: LIST, path: "/app/members?debt=1" },
  "members without a part": { file: LIST, path: "/app/members?excluded=1" },
  "inactive members": { file: LIST, path: "/app/members?inactive=90" },
  "members whose points expire": { file: LIST, path: "/app/members?expiring=30" },
  "changes of many": { file: "app.member-changes._index", path: "/app/member-changes" },
  reports: { file: "app.reports._index", path: "/app/reports" },
  log: { file: "app.audit", path: "/app/audit" },
  comparisons: { file: "app.comparisons", path: "/app/comparisons" },
  program: { file: "app.program._index", path: "/app/program" },
  earning: { file: "app.program.earning", path: "/app/program/earning" },
  tiers: { file: "app.program.tiers._index", path: "/app/program/tiers" },
  review: { file: "app.program.review", path: "/app/program/review" },
  "what if": { file: "app.program.what-if", path: "/app/program/what-if" },
  settings: { file: "app.settings._index", path: "/app/settings" },
  "linked shops": { file: "app.settings.linked-shops", path: "/app/settings/linked-shops" },
  decisions: { file: "app.codes.decisions", path: "/app/codes/decisions" },
};

let stage: Stage;
let memberPages: Record<string, Page>;

beforeAll(async () => {
  stage = await setStage(CUSTOMERS);
  const { db, shopId, programId, memberOf } = stage;
  const now = new Date();
  const orders = CUSTOMERS.map((customerId, index) => {
    const times = { createdAt: now, processedAt: now, updatedAt: now, paidAt: now };
    return { shopId, order: orderOf({ id: String(9001 + index), name: `#${String(index)}`, customerId, ...times }) };
  });
  await applyOrders(db, { orders, now });
  while (await noteChanges(db, { now }));
  await takeSnapshot(db, { programId, timeZone: "Europe/Oslo", now, clock: () => 0 });
  await db.pool.query("VACUUM ANALYZE members, member_customers, orders, entries, lots, listed_members");
  const id = memberOf(CUSTOMERS[0] ?? "");
  const path = `/app/members/${id}`;
  memberPages = {
    member: { file: "app.members.$id._index", path, params: { id } },
    order: {
      file: "app.members.$id.orders.$shopId.$orderId",
      path: `${path}/orders/${shopId}/9001`,
      params: { id, shopId, orderId: "9001" },
    },
  };
});
afterAll(() => stage.close());

/** What a page asks the database when it is opened; nothing of it is left out. */
async function statementsOf({ file, path, params = {} }: Page): Promise<Statement[]> {
  const { loader } = (await import(`../../app/routes/${file}.tsx`)) as { loader: Handler };
  const seen: Statement[] = [];
  const { pool } = stage.db;
  const query = pool.query.bind(pool) as (...given: unknown[]) => unknown;
  const watched = (...given: unknown[]): unknown => {
    const [first, second] = given as [string | { text: string; values?: unknown[] }, unknown[] | undefined];
    const text = typeof first === "string" ? first : first.text;
    const values = (typeof first === "string" ? second : (first.values ?? second)) ?? [];
    if (/^\s*(SELECT|WITH)\b/i.test(text)) seen.push({ text, values });
    return query(...given);
  };
  Object.assign(pool, { query: watched });
  try {
    await loader({ request: await adminRequest(path), params });
  } finally {
    Object.assign(pool, { query });
  }
  return seen;
}

type Plan = { "Shared Hit Blocks": number; "Shared Read Blocks": number };

/**
 * How many pages of the database a statement looks at. It is asked twice on one connection: a connection that has never run it looks through the
 * catalogue first, to plan what its functions ask.
 */
async function pagesOf(pool: pg.Pool, { text, values }: Statement): Promise<number> {
  const client = await pool.connect();
  try {
    let pages = 0;
    for (let time = 0; time < 2; time += 1) {
      const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
        values,
      );
      const plan = rows[0]?.["QUERY PLAN"][0].Plan;
      if (plan === undefined) throw new Error("PostgreSQL gave no plan");
      pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    }
    return pages;
  } finally {
    client.release();
  }
}

describe("with a hundred times as many members", () => {
  it("no page looks at more than a little more of the database", async () => {
    const { pool } = stage.db;
    const asked: { page: string; statement: Statement; few: number }[] = [];
    const known = new Set<string>();
    for (const [page, where] of Object.entries({ ...PAGES, ...memberPages }))
      for (const statement of await statementsOf(where)) {
        // What every page asks is looked at once.
        const kind = statement.text;
        if (known.has(kind)) continue;
        known.add(kind);
        asked.push({ page, statement, few: await pagesOf(pool, statement) });
      }
    expect(asked.length).toBeGreaterThan(Object.keys(PAGES).length);
    expect(await multiplyMembers(process.env["DATABASE_URL"] ?? "", MANY)).toBe(MANY);
    const grown: string[] = [];
    for (const { page, statement, few } of asked) {
      const many = await pagesOf(pool, statement);
      if (many > few + INDEX_GROWTH + boundOf(statement.text))
        grown.push(`${page}: ${String(few)} → ${String(many)}: ${statement.text.slice(0, 300)}`);
    }
    expect(grown).toEqual([]);
  });
});
