import {
  BlockStack,
  Box,
  Card,
  Divider,
  InlineGrid,
  InlineStack,
  Layout,
  SkeletonBodyText,
  SkeletonDisplayText,
  SkeletonPage,
} from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { outlineFor, type Piece } from "./page-outlines.ts";

/** The outline of a page while its data is on the way, shaped like the page that comes. */
export function PageSkeleton({ path }: { path: string }) {
  const { t } = useTranslation();
  const { back = false, primary = false, full = false, main, aside } = outlineFor(path);
  return (
    <div role="status" aria-label={t("common:loading")}>
      <SkeletonPage primaryAction={primary} backAction={back} fullWidth={full}>
        {aside === undefined ? (
          <Pieces pieces={main} />
        ) : (
          <Layout>
            <Layout.Section>
              <Pieces pieces={main} />
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <Pieces pieces={aside} />
            </Layout.Section>
          </Layout>
        )}
      </SkeletonPage>
    </div>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <BlockStack gap="400">
      {pieces.map((piece, place) => (
        <Drawn key={place} piece={piece} />
      ))}
    </BlockStack>
  );
}

function Drawn({ piece }: { piece: Piece }) {
  switch (piece.kind) {
    case "lines":
      return (
        <Titled>
          <SkeletonBodyText lines={piece.lines} />
        </Titled>
      );
    case "fields":
      return (
        <Titled>
          {times(piece.fields).map((field) => (
            <Field key={field} />
          ))}
        </Titled>
      );
    case "rows":
      return <Rows rows={piece.rows} />;
    case "table":
      return <Table {...piece} />;
    case "figures":
      return <Figures />;
    case "charts":
      return (
        <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
          {times(2).map((chart) => (
            <Titled key={chart}>
              <Box minHeight="240px">
                <SkeletonBodyText lines={6} />
              </Box>
            </Titled>
          ))}
        </InlineGrid>
      );
  }
}

const times = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

/** A card with a heading. */
function Titled({ children }: { children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="400">
        <SkeletonDisplayText size="small" />
        {children}
      </BlockStack>
    </Card>
  );
}

/** A label above an empty field. */
function Field() {
  return (
    <BlockStack gap="200">
      <Box maxWidth="8rem">
        <SkeletonBodyText lines={1} />
      </Box>
      <Box minHeight="2rem" borderWidth="025" borderColor="border" borderRadius="200" />
    </BlockStack>
  );
}

/** Things below each other, each with something at its end: a button, a number. */
function Rows({ rows }: { rows: number }) {
  return (
    <Card>
      <BlockStack gap="300">
        {times(rows).map((row) => (
          <InlineGrid key={row} columns="1fr 4rem" gap="400" alignItems="center">
            <SkeletonBodyText lines={2} />
            <SkeletonDisplayText size="small" />
          </InlineGrid>
        ))}
      </BlockStack>
    </Card>
  );
}

function Table({ columns, rows, filters = false }: Extract<Piece, { kind: "table" }>) {
  return (
    <Card padding="0">
      {filters ? (
        <Box padding="300">
          <InlineStack align="space-between">
            <SkeletonDisplayText size="small" />
            <SkeletonDisplayText size="small" />
          </InlineStack>
        </Box>
      ) : null}
      {times(rows).map((row) => (
        <Box key={row}>
          <Divider />
          <Box padding="300">
            <InlineGrid columns={columns} gap="400">
              {times(columns).map((column) => (
                <SkeletonBodyText key={column} lines={1} />
              ))}
            </InlineGrid>
          </Box>
        </Box>
      ))}
    </Card>
  );
}

function Figures() {
  return (
    <InlineGrid columns={{ xs: 2, md: 4 }} gap="400">
      {times(8).map((figure) => (
        <Card key={figure}>
          <BlockStack gap="200">
            <SkeletonBodyText lines={1} />
            <SkeletonDisplayText size="small" />
          </BlockStack>
        </Card>
      ))}
    </InlineGrid>
  );
}
