import type { Database } from "../../database.ts";

/** A pool as jobs work on it. */
export type Pool = {
  readonly programId: string;
  readonly id: string;
  readonly shopId: string;
  readonly domain: string;
  readonly currency: string;
  readonly rate: string | null;
  readonly reward: string;
  readonly version: number;
  readonly closesAt: Date;
  readonly until: Date;
  readonly status: "making" | "open" | "closed";
  readonly anchor: string;
  readonly discountId: string | null;
  readonly added: number;
  readonly given: number;
  readonly perHour: number;
  readonly sampledAt: Date | null;
  readonly createdAt: Date;
  readonly tries: number;
  /** Since when its discount is to be looked at; null: nobody has changed it as far as we know. */
  readonly lookAt: Date | null;
};

/** A worker that dies loses its pools after that. */
const LEASE_SECONDS = 120;
const POOLS_PER_CLAIM = 20;

/** Takes pools whose turn it is for one worker; those of shops that have uninstalled Laurel wait. */
export async function claimPools(db: Database, now: Date): Promise<Pool[]> {
  const { rows } = await db.pool.query<Pool>(
    `WITH due AS (
       SELECT p.program_id, p.id, s.domain FROM pools p JOIN shops s ON s.id = p.shop_id
       WHERE p.next_at <= $1 AND (p.claimed_until IS NULL OR p.claimed_until <= $1) AND s.uninstalled_at IS NULL
       ORDER BY p.next_at LIMIT $3 FOR UPDATE OF p SKIP LOCKED)
     UPDATE pools p SET claimed_until = $2, tries = p.tries + 1 FROM due WHERE p.program_id = due.program_id AND p.id = due.id
     RETURNING p.program_id::text AS "programId", p.id::text, p.shop_id::text AS "shopId", due.domain, p.currency, p.rate::text, p.reward,
       p.version, p.closes_at AS "closesAt", p.until, p.status, p.anchor, p.discount_id AS "discountId", p.added, p.given,
       p.per_hour AS "perHour", p.sampled_at AS "sampledAt", p.created_at AS "createdAt", p.tries,
       p.look_at AS "lookAt"`,
    [now, new Date(now.getTime() + LEASE_SECONDS * 1000), POOLS_PER_CLAIM],
  );
  return rows;
}

/** Lets a pool go until its next turn; an error is kept beside it until the next turn goes well. */
export async function releasePool(db: Database, pool: Pool, nextAt: Date, error: string | null): Promise<void> {
  await db.pool.query(
    `UPDATE pools SET next_at = $3, claimed_until = NULL, error = $4, tries = CASE WHEN $4::text IS NULL THEN 0 ELSE tries END
     WHERE program_id = $1 AND id = $2`,
    [pool.programId, pool.id, nextAt, error?.slice(0, 500) ?? null],
  );
}

export async function openPool(db: Database, pool: Pool, discountId: string): Promise<void> {
  await db.pool.query(
    `UPDATE pools SET status = 'open', discount_id = $3 WHERE program_id = $1 AND id = $2 AND status = 'making'`,
    [pool.programId, pool.id, discountId],
  );
}

/**
 * Nobody takes from the pool any more. The codes that are left were nobody's: each row is taken away once, by an exchange or here, so that
 * what was given is exact. Answers that number.
 */
export async function closePool(db: Database, pool: Pool): Promise<number> {
  const { rows } = await db.pool.query<{ given: number }>(
    `WITH free AS (DELETE FROM pool_codes WHERE program_id = $1 AND pool_id = $2 RETURNING code),
       lost AS (DELETE FROM pool_batches WHERE program_id = $1 AND pool_id = $2)
     UPDATE pools SET status = 'closed', given = added - (SELECT count(*)::int FROM free)
     WHERE program_id = $1 AND id = $2 RETURNING given`,
    [pool.programId, pool.id],
  );
  return rows[0]?.given ?? 0;
}

/** Whether a code of the pool can still be used, or its points are still set aside. */
export async function isHeldByAnybody(db: Database, pool: Pool): Promise<boolean> {
  const { rows } = await db.pool.query<{ held: boolean }>(
    `SELECT EXISTS (SELECT FROM codes WHERE program_id = $1 AND status = 'open' AND until = $2 AND discount_id = $3 AND pool) AS held`,
    [pool.programId, pool.until, pool.discountId],
  );
  return rows[0]?.held === true;
}

/** The pool's first code belongs to somebody else's discount: another one is tried. */
export async function changeAnchor(db: Database, pool: Pool, anchor: string): Promise<void> {
  await db.pool.query(`UPDATE pools SET anchor = $3 WHERE program_id = $1 AND id = $2`, [
    pool.programId,
    pool.id,
    anchor,
  ]);
}

/**
 * A pool whose discount staff have ended, changed or deleted makes room for another one of the same terms and day. Codes of it that
 * somebody holds are looked up at once, and not when their turn comes.
 */
export async function replacePool(db: Database, pool: Pool): Promise<void> {
  await db.pool.query(
    `WITH old AS (UPDATE pools SET terms = terms || ':' || id WHERE program_id = $1 AND id = $2 RETURNING shop_id),
       held AS (UPDATE codes SET checked_at = NULL
         WHERE program_id = $1 AND status = 'open' AND until = $3 AND discount_id = $4 AND pool)
     UPDATE shops SET pools_plan_at = NULL WHERE id = (SELECT shop_id FROM old)`,
    [pool.programId, pool.id, pool.until, pool.discountId],
  );
}

/** The pool's discount was looked at; news that came since the pool was claimed is looked at again. */
export async function noteLooked(db: Database, pool: Pool): Promise<void> {
  await db.pool.query(
    "UPDATE pools SET look_at = NULL WHERE program_id = $1 AND id = $2 AND look_at IS NOT DISTINCT FROM $3",
    [pool.programId, pool.id, pool.lookAt],
  );
}

export async function forgetPool(db: Database, pool: Pool): Promise<void> {
  await db.pool.query(`DELETE FROM pools WHERE program_id = $1 AND id = $2`, [pool.programId, pool.id]);
}

/** How many codes the pool has, and how many are on their way. */
export async function countCodes(db: Database, pool: Pool): Promise<{ free: number; coming: number }> {
  const { rows } = await db.pool.query<{ free: number; coming: number }>(
    `SELECT (SELECT count(*)::int FROM pool_codes WHERE program_id = $1 AND pool_id = $2) AS free,
       (SELECT coalesce(sum(cardinality(codes)), 0)::int FROM pool_batches WHERE program_id = $1 AND pool_id = $2) AS coming`,
    [pool.programId, pool.id],
  );
  return rows[0] ?? { free: 0, coming: 0 };
}

/** Notes at what rate codes are given. */
export async function noteRate(
  db: Database,
  pool: Pool,
  rate: { given: number; perHour: number; at: Date },
): Promise<void> {
  await db.pool.query(`UPDATE pools SET given = $3, per_hour = $4, sampled_at = $5 WHERE program_id = $1 AND id = $2`, [
    pool.programId,
    pool.id,
    rate.given,
    rate.perHour,
    rate.at,
  ]);
}

/** How many codes of the reward were given on the day before, whatever its terms were then. */
export async function givenBefore(db: Database, pool: Pool): Promise<number> {
  const { rows } = await db.pool.query<{ given: number }>(
    `SELECT coalesce(max(given), 0)::int AS given FROM pools
     WHERE program_id = $1 AND shop_id = $2 AND reward = $3 AND closes_at < $4 AND closes_at > $4 - interval '49 hours'`,
    [pool.programId, pool.shopId, pool.reward, pool.closesAt],
  );
  return rows[0]?.given ?? 0;
}

export type Batch = {
  readonly id: string;
  readonly codes: readonly string[];
  readonly bulkId: string | null;
  readonly sentAt: Date;
};

export async function listBatches(db: Database, pool: Pool): Promise<Batch[]> {
  const { rows } = await db.pool.query<Batch>(
    `SELECT id::text, codes, bulk_id AS "bulkId", sent_at AS "sentAt" FROM pool_batches
     WHERE program_id = $1 AND pool_id = $2 ORDER BY pool_batches.id`,
    [pool.programId, pool.id],
  );
  return rows;
}

/** Written before Shopify is asked: whatever becomes of the answer, it is known that these codes may exist. */
export async function addBatch(db: Database, pool: Pool, codes: readonly string[], now: Date): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO pool_batches (program_id, pool_id, codes, sent_at) VALUES ($1, $2, $3, $4) RETURNING id::text`,
    [pool.programId, pool.id, codes, now],
  );
  return rows[0]?.id ?? "";
}

export async function noteBulk(db: Database, pool: Pool, batchId: string, bulkId: string): Promise<void> {
  await db.pool.query(`UPDATE pool_batches SET bulk_id = $4 WHERE program_id = $1 AND pool_id = $2 AND id = $3`, [
    pool.programId,
    pool.id,
    batchId,
    bulkId,
  ]);
}

/** Shopify has the codes: all at once, and once only, they can be given. A pool that was closed meanwhile takes none in. */
export async function takeIn(db: Database, pool: Pool, batch: Batch, codes: readonly string[]): Promise<void> {
  await db.pool.query(
    `WITH open AS MATERIALIZED (
         SELECT program_id, id FROM pools WHERE program_id = $1 AND id = $2 AND status = 'open' FOR UPDATE),
       gone AS (DELETE FROM pool_batches WHERE program_id = $1 AND pool_id = $2 AND id = $3 RETURNING id),
       new AS (
         INSERT INTO pool_codes (program_id, pool_id, code)
         SELECT open.program_id, open.id, code FROM gone, open, unnest($4::text[]) AS code RETURNING code)
     UPDATE pools SET added = added + (SELECT count(*)::int FROM new) WHERE program_id = $1 AND id = $2`,
    [pool.programId, pool.id, batch.id, codes],
  );
}

/** Gives a batch up: its codes, should they exist, were told to nobody. */
export async function forgetBatch(db: Database, pool: Pool, batch: Pick<Batch, "id">): Promise<void> {
  await db.pool.query(`DELETE FROM pool_batches WHERE program_id = $1 AND pool_id = $2 AND id = $3`, [
    pool.programId,
    pool.id,
    batch.id,
  ]);
}
