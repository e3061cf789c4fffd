import type { Database } from "../database.ts";

/** How the codes of a reward stand that are made ahead for today. */
export type PoolHealth = {
  reward: string;
  /** Codes that can be given at once. */
  left: number;
  /** Codes given today, when somebody last looked. */
  given: number;
  /** Nothing is left, or making more fails: exchanges have to wait for Shopify meanwhile. */
  behind: boolean;
  error: string | null;
};

/** A pool that was planned only now has not had time to be filled. */
const NEW_SECONDS = 60;

/** The pools from which a shop's customers are given codes now, those in trouble first. */
export async function readPoolHealth(db: Database, input: { shopId: string; now: Date }): Promise<PoolHealth[]> {
  const { rows } = await db.pool.query<PoolHealth>(
    `SELECT p.reward, free.left, greatest(p.added - free.left, 0) AS given, p.error,
       (free.left = 0 AND p.created_at < $3) OR p.error IS NOT NULL AS behind
     FROM (
       SELECT DISTINCT ON (program_id, reward) * FROM pools
       WHERE shop_id = $1 AND status <> 'closed' AND closes_at > $2 AND closes_at <= $2 + interval '25 hours'
         AND closes_at = (SELECT min(next.closes_at) FROM pools next WHERE next.shop_id = $1 AND next.closes_at > $2)
       ORDER BY program_id, reward, version DESC, pools.id DESC) AS p
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS left FROM pool_codes c WHERE c.program_id = p.program_id AND c.pool_id = p.id) AS free
     ORDER BY behind DESC, p.reward`,
    [input.shopId, input.now, new Date(input.now.getTime() - NEW_SECONDS * 1000)],
  );
  return rows;
}
