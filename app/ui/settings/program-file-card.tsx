import { useNavigate } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, Card, DropZone, InlineStack, List, Modal, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDescribeProblem } from "../problems.ts";
import { useDownload } from "../use-download.ts";
import { useForm } from "../use-form.ts";
import type { ProgramFileAnswer } from "./settings-shown.ts";

const ADDRESS = "/app/settings/program";
/** More problems than this say no more than these. */
const PROBLEMS_SHOWN = 10;

type Chosen = { name: string; text: string };

/** The program as a file: to keep, to compare, and to bring to another shop. What is brought becomes the draft. */
export function ProgramFileCard({ hasDraft }: { hasDraft: boolean }) {
  const { t } = useTranslation();
  const { busy, save } = useDownload();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { answer, sending, send } = useImport(() => setChosen(null));
  const choose = (file: File | undefined) => {
    if (file !== undefined) void file.text().then((text) => setChosen({ name: file.name, text }));
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("settings:program.title")}
        </Text>
        <Text as="p">{t("settings:program.text")}</Text>
        <InlineStack>
          <Button loading={busy !== null} onClick={() => void save(ADDRESS, "program.json")}>
            {t("settings:program.export")}
          </Button>
        </InlineStack>
        <DropZone
          label={t("settings:program.import")}
          accept="application/json,.json"
          allowMultiple={false}
          variableHeight
          onDrop={(files) => choose(files[0])}
        >
          <DropZone.FileUpload actionTitle={t("settings:program.choose")} actionHint={t("settings:program.hint")} />
        </DropZone>
        {answer?.ok === false ? <Refusal answer={answer} /> : null}
      </BlockStack>
      <Modal
        open={chosen !== null}
        onClose={() => setChosen(null)}
        title={t("settings:program.ask", { file: chosen?.name ?? "" })}
        primaryAction={{
          content: t("settings:program.take"),
          loading: sending,
          onAction: () => send(chosen?.text ?? ""),
        }}
        secondaryActions={[{ content: t("common:cancel"), onAction: () => setChosen(null) }]}
      >
        <Modal.Section>
          <BlockStack gap="200">
            <Text as="p">{t("settings:program.askText")}</Text>
            {hasDraft ? (
              <Text as="p" tone="critical">
                {t("settings:program.replaces")}
              </Text>
            ) : null}
          </BlockStack>
        </Modal.Section>
      </Modal>
    </Card>
  );
}

type Import = { answer: ProgramFileAnswer | undefined; sending: boolean; send: (file: string) => void };

/** Sends the file; what was taken is looked at before it is published. */
function useImport(onAnswered: () => void): Import {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const navigate = useNavigate();
  const { answer, busy, submit } = useForm<ProgramFileAnswer>(({ ok }) => {
    onAnswered();
    if (!ok) return;
    shopify.toast.show(t("settings:program.taken"));
    navigate("/app/program/review");
  });
  const send = (file: string) => submit({ file }, { method: "post", action: ADDRESS, encType: "application/json" });
  return { answer, sending: busy, send };
}

function Refusal({ answer }: { answer: Extract<ProgramFileAnswer, { ok: false }> }) {
  const { t } = useTranslation();
  const describe = useDescribeProblem();
  return (
    <Banner tone="critical" title={t(`settings:program.problem.${answer.problem}`)}>
      {answer.problems.length === 0 ? null : (
        <List>
          {answer.problems.slice(0, PROBLEMS_SHOWN).map((problem) => (
            <List.Item key={problem.path}>{`${problem.path}: ${describe(problem)}`}</List.Item>
          ))}
        </List>
      )}
    </Banner>
  );
}
