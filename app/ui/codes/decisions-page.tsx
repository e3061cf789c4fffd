import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, ButtonGroup, Card, Link, Modal, Page, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { NothingYet } from "../nothing-yet.tsx";
import type { ShownDecision } from "./report-shown.ts";

/** Store credits of which only staff can tell whether they were given: it went through, or it did not. */
export function DecisionsPage({ decisions, count }: { decisions: readonly ShownDecision[]; count: number }) {
  const { t } = useTranslation();
  const more = count - decisions.length;
  return (
    <Page title={t("codes:decisions.title")} backAction={{ content: t("home:title"), url: "/app" }}>
      {decisions.length === 0 ? (
        <Card>
          <NothingYet
            heading={t("codes:decisions.noneTitle")}
            text={t("codes:decisions.noneText")}
            action={{ content: t("codes:decisions.noneAction"), url: "/app/program/exchange" }}
          />
        </Card>
      ) : (
        <BlockStack gap="400">
          <Text as="p">{t("codes:decisions.text")}</Text>
          {decisions.map((decision) => (
            <DecisionCard key={decision.id} decision={decision} />
          ))}
          {more > 0 ? <Text as="p">{t("codes:decisions.more", { count: more })}</Text> : null}
        </BlockStack>
      )}
    </Page>
  );
}

type Answer = "yes" | "no";

function DecisionCard({ decision }: { decision: ShownDecision }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState<Answer | null>(null);
  const points = t("codes:reports.points", { count: decision.points, points: format.points(decision.points) });
  const { customerId, memberId, name } = decision;
  const page = customerId === null ? `/app/members/${memberId}` : `shopify://admin/customers/${customerId}`;
  return (
    <Card>
      <BlockStack gap="200">
        <Link url={page}>{name ?? t("members:unnamed", { id: memberId })}</Link>
        <Text as="p">
          {t("codes:decisions.line", {
            amount: format.money(decision.amount),
            points,
            date: format.dateTime(decision.at),
          })}
        </Text>
        <ButtonGroup>
          <Button onClick={() => setAsking("yes")}>{t("codes:decisions.given")}</Button>
          <Button onClick={() => setAsking("no")}>{t("codes:decisions.notGiven")}</Button>
        </ButtonGroup>
      </BlockStack>
      {asking === null ? null : (
        <ConfirmModal decision={decision} answer={asking} points={points} onClose={() => setAsking(null)} />
      )}
    </Card>
  );
}

type ConfirmProps = { decision: ShownDecision; answer: Answer; points: string; onClose: () => void };

/** Neither can be taken back, so each is asked once more. */
function ConfirmModal({ decision, answer, points, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useFetcher<{ decided: boolean }>();
  const decided = fetcher.state === "idle" ? fetcher.data?.decided : undefined;
  useEffect(() => {
    if (decided === undefined) return;
    shopify.toast.show(t(decided ? "codes:decisions.done" : "codes:decisions.gone"));
    onClose();
  }, [decided, shopify, t, onClose]);
  const given = answer === "yes";
  return (
    <Modal
      open
      onClose={onClose}
      title={t(given ? "codes:decisions.givenTitle" : "codes:decisions.notGivenTitle")}
      primaryAction={{
        content: t(given ? "codes:decisions.given" : "codes:decisions.notGiven"),
        loading: fetcher.state !== "idle",
        onAction: () => fetcher.submit({ code: decision.id, given: answer }, { method: "post" }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <Text as="p">{t(given ? "codes:decisions.givenText" : "codes:decisions.notGivenText", { points })}</Text>
      </Modal.Section>
    </Modal>
  );
}
