import { Banner, BlockStack, Card, Checkbox, List, Page, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { NothingYet } from "../nothing-yet.tsx";
import type { ProgramChange } from "../../domain/program-diff.ts";
import type { Program } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { useChangeSentence } from "./change-sentence.ts";
import { ChangeList } from "./version-list.tsx";
import { type When, WhenFields } from "./when-fields.tsx";

/** A version that waits for its time, to be set against the draft. */
export type WaitingVersion = { version: number; effectiveAt: string; program: Program };

type Props = {
  before: Program;
  after: Program;
  changes: readonly ProgramChange[];
  hasDraft: boolean;
  busy: boolean;
  refusal: string | null;
  waiting: readonly WaitingVersion[];
  takeBack: boolean;
  onTakeBack: (takeBack: boolean) => void;
  when: When;
  onWhen: (when: When) => void;
  today: string;
  timeZone: string;
  whenProblem: string | undefined;
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
        content: t(props.when.when === "later" ? "program:review.schedule" : "program:review.publish"),
        disabled: nothing,
        loading: props.busy,
        onAction: props.onPublish,
      }}
      secondaryActions={
        props.hasDraft
          ? [
              { content: t("whatif:title"), url: "/app/program/what-if" },
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
        {nothing ? null : <WhenCard {...props} />}
        {nothing || props.waiting.length === 0 ? null : <WaitingCard {...props} />}
      </BlockStack>
    </Page>
  );
}

/** When the new program takes effect. */
function WhenCard({ when, onWhen, today, timeZone, whenProblem }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("program:when.title")}
        </Text>
        <WhenFields when={when} today={today} timeZone={timeZone} error={whenProblem} onChange={onWhen} />
      </BlockStack>
    </Card>
  );
}

/** What versions that wait will do to the program that is published here. */
function WaitingCard({ waiting, after, takeBack, onTakeBack }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("program:waiting.title")}
        </Text>
        {waiting.map((version) => (
          <BlockStack gap="200" key={version.version}>
            <Text as="p">
              {t("program:waiting.against", {
                version: version.version,
                date: format.dateTime(version.effectiveAt),
              })}
            </Text>
            <ChangeList before={after} after={version.program} />
          </BlockStack>
        ))}
        <Checkbox
          label={t("program:waiting.takeBack", {
            count: waiting.length,
            list: waiting.map(({ version }) => version).join(", "),
          })}
          helpText={t("program:waiting.takeBackHelp")}
          checked={takeBack}
          onChange={onTakeBack}
        />
      </BlockStack>
    </Card>
  );
}
