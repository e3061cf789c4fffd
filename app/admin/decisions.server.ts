import { decideCredit } from "../commands/decide-credit.ts";
import { db } from "../db.server.ts";
import { listCustomersOf } from "../queries/find-member.ts";
import { listUndecidedCredits } from "../queries/undecided-credits.ts";
import type { ShownDecision } from "../ui/codes/report-shown.ts";
import { namesOf } from "./customer-names.server.ts";
import { requireAdmin } from "./request.server.ts";

const DECISIONS_SHOWN = 20;

/** The store credits of which only staff can tell whether they were given, oldest first. */
export async function loadDecisions(request: Request): Promise<{ decisions: ShownDecision[]; count: number }> {
  const { shop } = await requireAdmin(request);
  const { programId } = shop;
  const { credits, count } = await listUndecidedCredits(db, { programId, limit: DECISIONS_SHOWN });
  const owners = await Promise.all(
    credits.map(async ({ memberId }) => {
      const customers = await listCustomersOf(db, { programId, memberId });
      return customers.find(({ shopId }) => shopId === shop.id)?.customerId ?? null;
    }),
  );
  const names = await namesOf(
    shop.domain,
    owners.filter((id) => id !== null),
  );
  const decisions = credits.map((credit, index) => {
    const customerId = owners[index] ?? null;
    const name = customerId === null ? undefined : names.get(customerId)?.name;
    return {
      ...{ id: credit.codeId, memberId: credit.memberId, customerId, amount: credit.value },
      name: name === undefined || name === "" ? null : name,
      points: Number(credit.points),
      at: credit.askedAt.toISOString(),
    };
  });
  return { decisions, count };
}

/** Staff have looked: null when the form is none of ours, false when it was decided meanwhile or is not this program's. */
export async function decide(request: Request): Promise<boolean | null> {
  const { shop, author } = await requireAdmin(request);
  const form = await request.formData();
  const [codeId, given] = [form.get("code"), form.get("given")];
  if (typeof codeId !== "string" || (given !== "yes" && given !== "no")) return null;
  const now = new Date();
  const decided = await decideCredit(db, { programId: shop.programId, codeId, given: given === "yes", author, now });
  return decided.ok;
}
