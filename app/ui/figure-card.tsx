import { BlockStack, Card, Text } from "@shopify/polaris";
import { Term, type TermName } from "./term.tsx";

type Props = { name: string; value: string; note?: string | undefined; term?: TermName };

/** One number with its name, and optionally a sentence below it; `term` explains a name that is not plain. */
export function FigureCard({ name, value, note, term }: Props) {
  return (
    <Card>
      <BlockStack gap="100">
        <Text as="h3" variant="bodyMd" tone="subdued">
          {term === undefined ? name : <Term name={term}>{name}</Term>}
        </Text>
        <Text as="p" variant="headingLg">
          {value}
        </Text>
        {note === undefined ? null : (
          <Text as="p" variant="bodySm" tone="subdued">
            {note}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
