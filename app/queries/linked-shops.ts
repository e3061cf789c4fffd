import type { Database } from "../database.ts";

export type ProgramShop = {
  id: string;
  domain: string;
  currency: string;
  /** What one unit of the shop's currency counts in the program's; null where they are the same, or staff have set none. */
  rate: string | null;
  installed: boolean;
};

/** The shops that share a program, by their domains. */
export async function listProgramShops(db: Database, input: { programId: string }): Promise<ProgramShop[]> {
  const { rows } = await db.pool.query<ProgramShop>(
    `SELECT id::text, domain, currency, rate::text, uninstalled_at IS NULL AS installed FROM shops
     WHERE program_id = $1 ORDER BY domain, shops.id`,
    [input.programId],
  );
  return rows;
}

/** Until when a code of the shop can be entered; null where none waits. */
export async function findLinkCode(db: Database, input: { shopId: string; now: Date }): Promise<Date | null> {
  const { rows } = await db.pool.query<{ expires_at: Date }>(
    "SELECT expires_at FROM link_codes WHERE shop_id = $1 AND ended_at IS NULL AND expires_at > $2",
    [input.shopId, input.now],
  );
  return rows[0]?.expires_at ?? null;
}

export type LinkProgress = {
  kind: "join" | "leave";
  domain: string;
  /** Whether it is the shop that asks. */
  own: boolean;
  moving: boolean;
  total: number;
  moved: number;
  toCompare: number;
  compared: number;
};

/** How far a shop is that is on its way to or from the shop's program; null where none is. */
export async function findLinkProgress(
  db: Database,
  input: { shopId: string; programId: string },
): Promise<LinkProgress | null> {
  const { rows } = await db.pool.query<LinkProgress>(
    `SELECT j.kind, s.domain, j.shop_id = $1 AS own, j.phase <> 'customers' AS moving, j.total, j.moved, j.to_compare AS "toCompare", j.compared
     FROM link_jobs j JOIN shops s ON s.id = j.shop_id
     WHERE j.finished_at IS NULL AND (j.shop_id = $1 OR $2 IN (j.program_id, j.from_program, j.to_program)) ORDER BY j.id LIMIT 1`,
    [input.shopId, input.programId],
  );
  return rows[0] ?? null;
}

export type Belongings = { members: number; points: bigint; openCodes: number };

/** What a program holds: how many members, all their points that can be used or wait, and open codes. */
export async function readBelongings(db: Database, input: { programId: string }): Promise<Belongings> {
  const { rows } = await db.pool.query<{ members: number; points: string; openCodes: number }>(
    `SELECT (SELECT count(*)::int FROM members WHERE program_id = $1 AND merged_into IS NULL AND deleted_at IS NULL) AS members,
       (SELECT coalesce(sum(remaining), 0)::text FROM lots WHERE program_id = $1 AND NOT done) AS points,
       (SELECT count(*)::int FROM codes WHERE program_id = $1 AND status IN ('reserving', 'open')) AS "openCodes"`,
    [input.programId],
  );
  const [row] = rows;
  return { members: row?.members ?? 0, points: BigInt(row?.points ?? "0"), openCodes: row?.openCodes ?? 0 };
}

export type Parting = {
  /** Members who are this shop's alone, and those who are customers of another shop, too. */
  alone: number;
  shared: number;
  /** What shared members take along: what is left of points that the shop's orders earned. */
  points: bigint;
  openCodes: number;
};

/** What would go with a shop that leaves. */
export async function readParting(db: Database, input: { programId: string; shopId: string }): Promise<Parting> {
  const { rows } = await db.pool.query<{ alone: number; shared: number; points: string; openCodes: number }>(
    `WITH own AS (SELECT DISTINCT member_id FROM member_customers WHERE program_id = $1 AND shop_id = $2 AND gone_at IS NULL),
     in_both AS (SELECT DISTINCT o.member_id FROM own o JOIN member_customers c ON c.program_id = $1 AND c.member_id = o.member_id
       AND c.shop_id <> $2 AND c.gone_at IS NULL)
     SELECT (SELECT count(*)::int FROM own) - (SELECT count(*)::int FROM in_both) AS alone, (SELECT count(*)::int FROM in_both) AS shared,
       (SELECT coalesce(sum(l.remaining), 0)::text FROM lots l JOIN in_both b ON b.member_id = l.member_id
         WHERE l.program_id = $1 AND l.shop_id = $2 AND NOT l.done) AS points,
       (SELECT count(*)::int FROM codes WHERE program_id = $1 AND shop_id = $2 AND status IN ('reserving', 'open')) AS "openCodes"`,
    [input.programId, input.shopId],
  );
  const [row] = rows;
  return {
    ...{ alone: row?.alone ?? 0, shared: row?.shared ?? 0, openCodes: row?.openCodes ?? 0 },
    points: BigInt(row?.points ?? "0"),
  };
}
