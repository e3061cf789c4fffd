import { db } from "../db.server.ts";
import { SHARES_OF_A_POINT } from "../domain/campaign-shares.ts";
import { worthOf } from "../domain/loyalty-metafield.ts";
import { monthOf, type Period } from "../domain/periods.ts";
import type { Program } from "../domain/program.ts";
import { dayOf } from "../domain/time.ts";
import { type CampaignDay, listCampaignDays } from "../queries/campaign-days.ts";
import { listNamedCampaigns, type NamedCampaign } from "../queries/campaign-names.ts";
import type { CampaignShown } from "../ui/reports/reports-shown.ts";

type Wish = { by: "day" | "month"; period: Period };

/**
 * What each campaign brought in a time: those that ran then, and those whose orders were paid then. A campaign that no version names
 * any more is called by its id.
 */
export async function loadCampaignReport(
  programId: string,
  program: Program,
  wish: Wish,
  now: Date,
): Promise<CampaignShown[]> {
  const [days, named] = await Promise.all([
    listCampaignDays(db, { programId, ...wish.period }),
    listNamedCampaigns(db, { programId }),
  ]);
  const byCampaign = Map.groupBy(days, ({ campaign }) => campaign);
  const ran = named.filter((campaign) => byCampaign.has(campaign.id) || ranIn(campaign, wish.period, program.timeZone));
  const unnamed = [...byCampaign.keys()].filter((id) => !ran.some((campaign) => campaign.id === id));
  const periodOf = wish.by === "month" ? monthOf : (day: string) => day;
  const shown = (id: string, campaign: NamedCampaign | null): CampaignShown => {
    const own = byCampaign.get(id) ?? [];
    const periods = Map.groupBy(own, ({ day }) => periodOf(day));
    return {
      id,
      name: campaign === null || campaign.name === "" ? id : campaign.name,
      from: campaign?.from ?? null,
      until: campaign?.until ?? null,
      total: line("", own, program, now),
      lines: [...periods].map(([period, ofPeriod]) => line(period, ofPeriod, program, now)),
    };
  };
  return [...ran.map((campaign) => shown(campaign.id, campaign)), ...unnamed.map((id) => shown(id, null))];
}

function ranIn({ from, until }: NamedCampaign, period: Period, timeZone: string): boolean {
  return dayOf(new Date(from), timeZone) <= period.to && dayOf(new Date(until), timeZone) >= period.from;
}

/** Hundredths are only rounded here, for the whole of what a line says. */
function line(period: string, days: readonly CampaignDay[], program: Program, now: Date): CampaignShown["total"] {
  const extra = days.reduce((sum, day) => sum + day.extra, 0n);
  const whole = (extra + (extra < 0n ? -1n : 1n) * (SHARES_OF_A_POINT / 2n)) / SHARES_OF_A_POINT;
  return {
    period,
    orders: days.reduce((sum, day) => sum + day.orders, 0),
    points: Number(days.reduce((sum, day) => sum + day.points, 0n)),
    extra: Number(whole),
    worth: worthOf(whole < 0n ? 0n : whole, program, null, now),
  };
}
