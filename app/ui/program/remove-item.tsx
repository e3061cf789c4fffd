import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, InlineStack, Modal, Text } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDescribeProblem } from "../problems.ts";
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
  const fetcher = useFetcher<ProgramSaveAnswer>();
  const [asking, setAsking] = useState(false);
  const handled = useRef(false);
  useEffect(() => {
    // Once the page has been read anew: to go on before would end that as an error.
    if (fetcher.state !== "idle" || fetcher.data?.ok !== true || handled.current) return;
    handled.current = true;
    shopify.toast.show(t(`program:remove.done.${kind}`));
    onRemoved();
  }, [fetcher.state, fetcher.data, shopify, t, kind, onRemoved]);
  const remove = () => {
    const body = JSON.stringify({ intent: "save", revision, sections } satisfies ProgramSubmission);
    fetcher.submit(body, { method: "post", action: "/app/program/save", encType: "application/json" });
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
            loading: fetcher.state !== "idle",
            onAction: remove,
          }}
          secondaryActions={[{ content: t("common:cancel"), onAction: () => setAsking(false) }]}
        >
          <Modal.Section>
            <BlockStack gap="200">
              <Text as="p">{t(`program:remove.text.${kind}`)}</Text>
              <Refusal answer={fetcher.data} />
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
