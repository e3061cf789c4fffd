import { Box, Text } from "@shopify/polaris";
import type { CSSProperties } from "react";
import type { Campaign } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { firstMoment } from "./offered-days.ts";
import { monthsFrom, stretchOf, type Stretch } from "./campaign-state.ts";

const MONTHS = 12;

/**
 * A year of campaigns, one line for each: which run at the same time is seen at once. The list below says the same in words, so that
 * nobody needs the picture.
 */
export function CampaignCalendar({
  campaigns,
  now,
  timeZone,
}: {
  campaigns: Campaign[];
  now: number;
  timeZone: string;
}) {
  const format = useFormat();
  const months = monthsFrom(now, timeZone, MONTHS + 1);
  const edge = (month: string | undefined): number => Date.parse(firstMoment(`${month ?? ""}-01`, timeZone) ?? "");
  const [begin, end] = [edge(months[0]), edge(months[MONTHS])];
  const shown = campaigns.flatMap((campaign) => {
    const stretch = stretchOf(campaign, begin, end);
    return stretch === null ? [] : [{ campaign, stretch }];
  });
  if (shown.length === 0) return null;
  const today = (now - begin) / (end - begin);
  return (
    <div aria-hidden="true" style={{ position: "relative", overflow: "hidden" }}>
      <div style={{ display: "grid", gridTemplateColumns: `repeat(${MONTHS}, minmax(0, 1fr))` }}>
        {months.slice(0, MONTHS).map((month, index) => (
          <Box
            key={month}
            borderInlineStartWidth={index === 0 ? "0" : "025"}
            borderColor="border-secondary"
            paddingInlineStart="100"
          >
            <Text as="span" variant="bodyXs" tone="subdued" truncate>
              {format.shortMonth(month)}
            </Text>
          </Box>
        ))}
      </div>
      <div style={{ paddingBlock: "var(--p-space-200)" }}>
        {shown.map(({ campaign, stretch }) => (
          <div key={campaign.id} style={{ position: "relative", height: "1.75rem" }}>
            <div
              style={{
                position: "absolute",
                insetInlineStart: `${stretch.start * 100}%`,
                width: `max(0.5rem, ${stretch.length * 100}%)`,
                height: "1.25rem",
                borderRadius: "var(--p-border-radius-150)",
                background: "var(--p-color-bg-fill-info)",
              }}
            />
            <div style={nameStyle(stretch)}>
              <Text as="span" variant="bodySm" truncate>
                {campaign.name || campaign.id}
              </Text>
            </div>
          </div>
        ))}
      </div>
      <div
        style={{
          ...{ position: "absolute", insetBlock: 0, insetInlineStart: `${today * 100}%` },
          borderInlineStart: "var(--p-border-width-050) solid var(--p-color-border-emphasis)",
        }}
      />
    </div>
  );
}

/** The name stands in a bar that is long enough, else behind it, and in the last months before it. */
function nameStyle({ start, length }: Stretch): CSSProperties {
  const common = { position: "absolute", paddingInline: "var(--p-space-200)", maxWidth: "60%" } as const;
  if (length > 0.25) return { ...common, insetInlineStart: `${start * 100}%` };
  const end = start + length;
  return end > 0.6
    ? { ...common, insetInlineEnd: `${(1 - start) * 100}%` }
    : { ...common, insetInlineStart: `max(${start * 100}% + 0.5rem, ${end * 100}%)` };
}
