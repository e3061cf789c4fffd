import { db } from "../db.server.ts";
import type { ProgramError, ProgramErrorCode, Reward } from "../domain/program.ts";
import { logger } from "../logger.server.ts";
import { readProgramEditor } from "../queries/program-editor.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { StoreCreditState } from "../shopify/gateway.ts";
import { gatewayOf } from "../shopify.server.ts";
import { requireAdmin } from "./request.server.ts";

/** Whether rewards of store credit can be given in the shop; `unknown` where Shopify can't be asked now. */
export type StoreCreditShown = StoreCreditState | "unknown";

/** What the form of a reward says about store credit. */
export async function loadStoreCredit(request: Request): Promise<{ state: StoreCreditShown }> {
  const { shop } = await requireAdmin(request);
  return { state: await askForState(shop.domain) };
}

async function askForState(domain: string): Promise<StoreCreditShown> {
  try {
    return await gatewayOf(domain).readStoreCredit();
  } catch (error) {
    logger.warn({ err: error, shop: domain }, "the shop could not be asked whether it has store credit");
    return "unknown";
  }
}

const PROBLEMS: Record<Exclude<StoreCreditShown, "on">, { code: ProgramErrorCode; message: string }> = {
  off: { code: "storeCreditOff", message: "the shop has no store credit: it is switched on in Shopify" },
  notAllowed: { code: "storeCreditNotAllowed", message: "Laurel may not give store credit in this shop yet" },
  unknown: { code: "storeCreditUnknown", message: "Shopify could not be asked whether the shop has store credit" },
};

/**
 * What stands against publishing: a reward of store credit that is new, in a shop that can't give any, would take points and give them
 * back each time. `exchange` is what a form changes; left out, the draft is published as it stands.
 */
export async function storeCreditProblems(
  shop: { domain: string; programId: string },
  exchange: unknown,
  now: Date,
): Promise<ProgramError[]> {
  const { programId } = shop;
  const [{ program }, { program: draft }] = await Promise.all([
    readProgram(db, { programId, now }),
    readProgramEditor(db, { programId, now }),
  ]);
  const published = new Set(program.exchange.rewards.filter(isCredit).map(({ id }) => id));
  const rewards = rewardsOf(exchange) ?? draft.exchange.rewards;
  const places = rewards.flatMap((reward, index) => (isCredit(reward) && !published.has(reward.id) ? [index] : []));
  if (places.length === 0) return [];
  const state = await askForState(shop.domain);
  if (state === "on") return [];
  return places.map((index) => ({ path: `exchange.rewards.${index}.type`, ...PROBLEMS[state] }));
}

type Named = Pick<Reward, "id" | "type">;

const isCredit = ({ type }: Pick<Reward, "type">): boolean => type === "storeCredit";

/** The rewards that a form sent, as far as they can be read: what is wrong with them is told by whoever checks the whole program. */
function rewardsOf(exchange: unknown): Named[] | null {
  const { rewards } = (exchange ?? {}) as { rewards?: unknown };
  if (!Array.isArray(rewards)) return null;
  return rewards.map((reward) => (typeof reward === "object" && reward !== null ? reward : {}) as Named);
}
