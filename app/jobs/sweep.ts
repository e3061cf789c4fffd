import { giveBack, issueCode, lookUp } from "../commands/issue-code.ts";
import type { IssueInput, Issued } from "../commands/issue-code.ts";
import { finishUndo } from "../commands/undo-code.ts";
import type { Database } from "../database.ts";
import { listBegunUndos } from "../queries/begun-undos.ts";
import { listReservingCodes } from "../queries/reserving-codes.ts";
import type { JobContext } from "./context.ts";

/** A younger exchange may still be in the hands of whoever began it. */
const STUCK_AFTER_MS = 15_000;
/** From this age on no new discount is made: either Shopify has it, or the points go back. */
const GIVE_BACK_AFTER_MS = 40_000;
const CODES_PER_SWEEP = 100;

/** What a sweep did with exchanges that were stuck between points and code (rule 14). */
export type Swept = { opened: number; returned: number; waiting: number };

/**
 * Finishes or returns exchanges whose outcome was lost: a crash, a timeout, an answer that made no sense. Run every few seconds, it brings
 * each to its end within a minute of its reservation, as long as Shopify can be asked at all.
 */
export async function sweepExchanges(context: JobContext): Promise<Swept> {
  const swept: Swept = { opened: 0, returned: 0, waiting: 0 };
  const now = context.now();
  const stuck = await listReservingCodes(context.db, {
    reservedBefore: new Date(now.getTime() - STUCK_AFTER_MS),
    limit: CODES_PER_SWEEP,
  });
  for (const each of stuck) {
    const gateway = context.gatewayOf(each.domain);
    try {
      const outcome = await finish(context.db, { ...each, gateway, now });
      swept[outcome] += 1;
    } catch (error) {
      // One that can't be finished now must not hold up the others.
      swept.waiting += 1;
      context.log.error(
        { err: error, code: each.code.id },
        "an exchange could not be finished; it will be tried again",
      );
    }
  }
  if (stuck.length > 0) context.log.warn(swept, "exchanges were stuck between points and code");
  return swept;
}

async function finish(db: Database, input: IssueInput): Promise<keyof Swept> {
  const age = input.now.getTime() - input.code.reservedAt.getTime();
  // Store credit has no discount to look for; whether it was given stands in the customer's account.
  if (age < GIVE_BACK_AFTER_MS || input.code.type === "storeCredit") return verdict(await issueCode(db, input));
  const found = await lookUp(db, input);
  // Points go back only when Shopify itself has said that there is no such code.
  return verdict(found.outcome === "absent" ? await giveBack(db, input, "no code was made") : found);
}

function verdict(issued: Issued): keyof Swept {
  if (issued.outcome === "open") return "opened";
  return issued.outcome === "returned" ? "returned" : "waiting";
}

/** What a sweep did with undos that were lost while the code was being switched off (rule 12). */
export type SweptUndos = { undone: number; kept: number; waiting: number };

/** Finishes undos whose process died, or whose answer from Shopify was lost: a code that is off has its points back within a minute. */
export async function sweepUndos(context: JobContext): Promise<SweptUndos> {
  const swept: SweptUndos = { undone: 0, kept: 0, waiting: 0 };
  const now = context.now();
  const stuck = await listBegunUndos(context.db, {
    before: new Date(now.getTime() - STUCK_AFTER_MS),
    limit: CODES_PER_SWEEP,
  });
  for (const { programId, codeId, domain } of stuck) {
    try {
      swept[await finishUndo(context.db, { programId, codeId, gateway: context.gatewayOf(domain), now })] += 1;
    } catch (error) {
      swept.waiting += 1;
      context.log.error({ err: error, code: codeId }, "an undo could not be finished; it will be tried again");
    }
  }
  if (stuck.length > 0) context.log.warn(swept, "undos were stuck between Shopify and points");
  return swept;
}
