import type { Database } from "../database.ts";
import type { DayKey } from "../domain/time.ts";

/** What a campaign brought on one day; `extra` is in hundredths of points (SHARES_OF_A_POINT). */
export type CampaignDay = { campaign: string; day: DayKey; orders: number; points: bigint; extra: bigint };

type Row = { campaign: string; day: string; orders: number; points: string; extra: string };

/** What campaigns brought on the days from `from` to `to`, as last counted. */
export async function listCampaignDays(
  db: Database,
  input: { programId: string; from: DayKey; to: DayKey },
): Promise<CampaignDay[]> {
  const { rows } = await db.pool.query<Row>(
    `SELECT campaign, day::text AS day, orders, points::text AS points, extra::text AS extra FROM daily_campaigns
     WHERE program_id = $1 AND day BETWEEN $2::date AND $3::date ORDER BY daily_campaigns.day, campaign`,
    [input.programId, input.from, input.to],
  );
  return rows.map((row) => ({ ...row, points: BigInt(row.points), extra: BigInt(row.extra) }));
}
