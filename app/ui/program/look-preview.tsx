import { BlockStack, Card, Checkbox, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import blockStyles from "../../../extensions/storefront/assets/laurel.css?url";

/** The styles that a block of the storefront has; the theme editor calls them by the same names. */
const LOOKS = ["plain", "soft", "bold"] as const;
type Look = (typeof LOOKS)[number];
const isLook = (value: string): value is Look => LOOKS.some((look) => look === value);

/** As high as the sample, so that nothing moves when another style is chosen. */
const HEIGHT_PX = 330;

/** What shoppers see of the program in each style, drawn by the storefront's own style sheet in a page of its own. */
export function LookPreview({ programName }: { programName: string }) {
  const { t } = useTranslation();
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
          srcDoc={sampleOf({ look, dark, name: programName, say: (key) => t(`program:looks.${key}`) })}
          style={{ width: "100%", height: HEIGHT_PX, border: 0, borderRadius: "0.5rem" }}
        />
        <Text as="p" tone="subdued">
          {t("program:looks.help")}
        </Text>
      </BlockStack>
    </Card>
  );
}

type Sample = { look: Look; dark: boolean; name: string; say: (key: string) => string };

/** A page with the elements and classes of the account block; what is said is escaped, as the storefront does. */
function sampleOf({ look, dark, name, say }: Sample): string {
  const words = (key: string): string => escapeHtml(say(key));
  const button = `<button class="laurel-button" type="button">${words("button")}</button>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="${escapeHtml(blockStyles)}">
<style>:root { color-scheme: ${dark ? "dark" : "light"}; } body { margin: 0; padding: 1rem; font: 1rem/1.5 Georgia, serif; background: ${dark ? "#0d1117" : "#f7f2e8"}; color: ${dark ? "#f0f4fa" : "#2a2521"}; }</style>
</head><body><section class="laurel laurel--${look}"><h2 class="laurel-title">${escapeHtml(name)}</h2>
<p class="laurel-balance"><span class="laurel-balance__number">${words("balance")}</span> <span>${words("unit")}</span></p>
<p class="laurel-status">${words("status")}</p>
<ul class="laurel-rewards" role="list" style="margin-block-start: 1rem"><li class="laurel-box laurel-reward"><div class="laurel-reward__words">
<strong>${words("reward")}</strong> <span class="laurel-reward__price">${words("points")}</span> <span class="laurel-note">${words("note")}</span>
</div>${button}</li></ul></section></body></html>`;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
