import { readMemberSummary } from "../../app/queries/member-summary.ts";
import type { MemberSummary } from "../../app/queries/member-summary.ts";
import { verifyLedger } from "../../app/queries/verify-ledger.ts";
import { Mismatch } from "./mismatch.ts";
import type { StepOf } from "./scenario.ts";
import type { Steps } from "./steps.ts";

/** Compares what a scenario expects of a customer with the ledger, and tags with what stands in the shop. */
export async function expectMember(steps: Steps, step: StepOf<"expect">): Promise<void> {
  const { expect: name, at: _, tags, ...expected } = step;
  const summary = await requireSummary(steps, name);
  const got: Record<string, unknown> = {
    available: Number(summary.available),
    pending: Number(summary.pending),
    reserved: Number(summary.reserved),
    debt: Number(summary.debt),
    tier: summary.tier?.id ?? null,
    spentTotal: Number(summary.spentTotal),
    tierUntil: summary.tier?.until ?? null,
    notices: summary.notices.map((notice) => notice.tier),
  };
  for (const [key, value] of Object.entries(expected)) compare(`${name}'s ${key}`, value, got[key]);
  if (tags) {
    const found = steps.world.store.shop.requireCustomer(steps.customerId(name)).tags;
    compare(`${name}'s tags`, [...tags].sort(), [...found].sort());
  }
}

/** Compares a code with the ledger. */
export async function expectCode(steps: Steps, step: StepOf<"expectCode">): Promise<void> {
  const { db, shop } = steps.world;
  const { rows } = await db.pool.query<{ status: string; value: string | null }>(
    "SELECT status, value FROM codes WHERE program_id = $1 AND id = $2",
    [shop.programId, steps.code(step.expectCode).id],
  );
  const found = rows[0];
  if (!found) throw new Mismatch(`the code ${step.expectCode}`, "none");
  if (step.status !== undefined) compare(`${step.expectCode}'s status`, step.status, found.status);
  if (step.value !== undefined) compare(`${step.expectCode}'s value`, Number(step.value), Number(found.value));
}

/** Compares a customer's lots: what is left and usable, soonest expiry first. */
export async function expectLots(steps: Steps, step: StepOf<"expectLots">): Promise<void> {
  const summary = await requireSummary(steps, step.expectLots);
  const got = summary.lots.map(({ points, expires }) => ({ points: Number(points), expires }));
  compare(`${step.expectLots}'s lots`, step.lots, got);
}

/** Replays the whole program: balances, lots, order targets and the chain of entries. */
export async function expectProof(steps: Steps): Promise<void> {
  const { db, shop } = steps.world;
  const differences = await verifyLedger(db, { programId: shop.programId });
  compare("differences found by the replay", [], differences);
}

async function requireSummary(steps: Steps, name: string): Promise<MemberSummary> {
  const { db, shop } = steps.world;
  const memberId = await steps.memberId(name);
  const summary = await readMemberSummary(db, { programId: shop.programId, memberId, now: steps.world.now() });
  if (!summary) throw new Mismatch(`${name} is a member`, "no member");
  return summary;
}

function compare(what: string, expected: unknown, got: unknown): void {
  const [wanted, found] = [written(expected), written(got)];
  if (wanted !== found) throw new Mismatch(`${what} ${wanted}`, found);
}

/** Values are compared as they are written: whole numbers, words, days and lists of them. */
function written(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? each.toString() : each));
}
