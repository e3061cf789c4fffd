import { BlockStack, Card, Checkbox, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import blockStyles from "../../../extensions/storefront/assets/laurel.css?url";
import { type Look, LOOKS, lookSample } from "./look-sample.ts";

const isLook = (value: string): value is Look => LOOKS.some((look) => look === value);

/** As high as the sample is on a phone, so that nothing moves when another style is chosen, and nothing is cut off. */
const HEIGHT_PX = 370;

/** What shoppers see of the program in each style, drawn by the storefront's own style sheet in a page of its own. */
export function LookPreview({ programName }: { programName: string }) {
  const { t, i18n } = useTranslation();
  const [look, setLook] = useState<Look>("soft");
  const [dark, setDark] = useState(false);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("program:looks.title")}
        </Text>
        <InlineStack gap="400" blockAlign="end">
          <Select
            label={t("program:looks.style")}
            value={look}
            options={LOOKS.map((value) => ({ value, label: t(`program:looks.${value}`) }))}
            onChange={(value) => {
              if (isLook(value)) setLook(value);
            }}
          />
          <Checkbox label={t("program:looks.dark")} checked={dark} onChange={setDark} />
        </InlineStack>
        <iframe
          title={t("program:looks.previewOf", { style: t(`program:looks.${look}`) })}
          sandbox=""
          srcDoc={lookSample({
            ...{ look, dark, name: programName, language: i18n.language, styles: blockStyles },
            say: (key) => t(`program:looks.${key}`),
          })}
          style={{ width: "100%", height: HEIGHT_PX, border: 0, borderRadius: "0.5rem" }}
        />
        <Text as="p" tone="subdued">
          {t("program:looks.help")}
        </Text>
      </BlockStack>
    </Card>
  );
}
