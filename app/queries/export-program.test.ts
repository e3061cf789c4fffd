import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TwoShops } from "../../tests/setup/two-shops.ts";
import { newMember, testWorlds } from "../../tests/setup/world.ts";
import type { TestWorlds } from "../../tests/setup/world.ts";
import { EXPORTED, exportProgram } from "./export-program.ts";

// What would be broken in a shop: a merchant who leaves would miss a part of what is theirs, or get what is another's.

let worlds: TestWorlds;
beforeAll(async () => {
  worlds = await testWorlds();
});
afterAll(() => worlds.close());

type Line = { kind: string; row: { program_id: number; points?: number; id?: number } };

async function linesOf(programId: string): Promise<Line[]> {
  let text = "";
  const now = new Date("2026-01-01T00:00:00Z");
  for await (const piece of exportProgram(worlds.db, { programId, shop: "tea.example", now })) text += piece;
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** Tables of a program that are no part of an export, and why. */
const KEPT_BACK: Readonly<Record<string, string>> = {
  adopted_versions: "what linking shops carried over; the versions themselves are exported",
  bulk_items: "how changes of many went; what they did are entries",
  bulk_jobs: "as above",
  code_reports: "notices to staff, made of orders and codes",
  customer_addresses: "keyed hashes of addresses, of no use to anybody else",
  daily_shop: "sums of what is exported",
  daily_campaigns: "sums of what is exported",
  daily_sums: "sums of what is exported",
  entry_news: "work that waits",
  link_codes: "secrets that last an hour",
  link_jobs: "work that waits",
  link_tries: "a limit",
  listed_members: "a list made of members",
  mail_bounces: "keyed hashes of addresses",
  mail_settings: "the sender of mails and the key of unsubscribing",
  mails: "a queue",
  member_news: "work that waits",
  member_sums: "sums of what is exported",
  member_views: "searches that staff have saved",
  pool_batches: "codes that nobody has yet",
  pool_codes: "codes that nobody has yet",
  pools: "codes that nobody has yet",
  program_drafts: "what isn't published; `npm run program` exports it",
  program_snapshots: "sums of what is exported",
  shops: "the installation, with its token",
  staff: "names of people, who are no part of the program",
  sync_queue: "work that waits",
  tier_reviews: "how reviews went; what they did are changes of tiers",
  tier_review_moves: "as above",
  what_ifs: "trials",
};

describe("an export", () => {
  it("has every row of the program, and none of another", async () => {
    const tea = await worlds.open();
    const ada = await newMember(tea, "ada", 100);
    const { rows: others } = await worlds.db.pool.query<{ id: string }>(
      "INSERT INTO programs (settled_until, created_at) VALUES (now(), now()) RETURNING id::text",
    );
    await worlds.db.pool.query(
      "INSERT INTO audit_log (program_id, at, actor, action, subject) VALUES ($1, now(), 'test', 'saveDraft', 'draft')",
      [others[0]?.id],
    );
    const lines = await linesOf(tea.shop.programId);
    expect(lines[0]).toEqual({
      kind: "laurel",
      v: 1,
      shop: "tea.example",
      programs: [tea.shop.programId],
      at: "2026-01-01T00:00:00.000Z",
    });
    const rows = lines.slice(1);
    expect(rows.every(({ row }) => String(row.program_id) === tea.shop.programId)).toBe(true);
    for (const { kind, table } of EXPORTED) {
      const { rows: counted } = await worlds.db.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} WHERE program_id = $1`,
        [tea.shop.programId],
      );
      expect(`${kind} ${rows.filter((line) => line.kind === kind).length}`).toBe(`${kind} ${counted[0]?.count ?? 0}`);
    }
    expect(rows.filter(({ kind }) => kind === "member").map(({ row }) => String(row.id))).toEqual([ada.memberId]);
    expect(rows.filter(({ kind }) => kind === "entry").map(({ row }) => row.points)).toEqual([100]);
  });

  it("of a shop that was linked has what its members had before", async () => {
    const two = await TwoShops.open(worlds.db);
    const [a, b] = [two.a.shop.programId, two.b.shop.programId];
    await two.order("b", await two.customer("b", "bert"), "50.00");
    await two.link();
    const entries = (await linesOf(a)).filter(({ kind }) => kind === "entry");
    const before = entries.filter(({ row }) => String(row.program_id) === b);
    expect(before.map(({ row }) => row.points)).toContain(50);
    expect(entries.filter(({ row }) => String(row.program_id) === a)).not.toEqual([]);
    await two.close();
  });

  it("reads on from page to page", async () => {
    const world = await worlds.open();
    await worlds.db.pool.query(
      `INSERT INTO audit_log (program_id, at, actor, action, subject)
       SELECT $1, now(), 'test', 'saveDraft', 'draft' FROM generate_series(1, 2500)`,
      [world.shop.programId],
    );
    const ids = (await linesOf(world.shop.programId)).filter(({ kind }) => kind === "change").map(({ row }) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(2_500);
  });

  it("has every table of a program, or there is a reason why not", async () => {
    const { rows } = await worlds.db.pool.query<{ table_name: string }>(
      `SELECT table_name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'program_id' AND table_name NOT LIKE '%\\_p%\\_%' ORDER BY table_name`,
    );
    const decided = new Set([...EXPORTED.map(({ table }) => table), ...Object.keys(KEPT_BACK)]);
    expect(rows.map(({ table_name: table }) => table).filter((table) => !decided.has(table))).toEqual([]);
  });
});
