import type { Connection } from "../database.ts";
import type { OrderRef } from "../domain/account.ts";
import type { AccountRow, LoadedAccount } from "./rows.ts";
import { noNews } from "../domain/account.ts";
import { accountOf } from "./rows.ts";

export type LoadOptions = {
  /** Orders whose lots are needed even if nothing is left in them: what has expired of them covers a return (rule 7). */
  orders?: readonly OrderRef[];
  /** Codes that are needed though they have ended, in capitals. */
  codes?: readonly string[];
  codeIds?: readonly string[];
  /** Rewards whose used codes are needed: what was taken counts for a reward's limits. */
  rewards?: readonly string[];
  /** Every lot and every code there ever was: for merges and for what a page shows. */
  everything?: boolean;
};

/** One statement, so that everything belongs to the version that it was read at. Ids and points travel as text. */
const LOAD = `
SELECT
  json_build_object('id', m.id::text, 'version', m.version::text, 'entries', m.entries, 'head', encode(m.head, 'hex'),
    'available', m.available::text, 'pending', m.pending::text, 'reserved', m.reserved::text, 'debt', m.debt::text,
    'tier', m.tier, 'tier_since', m.tier_since, 'tier_state', m.tier_state, 'bonuses', m.bonuses, 'exclusions', m.exclusions,
    'birthday', m.birthday, 'joined_at', m.joined_at, 'active_at', m.active_at, 'settled_at', m.settled_at, 'next_at', m.next_at,
    'tells_since', (SELECT s.told_since FROM mail_settings s WHERE s.program_id = m.program_id),
    'merged_into', m.merged_into::text, 'deleted_at', m.deleted_at, 'created_at', m.created_at) AS member,
  coalesce((SELECT json_agg(json_build_object('no', l.no, 'points', l.points::text, 'remaining', l.remaining::text,
      'in_codes', l.in_codes::text, 'expired', l.expired::text, 'available_at', l.available_at, 'born_at', l.born_at,
      'expires_at', l.expires_at, 'expired_at', l.expired_at, 'told_until', l.told_until, 'pending', l.pending, 'source', l.source,
      'shop_id', l.shop_id::text, 'order_id', l.order_id::text) ORDER BY l.no)
    FROM lots l WHERE l.program_id = m.program_id AND l.member_id = m.id
      AND (NOT l.done OR $3 OR (l.shop_id, l.order_id) IN (SELECT * FROM unnest($4::bigint[], $5::bigint[])))), '[]') AS lots,
  coalesce((SELECT json_agg(json_build_object('id', c.id::text, 'shop_id', c.shop_id::text, 'code', c.code, 'status', c.status,
      'reward', c.reward, 'type', c.type, 'version', c.version, 'times', c.times, 'points', c.points::text, 'value', c.value,
      'customer_only', c.customer_only, 'lots', c.lots, 'returned', c.returned::text, 'key', c.key, 'reserved_at', c.reserved_at,
      'opened_at', c.opened_at, 'until', c.until, 'used_at', c.used_at, 'ended_at', c.ended_at,
      'order_shop_id', c.order_shop_id::text, 'order_id', c.order_id::text, 'discount_id', c.discount_id, 'pool', c.pool) ORDER BY c.id)
    FROM codes c WHERE c.program_id = m.program_id AND c.member_id = m.id
      AND (c.status IN ('reserving', 'open') OR $3 OR c.code = ANY ($6::text[]) OR c.id = ANY ($7::bigint[])
        OR (c.status = 'used' AND c.reward = ANY ($8::text[])))), '[]') AS codes,
  coalesce((SELECT json_agg(json_build_object('tier', t.tier, 'reason', t.reason, 'at', t.at) ORDER BY t.no)
    FROM tier_changes t WHERE t.program_id = m.program_id AND t.member_id = m.id), '[]') AS changes,
  coalesce((SELECT json_agg(json_build_object('shop_id', o.shop_id::text, 'id', o.id::text, 'paid_at', o.paid_at, 'spend', o.spend::text,
      'spend_part', o.spend_part, 'metric_points', o.metric_points::text, 'metric_orders', o.metric_orders))
    FROM orders o WHERE o.program_id = m.program_id AND o.member_id = m.id AND o.paid_at IS NOT NULL
      AND (o.spend <> 0 OR o.spend_part IS NOT NULL OR o.metric_points <> 0 OR o.metric_orders <> 0)), '[]') AS contributions
FROM members m WHERE m.program_id = $1 AND m.id = ANY ($2::bigint[])`;

/** Reads members' accounts by their ids, each as it stood at one version; members that do not exist are left out. */
export async function loadAccounts(
  connection: Connection,
  programId: string,
  memberIds: readonly string[],
  options: LoadOptions = {},
): Promise<Map<string, LoadedAccount>> {
  if (memberIds.length === 0) return new Map();
  const { orders = [], codes = [], codeIds = [], rewards = [], everything = false } = options;
  const shopIds = orders.map((order) => order.shopId);
  const orderIds = orders.map((order) => order.orderId);
  const { rows } = await connection.query<AccountRow>({
    name: "load-accounts",
    text: LOAD,
    values: [programId, memberIds, everything, shopIds, orderIds, codes, codeIds, rewards],
  });
  return new Map(rows.map((row) => [row.member.id, accountOf(programId, row, noNews())]));
}
