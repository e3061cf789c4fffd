import { BlockStack, Card, Text } from "@shopify/polaris";

/** One number with its name, and optionally a sentence below it. */
export function FigureCard({ name, value, note }: { name: string; value: string; note?: string | undefined }) {
  return (
    <Card>
      <BlockStack gap="100">
        <Text as="h3" variant="bodyMd" tone="subdued">
          {name}
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
