import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, InlineStack, Modal, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDescribeProblem } from "../problems.ts";
import { useForm } from "../use-form.ts";
import type { ProgramSaveAnswer, ProgramSections, ProgramSubmission } from "./use-program-editor.ts";

type Props = {
  kind: "reward" | "tier" | "campaign";
  name: string;
  revision: string;
  /** The sections as they are without the item. */
  sections: ProgramSections;
  onRemoved: () => void;
};

/** The button that removes a reward, a tier or a campaign from the draft, after a question. */
export function RemoveItem({ kind, name, revision, sections, onRemoved }: Props) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { answer, busy, submit } = useForm<ProgramSaveAnswer>(({ ok }) => {
    if (!ok) return;
    shopify.toast.show(t(`program:remove.done.${kind}`));
    onRemoved();
  });
  const [asking, setAsking] = useState(false);
  const remove = () => {
    const body = JSON.stringify({ intent: "save", revision, sections } satisfies ProgramSubmission);
    submit(body, { method: "post", action: "/app/program/save", encType: "application/json" });
  };
  return (
    <Box paddingInline={{ xs: "400", sm: "0" }}>
      <InlineStack align="end">
        <Button tone="critical" onClick={() => setAsking(true)}>
          {t(`program:remove.action.${kind}`)}
        </Button>
        <Modal
          open={asking}
          onClose={() => setAsking(false)}
          title={t("program:remove.title", { name })}
          primaryAction={{
            content: t(`program:remove.action.${kind}`),
            destructive: true,
            loading: busy,
            onAction: remove,
          }}
          secondaryActions={[{ content: t("common:cancel"), onAction: () => setAsking(false) }]}
        >
          <Modal.Section>
            <BlockStack gap="200">
              <Text as="p">{t(`program:remove.text.${kind}`)}</Text>
              <Refusal answer={answer} />
            </BlockStack>
          </Modal.Section>
        </Modal>
      </InlineStack>
    </Box>
  );
}

function Refusal({ answer }: { answer: ProgramSaveAnswer | undefined }) {
  const { t } = useTranslation();
  const describe = useDescribeProblem();
  if (answer === undefined || answer.ok) return null;
  return (
    <Text as="p" tone="critical">
      {answer.reason === "changedMeanwhile"
        ? t("program:changedMeanwhile.text")
        : answer.problems.map((problem) => `${problem.path}: ${describe(problem)}`).join(" ")}
    </Text>
  );
}
