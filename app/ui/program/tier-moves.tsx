import { BlockStack, Box, Card, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import type { ShownMove } from "./review-shown.ts";

/** Who moves from where to where, with a few of them as examples. */
export function TierMoves({ moves, done }: { moves: readonly ShownMove[]; done: boolean }) {
  const { t } = useTranslation();
  const narrow = useBreakpoints().smDown;
  if (moves.length === 0) return null;
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingMd">
          {done ? t("tiers:review.moves.doneTitle") : t("tiers:review.moves.title")}
        </Text>
      </Box>
      <IndexTable
        condensed={narrow}
        selectable={false}
        resourceName={{ singular: t("tiers:review.moves.one"), plural: t("tiers:review.moves.many") }}
        itemCount={moves.length}
        headings={[
          { title: t("tiers:review.moves.from") },
          { title: t("tiers:review.moves.to") },
          { title: t("tiers:review.moves.members"), alignment: "end" },
          { title: t("tiers:review.moves.sample") },
        ]}
      >
        {moves.map((move, position) => (
          <MoveRow key={`${move.from ?? ""} ${move.to ?? ""}`} move={move} position={position} narrow={narrow} />
        ))}
      </IndexTable>
    </Card>
  );
}

function MoveRow({ move, position, narrow }: { move: ShownMove; position: number; narrow: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = (tier: string | null) => {
    if (tier === null) return t("tiers:review.moves.noTier");
    return tier === "" ? t("tiers:review.moves.goneTier") : tier;
  };
  const [from, to] = [nameOf(move.from), nameOf(move.to)];
  const id = String(position);
  if (narrow) {
    return (
      <IndexTable.Row id={id} position={position}>
        <Box padding="300">
          <BlockStack gap="100">
            <Text as="span" fontWeight="medium">{`${from} → ${to}`}</Text>
            <Text as="span">{`${t("tiers:review.moves.members")}: ${format.points(move.members)}`}</Text>
            <Sample move={move} />
          </BlockStack>
        </Box>
      </IndexTable.Row>
    );
  }
  return (
    <IndexTable.Row id={id} position={position}>
      <IndexTable.Cell>{from}</IndexTable.Cell>
      <IndexTable.Cell>{to}</IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end" numeric>
          {format.points(move.members)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Sample move={move} />
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function Sample({ move }: { move: ShownMove }) {
  const { t } = useTranslation();
  return (
    <InlineStack gap="200">
      {move.sample.map(({ memberId, name }) => (
        <Link key={memberId} url={`/app/members/${memberId}`}>
          {name ?? t("members:unnamed", { id: memberId })}
        </Link>
      ))}
    </InlineStack>
  );
}
