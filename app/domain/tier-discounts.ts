import type { Program, TierDiscount } from "./program.ts";

/** What is to stand in a shop for a tier that has a discount: the discount, and the segment of customers that it is for. */
export type WantedDiscount = {
  tier: string;
  title: string;
  discount: TierDiscount;
  segment: { name: string; query: string };
};

const NAME_LENGTH = 200;

/** The automatic discounts that a program asks for, one for each tier that has one. */
export function wantedDiscounts(program: Program): WantedDiscount[] {
  return program.tiers.levels.flatMap((level): WantedDiscount[] => {
    if (level.discount === null) return [];
    // Names of segments are unique in a shop: the tier's id keeps two tiers of one name apart.
    const name = `Laurel: ${level.name.slice(0, NAME_LENGTH)} (${level.id})`;
    return [
      {
        tier: level.id,
        title: level.name,
        discount: level.discount,
        segment: { name, query: `customer_tags CONTAINS ${quoted(level.tag)}` },
      },
    ];
  });
}

/** A text in Shopify's segment language: in single quotes, with a backslash before those inside. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
