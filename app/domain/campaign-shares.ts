import type { Explanation } from "./explanation.ts";
import {
  add,
  divide,
  multiply,
  ONE,
  parseDecimal,
  parseRational,
  rational,
  type Rational,
  roundHalfUp,
  subtract,
  ZERO,
} from "./rational.ts";

/** What campaigns brought is counted in hundredths of a point, because several share the points of one order. */
export const SHARES_OF_A_POINT = 100n;

/**
 * How much of what an order earned each campaign brought, in hundredths of points: the order's points are shared out by what each part
 * of it counted, and of a part that a campaign multiplied by m, 1 ÷ m would have counted without it (rule 4). A campaign of 1 brought
 * nothing and still names its order.
 */
export function campaignShares(explanation: Explanation): ReadonlyMap<string, bigint> {
  if (explanation.nothing !== null) return new Map();
  const parts = [...explanation.lines.filter(({ leftOut }) => leftOut === null), explanation.shipping];
  const brought = new Map<string, Rational>();
  let whole = ZERO;
  for (const { value: text, campaign } of parts) {
    const value = parseRational(text);
    if (value.n === 0n) continue;
    const multiplier = campaign === null ? ONE : parseDecimal(campaign.multiplier);
    whole = add(whole, multiply(value, multiplier));
    if (campaign === null) continue;
    const extra = multiply(value, subtract(multiplier, ONE));
    brought.set(campaign.id, add(brought.get(campaign.id) ?? ZERO, extra));
  }
  const points = rational(BigInt(explanation.points) * SHARES_OF_A_POINT);
  const share = (extra: Rational) => (whole.n === 0n ? 0n : roundHalfUp(divide(multiply(points, extra), whole)));
  return new Map([...brought].map(([id, extra]) => [id, share(extra)]));
}
