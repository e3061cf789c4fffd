import type { ProgramError } from "./program-errors.ts";
import type { Program, Reward } from "./program-shape.ts";
import { MoneyError, parseMoney } from "./money.ts";
import { parseDecimal } from "./rational.ts";
import { parseMoment } from "./time.ts";

/** What the parts of a program must be to each other; each check lists all that it finds. */
export function checkProgram(program: Program): ProgramError[] {
  return [
    ...checkAmounts(program),
    ...checkThresholds(program),
    ...checkCampaigns(program),
    ...checkRewards(program),
    ...checkLevels(program),
  ];
}

function checkAmounts(program: Program): ProgramError[] {
  const amounts: [path: string, text: string][] = [["earning.per", program.earning.per]];
  for (const [index, reward] of program.exchange.rewards.entries()) {
    amounts.push([`exchange.rewards.${index}.minimumSubtotal`, reward.minimumSubtotal]);
    if (reward.type === "amount") amounts.push([`exchange.rewards.${index}.value`, reward.value]);
  }
  for (const [index, { discount }] of program.tiers.levels.entries()) {
    if (discount !== null) amounts.push([`tiers.levels.${index}.discount.minimumSubtotal`, discount.minimumSubtotal]);
  }
  return amounts.flatMap(([path, text]) => checkAmount(path, text, program.currency));
}

function checkAmount(path: string, text: string, currency: string): ProgramError[] {
  try {
    parseMoney(text, currency);
    return [];
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    return [{ path, message: `is not an amount: ${error.message}`, code: "notMoney", params: { currency } }];
  }
}

/** A threshold is money where spend counts, and a whole number where points or orders do. */
function checkThresholds(program: Program): ProgramError[] {
  const { metric, levels } = program.tiers;
  return levels.flatMap((level, index): ProgramError[] => {
    const path = `tiers.levels.${index}.threshold`;
    if (metric === "spend") return checkAmount(path, level.threshold, program.currency);
    if (parseDecimal(level.threshold).d === 1n) return [];
    return [{ path, message: `must be a whole number of ${metric}`, code: "notThreshold", params: { metric } }];
  });
}

function checkCampaigns(program: Program): ProgramError[] {
  const { campaigns } = program.earning;
  const late = campaigns.flatMap((campaign, index): ProgramError[] => {
    if (parseMoment(campaign.from) <= parseMoment(campaign.until)) return [];
    return [{ path: `earning.campaigns.${index}.until`, message: "is before its from", code: "fromAfterUntil" }];
  });
  return [...late, ...duplicates(campaigns, (campaign) => campaign.id, "earning.campaigns", "id", "duplicateId")];
}

function checkRewards(program: Program): ProgramError[] {
  const { rewards } = program.exchange;
  const errors = duplicates(rewards, (reward) => reward.id, "exchange.rewards", "id", "duplicateId");
  for (const [index, reward] of rewards.entries()) {
    const path = `exchange.rewards.${index}`;
    if (reward.multiples && reward.type !== "amount" && reward.type !== "storeCredit") {
      errors.push({
        path: `${path}.multiples`,
        message: "only an amount or store credit can be multiplied",
        code: "multiplesOnlyOfAmounts",
      });
    }
    for (const [position, tier] of reward.tiers.entries())
      errors.push(...checkTier(program, tier, `${path}.tiers.${position}`));
    errors.push(...checkOffered(reward, path));
    errors.push(...duplicates(reward.limits, (limit) => limit.per, `${path}.limits`, "per", "duplicateSpan"));
  }
  return errors;
}

function checkOffered({ from, until }: Reward, path: string): ProgramError[] {
  if (from === null || until === null || parseMoment(from) <= parseMoment(until)) return [];
  return [{ path: `${path}.until`, message: "is before its from", code: "fromAfterUntil" }];
}

function checkTier(program: Program, tier: string, path: string): ProgramError[] {
  if (program.tiers.levels.some((level) => level.id === tier)) return [];
  return [{ path, message: `"${tier}" is not a tier of this program`, code: "unknownTier", params: { tier } }];
}

/** Tags of Shopify are the same whatever their capitals, so two tiers cannot tell theirs apart by them. */
const sameTag = (tag: string): string => tag.trim().toLowerCase();

function checkLevels(program: Program): ProgramError[] {
  const { levels, startTier } = program.tiers;
  const excluded = new Set(program.excludeCustomers.tags.map(sameTag));
  const selfExcluding = levels.flatMap((level, index): ProgramError[] => {
    if (!excluded.has(sameTag(level.tag))) return [];
    const message = `"${level.tag}" excludes customers, so that reaching the tier would end it`;
    return [{ path: `tiers.levels.${index}.tag`, message, code: "tagIsExcluded", params: { tag: level.tag } }];
  });
  return [
    ...duplicates(levels, (level) => level.id, "tiers.levels", "id", "duplicateId"),
    ...duplicates(levels, (level) => sameTag(level.tag), "tiers.levels", "tag", "duplicateTag"),
    ...selfExcluding,
    ...checkDiscounts(program),
    ...(startTier === null ? [] : checkTier(program, startTier, "tiers.startTier")),
  ];
}

/** Shopify lets a shop have so many automatic discounts at once, those of everybody taken together. */
export const AUTOMATIC_DISCOUNTS_MAX = 25;

function checkDiscounts(program: Program): ProgramError[] {
  const given = program.tiers.levels.flatMap((level, index) => (level.discount === null ? [] : [index]));
  const params = { most: String(AUTOMATIC_DISCOUNTS_MAX) };
  const message = `a shop has at most ${AUTOMATIC_DISCOUNTS_MAX} automatic discounts`;
  return given
    .slice(AUTOMATIC_DISCOUNTS_MAX)
    .map((index) => ({ path: `tiers.levels.${index}.discount`, message, code: "tooManyDiscounts", params }));
}

function duplicates<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  path: string,
  key: string,
  code: "duplicateId" | "duplicateTag" | "duplicateSpan",
): ProgramError[] {
  const seen = new Set<string>();
  return items.flatMap((item, index): ProgramError[] => {
    const value = keyOf(item);
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ path: `${path}.${index}.${key}`, message: `"${value}" is there twice`, code, params: { value } }];
  });
}
