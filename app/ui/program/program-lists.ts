import type { Typed } from "../fields.tsx";
import type { Campaign, Level, Reward } from "../../domain/program.ts";
import { shortName, tagFor, unusedId } from "./tier-form.tsx";

/** What a new reward begins with. */
export function newReward(): Typed<Reward> {
  return {
    id: "",
    type: "amount",
    points: 100,
    value: "",
    multiples: false,
    minimumSubtotal: "0.00",
    codeDays: 90,
    tiers: [],
    customerOnly: false,
    combinesWith: { order: false, product: false, shipping: true },
    names: {},
    image: null,
    limits: [],
    from: null,
    until: null,
  };
}

/** What a new tier begins with. */
export function newLevel(): Typed<Level> {
  return {
    id: "",
    name: "",
    threshold: "",
    tag: tagFor(""),
    multiplier: "1",
    entryBonus: 0,
    perks: [],
    discount: null,
    card: { image: null, background: "#374151", text: "#ffffff", pattern: "plain", alt: "" },
  };
}

/** What a new campaign begins with: double points, for everything. */
export function newCampaign(): Typed<Campaign> {
  return { id: "", name: "", multiplier: "2", from: "", until: "", vendors: [], collections: [], productTags: [] };
}

/** The campaigns with one replaced, or added where `position` is below 0; a new one gets its id from its name. */
export function withCampaign(
  campaigns: readonly Campaign[],
  position: number,
  campaign: Typed<Campaign>,
): Typed<Campaign>[] {
  if (position >= 0) return campaigns.map((other, index) => (index === position ? campaign : other));
  const taken = campaigns.map(({ id }) => id);
  return [...campaigns, { ...campaign, id: unusedId(shortName(campaign.name, "campaign"), taken) }];
}

/** The rewards with one replaced, or added where `position` is below 0; a new one is named after what it gives. */
export function withReward(rewards: readonly Reward[], position: number, reward: Typed<Reward>): Typed<Reward>[] {
  if (position >= 0) return rewards.map((other, index) => (index === position ? reward : other));
  const worth = reward.type === "amount" || reward.type === "percentage" ? `-${reward.value}` : "";
  const wanted = shortName(`${reward.type}${worth}`, "reward");
  return [
    ...rewards,
    {
      ...reward,
      id: unusedId(
        wanted,
        rewards.map(({ id }) => id),
      ),
    },
  ];
}

/** The tiers with one replaced, or added where `position` is below 0; a new one is named after its name. */
export function withLevel(levels: readonly Level[], position: number, level: Typed<Level>): Typed<Level>[] {
  if (position >= 0) return levels.map((other, index) => (index === position ? level : other));
  return [
    ...levels,
    {
      ...level,
      id: unusedId(
        shortName(level.name, "tier"),
        levels.map(({ id }) => id),
      ),
    },
  ];
}

/** The list without the item at a position. */
export function withoutItem<Item>(items: readonly Item[], position: number): Item[] {
  return items.filter((_, index) => index !== position);
}
