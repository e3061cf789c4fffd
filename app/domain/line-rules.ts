import type { LeftOutReason } from "./explanation.ts";
import type { OrderLine, OrderState } from "./order.ts";
import type { Campaign, Earning } from "./program.ts";
import { compare, parseDecimal } from "./rational.ts";
import { parseMoment } from "./time.ts";

/** Which lines earn, and which campaigns touch them (rules 2 and 4). */

/** Names are compared as Shopify does: capitals and spaces around them make no difference. */
const same = (name: string): string => name.trim().toLowerCase();

/** A name as it is compared. Ids of Shopify come bare or as gids, whoever wrote the program. */
export function plainName(name: string): string {
  return same(name).replace(/^gid:\/\/shopify\/\w+\//, "");
}

function lists(names: readonly string[], name: string | null): boolean {
  return name !== null && names.some((listed) => plainName(listed) === plainName(name));
}

function meet(names: readonly string[], others: readonly string[]): boolean {
  return others.some((other) => lists(names, other));
}

/** Rule 2: why a line earns nothing by the program, or null if it earns. The first reason counts. */
export function leftOut(line: OrderLine, exclude: Earning["exclude"]): LeftOutReason | null {
  if (line.giftCard) return "giftCard";
  if (lists(exclude.vendors, line.vendor)) return "vendor";
  if (lists(exclude.products, line.productId) || lists(exclude.products, line.facts?.handle ?? null)) return "product";
  if (meet(exclude.collections, line.facts?.collections ?? [])) return "collection";
  if (meet(exclude.productTags, line.facts?.tags ?? [])) return "productTag";
  const compareAt = line.facts?.compareAt ?? null;
  if (exclude.onSale && compareAt !== null && compareAt > line.unitPrice) return "onSale";
  return null;
}

/** Rule 4: the campaigns that run when the order is placed, `from` and `until` included. */
export function runningCampaigns(order: OrderState, earning: Earning): Campaign[] {
  const placed = order.processedAt;
  return earning.campaigns.filter(
    (campaign) => parseMoment(campaign.from) <= placed && placed <= parseMoment(campaign.until),
  );
}

function hasNoFilter(campaign: Campaign): boolean {
  return campaign.vendors.length === 0 && campaign.collections.length === 0 && campaign.productTags.length === 0;
}

function touches(campaign: Campaign, line: OrderLine): boolean {
  if (hasNoFilter(campaign) || lists(campaign.vendors, line.vendor)) return true;
  const { collections = [], tags = [] } = line.facts ?? {};
  return meet(campaign.collections, collections) || meet(campaign.productTags, tags);
}

function largest(campaigns: readonly Campaign[]): Campaign | null {
  return campaigns.reduce<Campaign | null>((best, campaign) => {
    if (best === null) return campaign;
    return compare(parseDecimal(campaign.multiplier), parseDecimal(best.multiplier)) > 0 ? campaign : best;
  }, null);
}

/** Rule 4: of the campaigns whose filters a line meets (any of them), the one with the largest multiplier. */
export function campaignOfLine(line: OrderLine, running: readonly Campaign[]): Campaign | null {
  return largest(running.filter((campaign) => touches(campaign, line)));
}

/** Rule 4: shipping is touched only by campaigns without filters. */
export function campaignOfShipping(running: readonly Campaign[]): Campaign | null {
  return largest(running.filter(hasNoFilter));
}
