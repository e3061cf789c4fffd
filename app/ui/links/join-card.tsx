import { BlockStack, Button, Card, InlineStack, List, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { LinkPreviewShown, LinkProblem } from "./links-shown.ts";
import { useLinksForm } from "./use-links-form.ts";

/** Links this shop to another one's program: enter the code, read what that means, confirm. */
export function JoinCard() {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const [closed, setClosed] = useState(false);
  const look = useLinksForm();
  const preview = look.answer?.ok === true && look.answer.intent === "look" ? look.answer.preview : null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("links:join.title")}
        </Text>
        <Text as="p">{t("links:join.text")}</Text>
        <TextField
          label={t("links:join.code")}
          helpText={t("links:join.codeHelp")}
          value={code}
          maxLength={40}
          autoComplete="off"
          error={useProblem(look.problem)}
          onChange={setCode}
        />
        <InlineStack>
          <Button
            disabled={code.trim() === ""}
            loading={look.busy}
            onClick={() => {
              setClosed(false);
              look.send({ intent: "look", code });
            }}
          >
            {t("links:join.look")}
          </Button>
        </InlineStack>
      </BlockStack>
      {preview === null || closed ? null : (
        <ConfirmJoin preview={preview} code={code} onClose={() => setClosed(true)} />
      )}
    </Card>
  );
}

function useProblem(problem: LinkProblem | null): string | undefined {
  const { t } = useTranslation();
  return problem === null ? undefined : t(`links:problem.${problem}`);
}

function ConfirmJoin({ preview, code, onClose }: { preview: LinkPreviewShown; code: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [rate, setRate] = useState("");
  const form = useLinksForm();
  const problem = useProblem(form.problem);
  const { host, rateNeeded, ownCurrency, hostCurrency } = preview;
  return (
    <Modal
      open
      title={t("links:join.confirmTitle", { host })}
      onClose={onClose}
      primaryAction={{
        content: t("links:join.confirm"),
        destructive: true,
        loading: form.busy,
        disabled: rateNeeded && rate.trim() === "",
        onAction: () => form.send({ intent: "link", code, rate }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <WhatHappens preview={preview} />
          {rateNeeded ? (
            <TextField
              label={t("links:rate.label", { from: ownCurrency, to: hostCurrency })}
              helpText={t("links:rate.help", { from: ownCurrency, to: hostCurrency })}
              value={rate}
              maxLength={20}
              inputMode="decimal"
              autoComplete="off"
              error={form.problem === "rateMissing" ? problem : undefined}
              onChange={setRate}
            />
          ) : null}
          {form.problem === null || form.problem === "rateMissing" ? null : (
            <Text as="p" tone="critical">
              {problem}
            </Text>
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

/** In plain words, one after the other: the program, members, points, codes, tiers and tags, and the way back. */
function WhatHappens({ preview }: { preview: LinkPreviewShown }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const list = new Intl.ListFormat(i18n.language);
  const { host, members, points, openCodes, earning, tiers, tags, hostCurrency } = preview;
  return (
    <List>
      <List.Item>{t("links:means.program", { host })}</List.Item>
      <List.Item>
        {t("links:means.earning", {
          points: format.points(earning.points),
          per: new Intl.NumberFormat(i18n.language, { style: "currency", currency: hostCurrency }).format(
            earning.per as `${number}`,
          ),
        })}
      </List.Item>
      <List.Item>{t("links:means.members", { count: members, points: format.points(points) })}</List.Item>
      <List.Item>{t("links:means.same")}</List.Item>
      <List.Item>{t("links:means.codes", { count: openCodes })}</List.Item>
      <List.Item>
        {tiers.length === 0 ? t("links:means.noTiers") : t("links:means.tiers", { tiers: list.format(tiers) })}
      </List.Item>
      {tags.length === 0 ? null : <List.Item>{t("links:means.tags", { tags: list.format(tags) })}</List.Item>}
      <List.Item>{t("links:means.meanwhile")}</List.Item>
      <List.Item>{t("links:means.back")}</List.Item>
    </List>
  );
}
