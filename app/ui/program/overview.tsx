import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Level, Program } from "../../domain/program.ts";
import { useFormat, type Format } from "../format.ts";
import { useDescribeReward } from "./reward-list.tsx";

/** One line for each part of the program, with the way to its form. */
export function ProgramOverview({ program, levels }: { program: Program; levels: readonly Level[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const describe = useDescribeReward();
  const rewards = program.exchange.rewards;
  const campaigns = program.earning.campaigns;
  const languages = Object.values(program.texts).filter((texts) => Object.keys(texts).length > 0).length;
  return (
    <>
      <Part title={t("program:earning.title")} url="/app/program/earning" text={earningText(program, t, format)} />
      <Part
        title={t("program:campaigns.title")}
        url="/app/program/campaigns"
        text={t("program:overview.campaigns", {
          count: campaigns.length,
          list: campaigns.map(({ id, name }) => name || id).join(", "),
        })}
      />
      <Part
        title={t("program:exchange.title")}
        url="/app/program/exchange"
        text={t("program:overview.rewards", { count: rewards.length, list: rewards.map(describe).join(", ") })}
      />
      <Part
        title={t("program:tiers.title")}
        url="/app/program/tiers"
        text={t("program:overview.tiers", { count: levels.length, list: levels.map(({ name }) => name).join(", ") })}
      />
      <Part
        title={t("program:texts.title")}
        url="/app/program/texts"
        text={t("program:overview.texts", { count: languages })}
      />
      <Part title={t("program:rules.title")} url="/app/program/rules" text={expiryText(program, t)} />
    </>
  );
}

function Part({ title, text, url }: { title: string; text: string; url: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <InlineStack align="space-between" blockAlign="center" gap="400" wrap={false}>
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
        <Button url={url} accessibilityLabel={`${t("program:overview.edit")}: ${title}`}>
          {t("program:overview.edit")}
        </Button>
      </InlineStack>
    </Card>
  );
}

function earningText({ earning }: Program, t: TFunction, format: Format): string {
  const rate = t("program:overview.earning", {
    points: format.points(earning.points),
    amount: format.money(earning.per),
  });
  return earning.holdDays === 0
    ? rate
    : t("program:overview.earningHold", { rate, days: format.points(earning.holdDays) });
}

function expiryText({ expiry }: Program, t: TFunction): string {
  if (expiry.kind === "none") return t("program:overview.expiry.none");
  return t(`program:overview.expiry.${expiry.kind}`, { count: expiry.months });
}
