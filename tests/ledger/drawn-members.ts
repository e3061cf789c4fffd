import { installShop } from "../../app/commands/install-shop.ts";
import { publishProgram } from "../../app/commands/publish-program.ts";
import type { Database } from "../../app/database.ts";
import type { Program } from "../../app/domain/program.ts";
import { DEFAULT_PROGRAM, patchProgram } from "../../app/domain/program.ts";

// Members as a review may find them, written straight into their columns.

export const DAY_MS = 86_400_000;
export const START = new Date("2025-11-03T10:00:00Z");
export const later = (days: number): Date => new Date(START.getTime() + Math.round(days * DAY_MS));

export function programOf(patch: object): Program {
  const made = patchProgram(DEFAULT_PROGRAM, { timeZone: "Europe/Oslo", currency: "NOK", ...patch });
  if (!made.ok) throw new Error(JSON.stringify(made.errors));
  return made.program;
}

let shops = 0;
export async function shopWith(db: Database, program: Program): Promise<{ programId: string; shopId: string }> {
  shops += 1;
  const shopId = String(6_000_000 + shops);
  const { programId } = await installShop(db, {
    ...{ shopId, domain: `movers-${shops}.myshopify.com`, currency: "NOK", timeZone: "Europe/Oslo" },
    now: later(-400),
  });
  const published = await publishProgram(db, { programId, document: program, author: "test", now: later(-400) });
  if (!published.ok) throw new Error(JSON.stringify(published.errors));
  return { programId, shopId };
}

export type Ground = { programId: string; shopId: string };
export type MemberState = { tier: string | null; state: object; excluded: object; joined: Date | null };

/** Writes members and their orders as they were drawn, in two statements. */
export async function insertMembers(
  db: Database,
  { programId, shopId }: Ground,
  members: readonly MemberState[],
  ordersOf: (member: number) => readonly object[],
): Promise<string[]> {
  const rows = members.map(({ excluded, ...drawn }, index) => {
    const lasts = (excluded as [Date, Date | null][]).some(([, until]) => until === null);
    return { id: index + 1, ...drawn, exclusions: excluded, excluded: lasts };
  });
  await db.pool.query(
    `INSERT INTO members (program_id, id, version, entries, head, available, pending, reserved, debt, tier, tier_since, tier_state, bonuses,
       exclusions, excluded, joined_at, settled_at, next_at, created_at)
     SELECT $1, id, 1, 0, decode(repeat('00', 32), 'hex'), 0, 0, 0, 0, tier, $3, state,
       '{"joining": true, "firstOrder": true, "birthdayYear": null, "tiers": []}', exclusions, excluded, joined, $4, $4, $3
     FROM jsonb_to_recordset($2) AS x(id bigint, tier text, state jsonb, exclusions jsonb, excluded boolean, joined timestamptz)`,
    [programId, JSON.stringify(rows), later(-300), START],
  );
  await insertOrders(
    db,
    { programId, shopId },
    rows.flatMap(({ id }) => ordersOf(id)),
  );
  return rows.map(({ id }) => String(id));
}

async function insertOrders(db: Database, { programId, shopId }: Ground, orders: readonly object[]): Promise<void> {
  await db.pool.query(
    `INSERT INTO orders (program_id, shop_id, id, member_id, name, state, updated_at, version, paid_at, excluded, posted, postings, spend,
       spend_part, metric_points, metric_orders)
     SELECT $1, $2, id, member, '#1', '{}', $4, 1, "paidAt", false, 0, 0, spend, part, points, orders
     FROM jsonb_to_recordset($3) AS x(id bigint, member bigint, "paidAt" timestamptz, spend bigint, part text, points bigint, orders int)`,
    [programId, shopId, JSON.stringify(orders), START],
  );
}
