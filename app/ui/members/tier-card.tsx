import { Badge, BlockStack, Button, Card as PolarisCard, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { TierCardPreview } from "../program/tier-card-preview.tsx";
import type { MemberDetails, MemberTier } from "./member-shown.ts";
import { SetTierModal } from "./set-tier-modal.tsx";

type Props = {
  member: MemberDetails;
  levels: readonly { id: string; name: string }[];
  programName: string;
  today: string;
};

/** The member's tier with its card, how far the next one is, and the way to set one by hand (rule 19). */
export function TierCard({ member, levels, programName, today }: Props) {
  const { t } = useTranslation();
  const [setting, setSetting] = useState(false);
  const close = useCallback(() => setSetting(false), []);
  const { tier } = member;
  return (
    <PolarisCard>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {t("members:tier.title")}
          </Text>
          {levels.length === 0 ? null : (
            <InlineStack gap="200">
              <Button variant="tertiary" url={`/app/tier-review?members=${member.memberId}`}>
                {t("tiers:review.one")}
              </Button>
              <Button variant="tertiary" onClick={() => setSetting(true)}>
                {t("members:tier.set")}
              </Button>
            </InlineStack>
          )}
        </InlineStack>
        {tier === null ? (
          <Text as="p">{t("members:tier.none")}</Text>
        ) : (
          <>
            {tier.card === null ? (
              <Text as="p" variant="headingLg">
                {tier.name}
              </Text>
            ) : (
              <MembersCard tier={tier} card={tier.card} programName={programName} />
            )}
            <TierDates tier={tier} />
          </>
        )}
        <NextTier member={member} />
        <KeepTier member={member} />
      </BlockStack>
      {setting ? <SetTierModal onClose={close} levels={levels} current={tier?.id ?? null} today={today} /> : null}
    </PolarisCard>
  );
}

function MembersCard({ tier, card, programName }: { tier: MemberTier; card: Card; programName: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const dates = [
    ...(tier.since === null ? [] : [t("members:tier.since", { date: format.date(tier.since) })]),
    ...(tier.until === null ? [] : [t("members:tier.until", { date: format.date(tier.until) })]),
  ];
  return <TierCardPreview name={tier.name} card={card} programName={programName} dates={dates.join(" · ")} />;
}

function TierDates({ tier }: { tier: NonNullable<MemberDetails["tier"]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <InlineStack align="start" gap="200" blockAlign="center">
      {tier.since === null ? null : <Text as="span">{t("members:tier.since", { date: format.date(tier.since) })}</Text>}
      {tier.until === null ? null : <Text as="span">{t("members:tier.until", { date: format.date(tier.until) })}</Text>}
      {tier.byHand ? <Badge>{t("members:tier.byHand")}</Badge> : null}
    </InlineStack>
  );
}

/** What the member has to do to keep the tier, and since when orders count. */
function KeepTier({ member: { keep, countedFrom } }: { member: MemberDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  const missing =
    keep === null ? "" : keep.metric === "spend" ? format.money(keep.missing) : format.points(Number(keep.missing));
  return (
    <>
      {keep === null ? null : (
        <Text as="p">{t(`tiers:keep.${keep.metric}`, { missing, name: keep.name, date: format.date(keep.by) })}</Text>
      )}
      {countedFrom === null ? null : (
        <Text as="p" tone="subdued">
          {t("tiers:countedFrom", { date: format.date(countedFrom) })}
        </Text>
      )}
    </>
  );
}

function NextTier({ member }: { member: MemberDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { next } = member;
  if (next === null) return null;
  const missing = next.metric === "spend" ? format.money(next.missing) : format.points(Number(next.missing));
  const text = t(`members:tier.next.${next.metric}`, { missing, name: next.name });
  return (
    <BlockStack gap="100">
      <Text as="p" id="next-tier">
        {text}
      </Text>
      <ProgressBar progress={next.percent} size="small" tone="primary" ariaLabelledBy="next-tier" />
    </BlockStack>
  );
}
