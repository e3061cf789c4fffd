import {
  Badge,
  BlockStack,
  Button,
  ButtonGroup,
  Card,
  Collapsible,
  Divider,
  InlineStack,
  List,
  Text,
} from "@shopify/polaris";
import { Fragment, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { diffPrograms } from "../../domain/program-diff.ts";
import type { Program } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { useStaff } from "../use-staff.ts";
import { useChangeSentence } from "./change-sentence.ts";
import { RescheduleModal, RollBackModal, TakeBackModal } from "./version-modals.tsx";

export type ShownVersion = {
  version: number;
  state: "waiting" | "current" | "earlier" | "withdrawn";
  effectiveAt: string;
  publishedAt: string;
  author: string;
  note: string | null;
  withdrawnAt: string | null;
  withdrawnBy: string | null;
  before: Program | null;
  program: Program;
};

type Asking = { what: "rollBack" | "takeBack" | "reschedule"; version: ShownVersion };
type Props = { versions: readonly ShownVersion[]; timeZone: string; today: string };

/** Versions that wait for their time, and the history: who published what when, and each earlier version can be had back. */
export function VersionList({ versions, timeZone, today }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking | null>(null);
  const waiting = versions.filter(({ state }) => state === "waiting").toReversed();
  const past = versions.filter(({ state }) => state !== "waiting");
  const close = () => setAsking(null);
  const ask = (what: Asking["what"], version: ShownVersion) => setAsking({ what, version });
  return (
    <>
      {waiting.length === 0 ? null : (
        <VersionCard title={t("program:waiting.title")} versions={waiting}>
          {(version) => (
            <ButtonGroup>
              <Button
                accessibilityLabel={t("program:reschedule.label", { version: version.version })}
                onClick={() => ask("reschedule", version)}
              >
                {t("program:reschedule.action")}
              </Button>
              <Button
                tone="critical"
                accessibilityLabel={t("program:takeBack.label", { version: version.version })}
                onClick={() => ask("takeBack", version)}
              >
                {t("program:takeBack.action")}
              </Button>
            </ButtonGroup>
          )}
        </VersionCard>
      )}
      <VersionCard title={t("program:versions.title")} versions={past}>
        {(version) =>
          version.state === "current" ? null : (
            <Button
              variant="plain"
              accessibilityLabel={t("program:rollBack.label", { version: version.version })}
              onClick={() => ask("rollBack", version)}
            >
              {t("program:rollBack.action")}
            </Button>
          )
        }
      </VersionCard>
      {asking?.what === "rollBack" ? (
        <RollBackModal version={asking.version.version} waiting={waiting} onClose={close} />
      ) : null}
      {asking?.what === "takeBack" ? <TakeBackModal version={asking.version.version} onClose={close} /> : null}
      {asking?.what === "reschedule" ? (
        <RescheduleModal version={asking.version} timeZone={timeZone} today={today} onClose={close} />
      ) : null}
    </>
  );
}

type CardProps = {
  title: string;
  versions: readonly ShownVersion[];
  children: (version: ShownVersion) => React.ReactNode;
};

function VersionCard({ title, versions, children }: CardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {versions.map((version, index) => (
          <Fragment key={version.version}>
            {index === 0 ? null : <Divider />}
            <BlockStack gap="200">
              <VersionLine shown={version} />
              <Changes shown={version} />
              <InlineStack>{children(version)}</InlineStack>
            </BlockStack>
          </Fragment>
        ))}
      </BlockStack>
    </Card>
  );
}

function VersionLine({ shown }: { shown: ShownVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  const rolledBackTo = /^version (\d+)$/.exec(shown.note ?? "")?.[1];
  const note = rolledBackTo === undefined ? shown.note : t("program:versions.rolledBack", { version: rolledBackTo });
  const told = [
    t("program:versions.published", { date: format.dateTime(shown.publishedAt), author: staff(shown.author) }),
    ...(shown.effectiveAt > shown.publishedAt && shown.state !== "withdrawn"
      ? [t("program:versions.from", { date: format.dateTime(shown.effectiveAt) })]
      : []),
    ...(shown.withdrawnAt === null
      ? []
      : [
          t("program:versions.withdrawn", {
            date: format.dateTime(shown.withdrawnAt),
            author: staff(shown.withdrawnBy ?? ""),
            planned: format.dateTime(shown.effectiveAt),
          }),
        ]),
    ...(note === null ? [] : [note]),
  ];
  return (
    <BlockStack gap="050">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" fontWeight="medium">
          {t("program:versions.version", { version: shown.version })}
        </Text>
        {shown.state === "current" ? <Badge tone="success">{t("program:versions.current")}</Badge> : null}
        {shown.state === "waiting" ? <Badge tone="info">{t("program:versions.waiting")}</Badge> : null}
        {shown.state === "withdrawn" ? <Badge>{t("program:versions.takenBack")}</Badge> : null}
      </InlineStack>
      {told.map((line) => (
        <Text as="p" tone="subdued" key={line}>
          {line}
        </Text>
      ))}
    </BlockStack>
  );
}

/** What the version changed, behind a button: most lines are looked at for their date. */
function Changes({ shown }: { shown: ShownVersion }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(shown.state === "waiting");
  const id = useId();
  if (shown.before === null) return null;
  return (
    <BlockStack gap="100">
      <InlineStack>
        <Button
          variant="plain"
          disclosure={open ? "up" : "down"}
          ariaExpanded={open}
          ariaControls={id}
          accessibilityLabel={t("program:versions.changesOf", { version: shown.version })}
          onClick={() => setOpen(!open)}
        >
          {t("program:versions.changes")}
        </Button>
      </InlineStack>
      <Collapsible id={id} open={open}>
        <ChangeList before={shown.before} after={shown.program} />
      </Collapsible>
    </BlockStack>
  );
}

/** What differs between two programs, in sentences. */
export function ChangeList({ before, after }: { before: Program; after: Program }) {
  const { t } = useTranslation();
  const sentence = useChangeSentence(before, after);
  const changes = diffPrograms(before, after);
  if (changes.length === 0) return <Text as="p">{t("program:versions.nothingChanged")}</Text>;
  return (
    <List>
      {changes.map((change) => (
        <List.Item key={change.path}>{sentence(change)}</List.Item>
      ))}
    </List>
  );
}
