import type { TFunction } from "i18next";
import { Badge } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../domain/program.ts";
import { useFormat, type Format } from "../format.ts";
import { stateOf, type CampaignState } from "./campaign-state.ts";
import { ListCard } from "./list-card.tsx";

/** The order of the list: what runs, what comes next, what is over, the newest of those first. */
const ORDER: readonly CampaignState[] = ["running", "coming", "unknown", "over"];
const TONES = { running: "success", coming: "info", over: undefined, unknown: "warning" } as const;

/** Every campaign with its days and what it multiplies, each leading to its own page. */
export function CampaignList({ campaigns, now }: { campaigns: readonly Campaign[]; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ListCard
      folder="/app/program/campaigns"
      words={{
        title: t("program:campaigns.title"),
        add: t("program:campaigns.add"),
        one: t("program:campaigns.one"),
        many: t("program:campaigns.many"),
        none: t("program:campaigns.none"),
        noneText: t("program:campaigns.noneText"),
      }}
      items={inOrder(campaigns, now).map((campaign) => {
        const state = stateOf(campaign, now);
        return {
          id: campaign.id,
          title: campaign.name || campaign.id,
          details: detailsOf(campaign, t, format),
          editLabel: t("program:campaigns.edit", { name: campaign.name || campaign.id }),
          badge: (
            <Badge {...(TONES[state] === undefined ? {} : { tone: TONES[state] })}>
              {t(`program:campaigns.state.${state}`)}
            </Badge>
          ),
        };
      })}
    />
  );
}

function inOrder(campaigns: readonly Campaign[], now: number): Campaign[] {
  const place = (campaign: Campaign): number => ORDER.indexOf(stateOf(campaign, now));
  const time = (campaign: Campaign): number => Date.parse(campaign.from) * (stateOf(campaign, now) === "over" ? -1 : 1);
  return campaigns.toSorted((a, b) => place(a) - place(b) || time(a) - time(b));
}

function detailsOf(campaign: Campaign, t: TFunction, format: Format): string {
  const filters = [...campaign.vendors, ...campaign.collections, ...campaign.productTags];
  return t("program:campaigns.details", {
    times: campaign.multiplier,
    from: format.date(campaign.from),
    until: format.date(campaign.until),
    goods: filters.length === 0 ? t("program:campaigns.everything") : filters.join(", "),
  });
}
