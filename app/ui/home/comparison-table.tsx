import { Badge, BlockStack, Box, Card, IndexTable, Text, useBreakpoints } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { NothingYet } from "../nothing-yet.tsx";

/** One comparison with Shopify: what it saw, what it set right, and how it ended. */
export type ComparisonShown = {
  startedAt: string;
  outcome: "well" | "corrected" | "failed" | "running";
  ordersSeen: number;
  ordersHealed: number;
  customersSeen: number;
  customersChecked: number;
  tagsHealed: number;
  metafieldsHealed: number;
  ordersWaiting: number;
  error: "busy" | "unauthorized" | "other" | null;
};

const TONES = { well: "success", corrected: "info", failed: "critical", running: "attention" } as const;

/** A table that is wider than its card can be scrolled with the keyboard too, though nothing in it can be clicked. */
function scrollByKeyboard(element: HTMLDivElement | null): void {
  element?.querySelector(".Polaris-IndexTable-ScrollContainer")?.setAttribute("tabindex", "0");
}

/** The newest comparisons, newest first. */
export function ComparisonTable({ comparisons }: { comparisons: readonly ComparisonShown[] }) {
  const { t } = useTranslation();
  const narrow = useBreakpoints().smDown;
  if (comparisons.length === 0) {
    return (
      <Card>
        <NothingYet
          heading={t("home:comparison.none.title")}
          text={t("home:comparison.none.text")}
          action={{ content: t("home:comparison.none.action"), url: "/app" }}
        />
      </Card>
    );
  }
  return (
    <Card padding="0">
      <div ref={scrollByKeyboard}>
        <IndexTable
          condensed={narrow}
          selectable={false}
          resourceName={{ singular: t("home:comparison.one"), plural: t("home:comparison.many") }}
          itemCount={comparisons.length}
          headings={[
            { title: t("home:comparison.when") },
            { title: t("home:comparison.outcome") },
            { title: t("home:comparison.orders") },
            { title: t("home:comparison.customers") },
            { title: t("home:comparison.tags") },
            { title: t("home:comparison.points") },
          ]}
        >
          {comparisons.map((comparison, position) => (
            <ComparisonRow key={comparison.startedAt} comparison={comparison} position={position} narrow={narrow} />
          ))}
        </IndexTable>
      </div>
    </Card>
  );
}

type RowProps = { comparison: ComparisonShown; position: number; narrow: boolean };

function ComparisonRow({ comparison, position, narrow }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { startedAt } = comparison;
  const orders = t("home:comparison.seen", {
    seen: format.points(comparison.ordersSeen),
    healed: format.points(comparison.ordersHealed),
  });
  const customers = t("home:comparison.changedAndChecked", {
    changed: format.points(comparison.customersSeen),
    checked: format.points(comparison.customersChecked),
  });
  const tags = t("home:comparison.healed", { healed: format.points(comparison.tagsHealed) });
  const points = t("home:comparison.healed", { healed: format.points(comparison.metafieldsHealed) });
  const when = format.dateTime(startedAt);
  if (narrow) {
    const facts = { orders, customers, tags, points };
    return (
      <IndexTable.Row id={startedAt} position={position}>
        <Box padding="300">
          <BlockStack gap="100">
            <Text as="span" fontWeight="medium">
              {when}
            </Text>
            <Outcome comparison={comparison} />
            {(["orders", "customers", "tags", "points"] as const).map((fact) => (
              <Text key={fact} as="span" tone="subdued">
                {`${t(`home:comparison.${fact}`)}: ${facts[fact]}`}
              </Text>
            ))}
          </BlockStack>
        </Box>
      </IndexTable.Row>
    );
  }
  return (
    <IndexTable.Row id={startedAt} position={position}>
      <IndexTable.Cell>{when}</IndexTable.Cell>
      <IndexTable.Cell>
        <Outcome comparison={comparison} />
      </IndexTable.Cell>
      {[orders, customers, tags, points].map((fact, column) => (
        <IndexTable.Cell key={column}>
          <Wrapped>{fact}</Wrapped>
        </IndexTable.Cell>
      ))}
    </IndexTable.Row>
  );
}

/** Cells don't break their lines by themselves, and six of them are wider than the page. */
function Wrapped({ children }: { children: string }) {
  return (
    <div style={{ whiteSpace: "normal", minWidth: "100px" }}>
      <Text as="span">{children}</Text>
    </div>
  );
}

function Outcome({ comparison: { outcome, error, ordersWaiting } }: { comparison: ComparisonShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Badge tone={TONES[outcome]}>{t(`home:comparison.result.${outcome}`)}</Badge>
      {error === null ? null : <Wrapped>{t(`home:comparison.error.${error}`)}</Wrapped>}
      {ordersWaiting === 0 ? null : (
        <Text as="span" tone="caution">
          {t("home:comparison.waiting", { count: ordersWaiting, orders: format.points(ordersWaiting) })}
        </Text>
      )}
    </BlockStack>
  );
}
