import { Banner, BlockStack, Card, List, Page, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { NothingYet } from "../nothing-yet.tsx";
import type { ProgramChange } from "../../domain/program-diff.ts";
import type { Program } from "../../domain/program.ts";
import { useChangeSentence } from "./change-sentence.ts";

type Props = {
  before: Program;
  after: Program;
  changes: readonly ProgramChange[];
  hasDraft: boolean;
  busy: boolean;
  refusal: string | null;
  onPublish: () => void;
  onDiscard: () => void;
};

/** The last look before publishing. */
export function ReviewPage(props: Props) {
  const { t } = useTranslation();
  const sentence = useChangeSentence(props.before, props.after);
  const nothing = props.changes.length === 0;
  return (
    <Page
      title={t("program:review.title")}
      backAction={{ content: t("program:title"), url: "/app/program" }}
      primaryAction={{
        content: t("program:review.publish"),
        disabled: nothing,
        loading: props.busy,
        onAction: props.onPublish,
      }}
      secondaryActions={
        props.hasDraft
          ? [
              {
                content: t("program:draft.discard"),
                destructive: true,
                disabled: props.busy,
                onAction: props.onDiscard,
              },
            ]
          : []
      }
    >
      <BlockStack gap="400">
        {props.refusal === null ? null : (
          <Banner tone="warning" title={t("program:changedMeanwhile.title")}>
            <p>{props.refusal}</p>
          </Banner>
        )}
        <Card>
          {nothing ? (
            <NothingYet
              heading={t("program:review.none")}
              text={t("program:review.noneText")}
              action={{ content: t("program:title"), url: "/app/program" }}
            />
          ) : (
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("program:review.heading")}
              </Text>
              <List>
                {props.changes.map((change) => (
                  <List.Item key={change.path}>{sentence(change)}</List.Item>
                ))}
              </List>
              <Text as="p" tone="subdued">
                {t("program:review.text")}
              </Text>
            </BlockStack>
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}
