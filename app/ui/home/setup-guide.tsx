import { Badge, BlockStack, Box, Button, Card, Icon, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { CheckCircleIcon, CircleRightIcon } from "@shopify/polaris-icons";
import { useTranslation } from "react-i18next";

/** Which steps the shop has taken already; each completes itself. */
export type SetupState = Record<
  "published" | "blockPlaced" | "historyImported" | "mailTested" | "firstOrder" | "firstExchange",
  boolean
>;

/** Where the steps' buttons lead. */
export type SetupLinks = { accountBlock: string; programBlock: string; storefront: string };

type Props = { state: SetupState; links: SetupLinks; onKeep: () => void; keeping: boolean; onDismiss: () => void };

/** The way from the installation to the first exchange, for somebody who has read no manual. */
export function SetupGuide({ state, links, onKeep, keeping, onDismiss }: Props) {
  const { t } = useTranslation();
  const taken = Object.values(state).filter(Boolean).length;
  const total = Object.keys(state).length;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <InlineStack align="space-between" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t("home:setup.title")}
            </Text>
            <Button variant="tertiary" onClick={onDismiss}>
              {t("home:setup.dismiss")}
            </Button>
          </InlineStack>
          <Text as="p" tone="subdued" id="setup-progress">
            {t("home:setup.progress", { taken, total })}
          </Text>
          <ProgressBar progress={(taken * 100) / total} size="small" tone="primary" ariaLabelledBy="setup-progress" />
        </BlockStack>
        <Step done={state.published} name={t("home:setup.publish.name")} text={t("home:setup.publish.text")}>
          <Button url="/app/program">{t("home:setup.publish.action")}</Button>
          <Button variant="tertiary" loading={keeping} onClick={onKeep}>
            {t("home:setup.publish.keep")}
          </Button>
        </Step>
        <Step done={state.blockPlaced} name={t("home:setup.block.name")} text={t("home:setup.block.text")}>
          <Button url={links.accountBlock} external>
            {t("home:setup.block.account")}
          </Button>
          <Button url={links.programBlock} external variant="tertiary">
            {t("home:setup.block.program")}
          </Button>
        </Step>
        <Step done={state.historyImported} name={t("home:setup.history.name")} text={t("home:setup.history.text")}>
          <Button url="/app/comparisons">{t("home:setup.history.action")}</Button>
        </Step>
        <Step done={state.mailTested} name={t("home:setup.mail.name")} text={t("home:setup.mail.text")}>
          <Button url="/app/settings/mails/tierReached">{t("home:setup.mail.action")}</Button>
          <Button url="/app/settings" variant="tertiary">
            {t("home:setup.mail.settings")}
          </Button>
        </Step>
        <Step done={state.firstOrder} name={t("home:setup.order.name")} text={t("home:setup.order.text")}>
          <Button url={links.storefront} external>
            {t("home:setup.order.action")}
          </Button>
        </Step>
        <Step done={state.firstExchange} name={t("home:setup.exchange.name")} text={t("home:setup.exchange.text")}>
          <Button url={links.storefront} external>
            {t("home:setup.exchange.action")}
          </Button>
        </Step>
      </BlockStack>
    </Card>
  );
}

type StepProps = { done: boolean; name: string; text: string; children?: React.ReactNode };

function Step({ done, name, text, children }: StepProps) {
  const { t } = useTranslation();
  return (
    <InlineStack align="start" gap="300" wrap={false} blockAlign="start">
      <Box>
        <Icon
          source={done ? CheckCircleIcon : CircleRightIcon}
          tone={done ? "success" : "subdued"}
          accessibilityLabel={done ? t("home:setup.done") : t("home:setup.open")}
        />
      </Box>
      <BlockStack gap="200">
        <InlineStack align="start" gap="200">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          {done ? <Badge tone="success">{t("home:setup.done")}</Badge> : null}
        </InlineStack>
        {done ? null : (
          <>
            <Text as="p">{text}</Text>
            {children === undefined ? null : (
              <InlineStack align="start" gap="200">
                {children}
              </InlineStack>
            )}
          </>
        )}
      </BlockStack>
    </InlineStack>
  );
}
