import type { Connection } from "../database.ts";
import { campaignShares } from "../domain/campaign-shares.ts";
import { explanationFromJson, type ExplanationJson } from "../domain/explanation-json.ts";
import type { DayKey } from "../domain/time.ts";

/** How many orders are read at once. */
const ORDERS_AT_ONCE = 1_000;

type OrderRow = { shopId: string; id: string; day: DayKey; explanation: ExplanationJson };
type Sums = { orders: number; points: bigint; extra: bigint };

/**
 * Counts what campaigns brought on each day, from what is stored of why orders earned what they did. Like the shop's days, it is
 * counted from the beginning, because late refunds change days that are long past. Orders that no campaign touched stay in the
 * database; a program that never had a campaign costs one look at its versions.
 */
export async function keepCampaignDays(connection: Connection, programId: string, timeZone: string): Promise<void> {
  await connection.query("DELETE FROM daily_campaigns WHERE program_id = $1", [programId]);
  const days = new Map<string, Sums>();
  for await (const { day, explanation } of readOrders(connection, programId, timeZone)) {
    for (const [campaign, extra] of campaignShares(explanationFromJson(explanation))) {
      const key = JSON.stringify([campaign, day]);
      const sums = days.get(key) ?? { orders: 0, points: 0n, extra: 0n };
      const points = sums.points + BigInt(explanation.points);
      days.set(key, { orders: sums.orders + 1, points, extra: sums.extra + extra });
    }
  }
  const rows = [...days].map(([key, { orders, points, extra }]) => {
    const [campaign, day] = JSON.parse(key) as [string, string];
    return { campaign, day, orders, points: points.toString(), extra: extra.toString() };
  });
  await connection.query(
    `INSERT INTO daily_campaigns (program_id, campaign, day, orders, points, extra)
     SELECT $1, campaign, day, orders, points, extra
     FROM jsonb_to_recordset($2) AS x(campaign text, day date, orders int, points bigint, extra bigint)`,
    [programId, JSON.stringify(rows)],
  );
}

const HAD_CAMPAIGNS = `SELECT EXISTS (
  SELECT FROM program_versions WHERE program_id = $1 AND jsonb_array_length(coalesce(document->'earning'->'campaigns', '[]')) > 0
  UNION ALL
  SELECT FROM adopted_versions WHERE program_id = $1
) AS had`;

async function* readOrders(connection: Connection, programId: string, timeZone: string): AsyncGenerator<OrderRow> {
  const { rows: asked } = await connection.query<{ had: boolean }>(HAD_CAMPAIGNS, [programId]);
  if (asked[0]?.had !== true) return;
  for (let after: [string, string] = ["0", "0"]; ;) {
    const { rows }: { rows: OrderRow[] } = await connection.query<OrderRow>(
      `SELECT shop_id::text AS "shopId", id::text AS id, (paid_at AT TIME ZONE $2)::date::text AS day, explanation FROM orders
       WHERE program_id = $1 AND shop_id IN (SELECT id FROM shops WHERE program_id = $1) AND (shop_id, orders.id) > ($3::bigint, $4::bigint)
         AND paid_at IS NOT NULL AND explanation::text LIKE '%"campaign":{%'
       ORDER BY shop_id, orders.id LIMIT ${ORDERS_AT_ONCE}`,
      [programId, timeZone, ...after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < ORDERS_AT_ONCE) return;
    after = [last.shopId, last.id];
  }
}
