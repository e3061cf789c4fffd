import { db } from "../db.server.ts";
import { AUTOMATIC_DISCOUNTS_MAX } from "../domain/program-checks.ts";
import { findLevel, type Program } from "../domain/program.ts";
import { logger } from "../logger.server.ts";
import { readTagProgress } from "../queries/tag-progress.ts";
import { listTierDiscounts } from "../queries/tier-discounts.ts";
import { gatewayOf } from "../shopify.server.ts";
import type { TierNews } from "../ui/program/tier-news.tsx";
import { loadProgramPage } from "./program-page.server.ts";

/** Everything that the page of all tiers shows. */
export async function loadTiersPage(request: Request) {
  const { shop, editor } = await loadProgramPage(request);
  const { program, revision, hasDraft } = editor;
  const [kept, progress] = await Promise.all([
    listTierDiscounts(db, { shopId: shop.id }),
    readTagProgress(db, { programId: shop.programId }),
  ]);
  const problems = kept.flatMap(({ tier, problem }) =>
    problem === null ? [] : [{ tier: findLevel(program, tier)?.name ?? tier, problem }],
  );
  const made = kept.filter(({ discountId }) => discountId !== null).length;
  const room = await roomForDiscounts(shop.domain, program, made);
  const news: TierNews = { problems, room, progress };
  return { tiers: program.tiers, revision, hasDraft, news };
}

/** How near the shop is to Shopify's limit; null where all discounts of the edited program have room, or it can't be asked now. */
async function roomForDiscounts(domain: string, program: Program, made: number): Promise<TierNews["room"]> {
  const wanted = program.tiers.levels.filter(({ discount }) => discount !== null).length;
  if (wanted <= made) return null;
  try {
    const active = await gatewayOf(domain).countAutomaticDiscounts();
    return active - made + wanted > AUTOMATIC_DISCOUNTS_MAX ? { active, made, wanted } : null;
  } catch (error) {
    logger.warn({ err: error }, "the shop's automatic discounts could not be counted");
    return null;
  }
}
