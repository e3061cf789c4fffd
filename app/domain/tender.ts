import type { OrderState, OrderTransaction } from "./order.ts";
import type { Program } from "./program.ts";
import type { Rational } from "./rational.ts";
import { isTender, totalTendered } from "./order.ts";
import { ONE, rational, ZERO } from "./rational.ts";

const sameMethod = (gateway: string): string => gateway.trim().toLowerCase();

/** Rule 3: whether a payment method earns. One in both lists is ignored; one in neither follows the default. */
export function methodEarns(gateway: string, program: Program): boolean {
  const { paymentMethods } = program.earning;
  const method = sameMethod(gateway);
  if (paymentMethods.ignore.some((ignored) => sameMethod(ignored) === method)) return false;
  if (paymentMethods.earn.some((earning) => sameMethod(earning) === method)) return true;
  return paymentMethods.default === "earn";
}

/** Rule 3: whether the program names the method; one that it does not name raises a notice in the admin. */
export function isKnownMethod(gateway: string, program: Program): boolean {
  const { earn, ignore } = program.earning.paymentMethods;
  return [...earn, ...ignore].some((known) => sameMethod(known) === sameMethod(gateway));
}

export type Tender = {
  /** One for each method, in the order of the payments; the amount is null where only the method's name is known. */
  methods: { gateway: string; amount: bigint | null; earns: boolean; known: boolean }[];
  share: Rational;
};

/**
 * Rule 3: the share of what was paid in that was paid by methods that earn; refunds don't change it, and nothing tendered is 0.
 * While an edit leaves the order partly paid, later payments belong to the added part (rule 5).
 */
export function tenderOf(order: OrderState, program: Program): Tender {
  return order.transactions === null
    ? tenderByNames(order, program)
    : tenderByPayments(order, order.transactions, program);
}

function tenderByPayments(order: OrderState, transactions: readonly OrderTransaction[], program: Program): Tender {
  const until = order.paidPart?.asOf.getTime() ?? Infinity;
  const tenders = transactions.filter((payment) => isTender(payment) && payment.processedAt.getTime() <= until);
  const amounts = new Map<string, bigint>();
  for (const { gateway, amount } of tenders) amounts.set(gateway, (amounts.get(gateway) ?? 0n) + amount);
  const methods = [...amounts].map(([gateway, amount]) => ({
    gateway,
    amount,
    earns: methodEarns(gateway, program),
    known: isKnownMethod(gateway, program),
  }));
  const total = totalTendered(tenders);
  const earning = methods.filter((method) => method.earns).reduce((sum, method) => sum + method.amount, 0n);
  return { methods, share: total === 0n ? ZERO : rational(earning, total) };
}

/** Methods that are all treated alike make the amounts irrelevant; where they differ, `missingFacts` has asked for the payments. */
function tenderByNames(order: OrderState, program: Program): Tender {
  const methods = order.gateways.map((gateway) => ({
    gateway,
    amount: null,
    earns: methodEarns(gateway, program),
    known: isKnownMethod(gateway, program),
  }));
  const earning = methods.filter((method) => method.earns).length;
  if (earning > 0 && earning < methods.length) {
    throw new Error(`order ${order.id}: its payments must be fetched, because its methods earn differently`);
  }
  return { methods, share: earning > 0 ? ONE : ZERO };
}
