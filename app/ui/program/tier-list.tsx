import { Banner, BlockStack, Button, ButtonGroup, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Metric } from "../../domain/program.ts";
import { NothingYet } from "../nothing-yet.tsx";
import { moveLevel, withCopies, type Move, type TypedLevel } from "./tier-order.ts";
import { TierRow } from "./tier-row.tsx";
import { SwapThresholds } from "./tier-swap.tsx";

type Props = {
  /** From the lowest to the highest. */
  levels: readonly TypedLevel[];
  /** Tiers that have a page already: one that was only copied here gets its own when it is saved. */
  stored: ReadonlySet<string>;
  /** Tiers that are stored and were taken out in the form. */
  removed: readonly { id: string; name: string }[];
  metric: Metric;
  change: (levels: TypedLevel[]) => void;
};

/**
 * The tiers from the lowest to the highest. They are moved by dragging or with buttons, copied and removed; all of it is part of the
 * form, so that nothing has happened before it is saved, and discarding brings everything back.
 */
export function TierList({ levels, stored, removed, metric, change }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const there = new Set([...chosen].filter((id) => levels.some((level) => level.id === id)));
  const moves = useMoves(levels, change);
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(there);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const actions = useChosenActions(levels, there, change, moves.say);
  return (
    <Card padding="0">
      <ListHead chosen={there.size} actions={actions} />
      {levels.length === 0 ? (
        <NothingYet heading={t("program:tiers.list.none")} text={t("program:tiers.list.noneText")} />
      ) : (
        <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
          {levels.map((level, place) => (
            <TierRow
              key={level.id}
              level={level}
              metric={metric}
              place={place}
              last={levels.length - 1}
              isStored={stored.has(level.id)}
              isChosen={there.has(level.id)}
              dragged={moves.dragged}
              onChoose={(isChosen) => choose(level.id, isChosen)}
              onMove={(to) => moves.move(place, to)}
              onDrag={moves.drag}
              onDrop={() => moves.drop(place)}
            />
          ))}
        </ul>
      )}
      {removed.length === 0 ? null : (
        <Banner tone="warning" title={t("tiers:list.gone", { names: removed.map(({ name }) => name).join(", ") })}>
          <p>{t("program:remove.text.tier")}</p>
        </Banner>
      )}
      <Text as="p" visuallyHidden>
        <span aria-live="polite">{moves.said}</span>
      </Text>
      <SwapThresholds move={moves.asked} metric={metric} onSwap={moves.confirm} onClose={moves.cancel} />
    </Card>
  );
}

type ChosenActions = { copy: () => void; remove: () => void };

function ListHead({ chosen, actions }: { chosen: number; actions: ChosenActions }) {
  const { t } = useTranslation();
  return (
    <div style={{ padding: "var(--p-space-400)" }}>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {chosen === 0 ? t("program:tiers.list.title") : t("tiers:list.chosen", { count: chosen })}
          </Text>
          {chosen === 0 ? (
            <Button url="/app/program/tiers/new">{t("program:tiers.list.add")}</Button>
          ) : (
            <ButtonGroup>
              <Button onClick={actions.copy}>{t("tiers:list.copy")}</Button>
              <Button tone="critical" onClick={actions.remove}>
                {t("tiers:list.remove")}
              </Button>
            </ButtonGroup>
          )}
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("tiers:list.order")}
        </Text>
      </BlockStack>
    </div>
  );
}

function useChosenActions(
  levels: readonly TypedLevel[],
  chosen: ReadonlySet<string>,
  change: Props["change"],
  say: (text: string) => void,
): ChosenActions {
  const { t } = useTranslation();
  return {
    copy: () => {
      change(withCopies(levels, chosen, (name) => t("tiers:list.copyOf", { name })));
      say(t("tiers:list.copied", { count: chosen.size }));
    },
    remove: () => {
      change(levels.filter(({ id }) => !chosen.has(id)));
      say(t("tiers:list.removed", { count: chosen.size }));
    },
  };
}

type Moves = {
  /** The place of the tier that is being dragged. */
  dragged: number | null;
  drag: (place: number | null) => void;
  drop: (place: number) => void;
  move: (from: number, to: number) => void;
  /** A move that takes other thresholds, until somebody has decided. */
  asked: (Move & { from: number; to: number }) | null;
  confirm: () => void;
  cancel: () => void;
  said: string;
  say: (text: string) => void;
};

/** Tiers with one threshold just change places; where that takes other thresholds, it is asked first. */
function useMoves(levels: readonly TypedLevel[], change: Props["change"]): Moves {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number | null>(null);
  const [asked, setAsked] = useState<Moves["asked"]>(null);
  const [said, say] = useState("");
  const carryOut = (move: Move, from: number, to: number) => {
    change(move.levels);
    say(t("tiers:list.moved", { name: levels[from]?.name, place: to + 1, total: levels.length }));
  };
  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= levels.length) return;
    const planned = moveLevel(levels, from, to);
    if (planned.changes.length === 0) carryOut(planned, from, to);
    else setAsked({ ...planned, from, to });
  };
  return {
    dragged,
    drag: setDragged,
    drop: (place) => {
      if (dragged !== null) move(dragged, place);
      setDragged(null);
    },
    move,
    asked,
    confirm: () => {
      if (asked !== null) carryOut(asked, asked.from, asked.to);
      setAsked(null);
    },
    cancel: () => setAsked(null),
    said,
    say,
  };
}
