import { Box, Button, ButtonGroup, Icon, InlineStack, Link, Text } from "@shopify/polaris";
import { ArrowDownIcon, ArrowUpIcon, DragHandleIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../domain/program.ts";
import { SwitchField } from "../fields.tsx";
import { useDescribeThreshold } from "./describe-threshold.ts";
import { isColour } from "./tier-card-preview.tsx";
import type { TypedLevel } from "./tier-order.ts";

type Props = {
  level: TypedLevel;
  metric: Metric;
  place: number;
  last: number;
  isStored: boolean;
  isChosen: boolean;
  dragged: number | null;
  onChoose: (isChosen: boolean) => void;
  onMove: (to: number) => void;
  onDrag: (place: number | null) => void;
  onDrop: () => void;
};

/** One tier in the list: it can be dragged, and moved with two buttons by whoever doesn't drag. */
export function TierRow(props: Props) {
  const { level, place, dragged, isChosen, onChoose, onDrag, onDrop } = props;
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const isTarget = over && dragged !== null && dragged !== place;
  const line = "2px solid var(--p-color-border-emphasis)";
  return (
    <li
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        // Firefox drags nothing that carries nothing.
        event.dataTransfer.setData("text/plain", level.name);
        onDrag(place);
      }}
      onDragEnd={() => onDrag(null)}
      onDragOver={(event) => {
        if (dragged === null) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop();
      }}
      style={{
        borderBlockStart: isTarget && dragged > place ? line : "var(--p-border-width-025) solid var(--p-color-border)",
        ...(isTarget && dragged < place ? { borderBlockEnd: line } : {}),
        opacity: dragged === place ? 0.5 : 1,
      }}
    >
      <Box paddingBlock="300" paddingInline="400">
        <InlineStack gap="300" blockAlign="center" wrap={false}>
          <span aria-hidden style={{ cursor: "grab" }} title={t("tiers:list.drag")}>
            <Icon source={DragHandleIcon} tone="subdued" />
          </span>
          <SwitchField
            label={t("tiers:list.choose", { name: level.name })}
            labelHidden
            checked={isChosen}
            onChange={onChoose}
          />
          <Swatch level={level} />
          <NameAndThreshold {...props} />
          <MoveButtons {...props} />
        </InlineStack>
      </Box>
    </li>
  );
}

function NameAndThreshold({ level, metric, isStored }: Props) {
  const { t } = useTranslation();
  const threshold = useDescribeThreshold(metric);
  const details = `${threshold(level.threshold)} · ${level.tag}`;
  return (
    <div style={{ flex: "1 1 0", minWidth: 0, overflowWrap: "anywhere" }}>
      <Text as="h3" fontWeight="semibold">
        {isStored ? (
          <Link
            url={`/app/program/tiers/${encodeURIComponent(level.id)}`}
            accessibilityLabel={t("program:tiers.list.edit", { name: level.name })}
            monochrome
            removeUnderline
          >
            {level.name}
          </Link>
        ) : (
          level.name
        )}
      </Text>
      <Text as="p" tone="subdued">
        {isStored ? details : `${details} · ${t("tiers:list.unsaved")}`}
      </Text>
    </div>
  );
}

function MoveButtons({ level, place, last, onMove }: Props) {
  const { t } = useTranslation();
  return (
    <ButtonGroup noWrap>
      <Button
        icon={ArrowUpIcon}
        variant="tertiary"
        disabled={place === 0}
        accessibilityLabel={t("tiers:list.up", { name: level.name })}
        onClick={() => onMove(place - 1)}
      />
      <Button
        icon={ArrowDownIcon}
        variant="tertiary"
        disabled={place === last}
        accessibilityLabel={t("tiers:list.down", { name: level.name })}
        onClick={() => onMove(place + 1)}
      />
    </ButtonGroup>
  );
}

function Swatch({ level: { card } }: { level: TypedLevel }) {
  const background = isColour(card.background) ? card.background : "#374151";
  return (
    <div
      aria-hidden
      style={{
        flex: "none",
        width: "3rem",
        height: "1.875rem",
        borderRadius: "0.25rem",
        overflow: "hidden",
        background,
      }}
    >
      {card.image === null ? null : (
        <img src={card.image} alt="" draggable={false} style={{ width: "100%", height: "100%", objectFit: "cover" }} />
      )}
    </div>
  );
}
