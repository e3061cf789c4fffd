import { BlockStack, Box, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Typed } from "../fields.tsx";
import type { Card, Level } from "../../domain/program.ts";

type Props = { name: string; card: Typed<Card>; programName: string };

/** The card as shoppers see it: the picture if there is one, else the name on the tier's colours. */
export function TierCardPreview({ name, card, programName }: Props) {
  const { t } = useTranslation();
  return (
    <div
      role="img"
      aria-label={t("program:tier.card.previewOf", { name })}
      style={{
        aspectRatio: "1.586",
        borderRadius: "0.75rem",
        overflow: "hidden",
        background: isColour(card.background) ? card.background : "#374151",
        color: isColour(card.text) ? card.text : "#ffffff",
        display: "flex",
        flexDirection: "column",
        justifyContent: "space-between",
        boxSizing: "border-box",
        padding: card.image === null ? "1rem" : 0,
      }}
    >
      {card.image === null ? (
        <>
          <span style={{ fontSize: "0.8125rem", opacity: 0.9 }}>{programName}</span>
          <span style={{ fontSize: "1.375rem", fontWeight: 650, overflowWrap: "anywhere" }}>{name}</span>
        </>
      ) : (
        <img src={card.image} alt="" style={{ width: "100%", height: "100%", objectFit: "cover" }} />
      )}
    </div>
  );
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
