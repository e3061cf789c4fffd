import { useRevalidator } from "@remix-run/react";
import { Banner, BlockStack, List, ProgressBar } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";

/** What a merchant should know of the tiers: discounts that aren't there, and how far changes have come in Shopify. */
export type TierNews = {
  problems: { tier: string; problem: "full" | "invalid" | "nameTaken" | "unreachable" }[];
  /** Where Shopify's limit is near: how many are active, how many of them are ours, and how many the program wants. */
  room: { active: number; made: number; wanted: number } | null;
  progress: { left: number; total: number } | null;
};

const POLL_MS = 3_000;

export function TierNewsBanners({ problems, room, progress }: TierNews) {
  const { t } = useTranslation();
  const format = useFormat();
  usePolling(progress !== null);
  return (
    <BlockStack gap="400">
      {room === null ? null : (
        <Banner tone="warning">
          <p>{t("tiers:discount.few", { active: room.active, made: room.made, wanted: room.wanted })}</p>
        </Banner>
      )}
      {problems.length === 0 ? null : (
        <Banner tone="warning" title={t("tiers:discount.problem.title")}>
          <List>
            {problems.map(({ tier, problem }) => (
              <List.Item key={tier}>{t(`tiers:discount.problem.${problem}`, { tier })}</List.Item>
            ))}
          </List>
        </Banner>
      )}
      {progress === null ? null : (
        <Banner tone="info" title={t("tiers:tags.moving.title")}>
          <BlockStack gap="200">
            <p id="tag-progress">
              {t("tiers:tags.moving.text", {
                left: format.points(progress.left),
                total: format.points(progress.total),
              })}
            </p>
            <ProgressBar
              size="small"
              progress={Math.max(0, 100 - (progress.left / Math.max(1, progress.total)) * 100)}
              ariaLabelledBy="tag-progress"
            />
          </BlockStack>
        </Banner>
      )}
    </BlockStack>
  );
}

function usePolling(active: boolean) {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!active || state !== "idle") return undefined;
    const timer = setTimeout(revalidate, POLL_MS);
    return () => clearTimeout(timer);
  }, [active, state, revalidate]);
}
