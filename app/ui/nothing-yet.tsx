import { BlockStack, Box, Button, Text } from "@shopify/polaris";

type Props = { heading: string; text: string; action?: { content: string; url: string } };

/** What stands where there is nothing to list yet: what it is, and the next step. */
export function NothingYet({ heading, text, action }: Props) {
  return (
    <Box paddingBlock="800" paddingInline="400">
      <BlockStack gap="300" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {heading}
        </Text>
        <Text as="p" tone="subdued" alignment="center">
          {text}
        </Text>
        {action === undefined ? null : <Button url={action.url}>{action.content}</Button>}
      </BlockStack>
    </Box>
  );
}
