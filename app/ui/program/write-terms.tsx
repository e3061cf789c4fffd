import { useFetcher } from "@remix-run/react";
import { Button, InlineStack, Modal, Text } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RichText } from "../../domain/rich-text.ts";
import { SHOPPER_LANGUAGES } from "../../locales/languages.ts";

type Props = { language: string; hasTerms: boolean; onWritten: (terms: RichText) => void };

/** The button that writes the terms from the rules of the draft. What was typed before is replaced only after a question. */
export function WriteTerms({ language, hasTerms, onWritten }: Props) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ language: string; terms: RichText }>();
  const [asking, setAsking] = useState(false);
  const used = useRef(fetcher.data);
  useEffect(() => {
    if (fetcher.data === undefined || used.current === fetcher.data) return;
    used.current = fetcher.data;
    onWritten(fetcher.data.terms);
  }, [fetcher.data, onWritten]);
  const write = () => {
    setAsking(false);
    fetcher.submit({ language }, { method: "post", action: "/app/program/texts" });
  };
  if (!SHOPPER_LANGUAGES.some((known) => known === language)) return null;
  return (
    <InlineStack>
      <Button loading={fetcher.state !== "idle"} onClick={() => (hasTerms ? setAsking(true) : write())}>
        {t("program:texts.write.action")}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t("program:texts.write.title")}
        primaryAction={{ content: t("program:texts.write.replace"), destructive: true, onAction: write }}
        secondaryActions={[{ content: t("common:cancel"), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t("program:texts.write.text")}</Text>
        </Modal.Section>
      </Modal>
    </InlineStack>
  );
}
