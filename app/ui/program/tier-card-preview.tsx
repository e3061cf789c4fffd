import { BlockStack, Box, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Typed } from "../fields.tsx";
import { cardAddress } from "../../domain/card-drawing.ts";
import type { Card, Level } from "../../domain/program.ts";

type Props = { name: string; card: Typed<Card>; programName: string; dates?: string | null };

/** The card as shoppers see it: the picture if there is one, else the one that Laurel draws. */
export function TierCardPreview({ name, card, programName, dates = null }: Props) {
  const { t } = useTranslation();
  const label = t("program:tier.card.previewOf", { name });
  const drawn = { ...card, background: colourOr(card.background, "#374151"), text: colourOr(card.text, "#ffffff") };
  return (
    <img
      src={card.image ?? cardAddress({ ...drawn, name, programName, dates })}
      alt={card.image !== null && card.alt !== "" ? card.alt : label}
      style={{ display: "block", width: "100%", aspectRatio: "640 / 404", borderRadius: "0.75rem", objectFit: "cover" }}
    />
  );
}

/** A colour that is half typed doesn't reach the picture. */
function colourOr(text: string, otherwise: string): string {
  return isColour(text) ? text : otherwise;
}

/** The preview beside the editor of a tier: card, perks and threshold, changing as they are typed. */
export function TierPreview({
  level,
  programName,
  threshold,
}: {
  level: Typed<Level>;
  programName: string;
  threshold: string;
}) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t("program:tier.card.preview")}
      </Text>
      <TierCardPreview
        name={level.name === "" ? t("program:tier.unnamed") : level.name}
        card={level.card}
        programName={programName}
      />
      <Text as="p" tone="subdued">
        {threshold}
      </Text>
      {level.perks.length === 0 ? null : (
        <Box>
          <ul style={{ margin: 0, paddingInlineStart: "1.25rem" }}>
            {level.perks.map((perk) => (
              <li key={perk}>{perk}</li>
            ))}
          </ul>
        </Box>
      )}
    </BlockStack>
  );
}

/** Whether a text is a colour that the program accepts, so that half-typed ones don't reach the preview. */
export function isColour(text: string): boolean {
  return /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text);
}
