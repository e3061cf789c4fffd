import { useAppBridge } from "@shopify/app-bridge-react";
import {
  BlockStack,
  Button,
  DropZone,
  FormLayout,
  InlineError,
  InlineStack,
  ProgressBar,
  Text,
  TextField,
} from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CardPattern } from "../../domain/program.ts";
import { ChoiceField, type Typed } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { type CardImageAnswer, sendCardImage } from "./card-image.ts";
import { ColourField } from "./colour-field.tsx";
import { SectionCard } from "./section-card.tsx";
import type { TierValues } from "./tier-form.tsx";

const PATTERNS: readonly CardPattern[] = ["plain", "stripes", "dots", "waves", "rays"];

type Card = Typed<TierValues["card"]>;
type Props = { path: string; card: Card; change: (card: Card) => void; errorAt: ErrorAt };

/** How a tier's card looks: an uploaded picture, or one that Laurel draws in the tier's colours. */
export function TierCardForm({ path, card, change, errorAt }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("program:tier.card.title")} text={t("tiers:card.text")}>
      <PictureField path={path} card={card} change={change} errorAt={errorAt} />
      <FormLayout.Group>
        <ColourField
          label={t("program:tier.card.background")}
          value={card.background}
          error={errorAt(`${path}.background`)}
          onChange={(background) => change({ ...card, background })}
        />
        <ColourField
          label={t("program:tier.card.textColour")}
          value={card.text}
          error={errorAt(`${path}.text`)}
          onChange={(text) => change({ ...card, text })}
        />
      </FormLayout.Group>
      {card.image === null ? (
        <ChoiceField
          label={t("tiers:card.pattern.label")}
          value={card.pattern}
          options={PATTERNS.map((value) => ({ value, label: t(`tiers:card.pattern.${value}`) }))}
          onChange={(pattern) => change({ ...card, pattern })}
        />
      ) : null}
    </SectionCard>
  );
}

type Upload = { percent: number | null; problem: Extract<CardImageAnswer, { ok: false }>["problem"] | null };

function PictureField({ path, card, change, errorAt }: Props) {
  const { t } = useTranslation();
  const { upload, send } = useUpload(card, change);
  const { image } = card;
  return (
    <BlockStack gap="300">
      <DropZone
        accept="image/png,image/jpeg,image/webp"
        allowMultiple={false}
        disabled={upload.percent !== null}
        label={t("tiers:card.picture.label")}
        onDrop={(_all, accepted) => send(accepted[0] ?? null)}
      >
        <DropZone.FileUpload
          actionTitle={image === null ? t("tiers:card.picture.add") : t("tiers:card.picture.replace")}
          actionHint={t("tiers:card.picture.help")}
        />
      </DropZone>
      {upload.percent === null ? null : (
        <BlockStack gap="100">
          <Text as="span" id="card-upload">
            {t("tiers:card.picture.sending")}
          </Text>
          <ProgressBar progress={upload.percent} size="small" ariaLabelledBy="card-upload" />
        </BlockStack>
      )}
      {upload.problem === null ? null : (
        <InlineError message={t(`tiers:card.problem.${upload.problem}`)} fieldID="card-picture" />
      )}
      {image === null ? null : (
        <>
          <TextField
            label={t("tiers:card.alt.label")}
            helpText={t("tiers:card.alt.help")}
            value={card.alt}
            autoComplete="off"
            maxLength={255}
            error={errorAt(`${path}.alt`, `${path}.image`)}
            onChange={(alt) => change({ ...card, alt })}
          />
          <InlineStack>
            <Button tone="critical" variant="plain" onClick={() => change({ ...card, image: null, alt: "" })}>
              {t("tiers:card.picture.remove")}
            </Button>
          </InlineStack>
        </>
      )}
    </BlockStack>
  );
}

/** Sends a picture with the token of the staff member who is logged in; the card changes when it is in the shop's files. */
function useUpload(card: Card, change: Props["change"]): { upload: Upload; send: (file: File | null) => void } {
  const shopify = useAppBridge();
  const [upload, setUpload] = useState<Upload>({ percent: null, problem: null });
  const work = async (file: File | null): Promise<void> => {
    if (file === null) {
      setUpload({ percent: null, problem: "notPicture" });
      return;
    }
    setUpload({ percent: 0, problem: null });
    const token = await shopify.idToken();
    const onProgress = (percent: number) => setUpload({ percent, problem: null });
    const answer = await sendCardImage({ token, file, alt: card.alt, onProgress });
    setUpload({ percent: null, problem: answer.ok ? null : answer.problem });
    if (answer.ok) change({ ...card, image: answer.url });
  };
  const send = (file: File | null) => {
    work(file).catch(() => setUpload({ percent: null, problem: "unreachable" }));
  };
  return { upload, send };
}
