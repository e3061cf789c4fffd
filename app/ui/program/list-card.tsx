import { BlockStack, Button, Card, InlineStack, ResourceItem, ResourceList, Text } from "@shopify/polaris";
import type { ReactElement } from "react";
import { NothingYet } from "../nothing-yet.tsx";

export interface ListedThing {
  id: string;
  title: string;
  details: string;
  /** What a screen reader says of the link: "Edit Gold". */
  editLabel: string;
  media?: ReactElement;
  badge?: ReactElement;
}

interface Props {
  /** The folder of the things' own pages; "new" in it is the page of one that doesn't exist yet. */
  folder: string;
  words: { title: string; add: string; one: string; many: string; none: string; noneText: string };
  items: ListedThing[];
}

/** The things that a program has several of (rewards, tiers): each leads to its own page, a button to a new one. */
export function ListCard({ folder, words, items }: Props) {
  return (
    <Card padding="0">
      <div style={{ padding: "var(--p-space-400) var(--p-space-300)" }}>
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            {words.title}
          </Text>
          <Button url={`${folder}/new`}>{words.add}</Button>
        </InlineStack>
      </div>
      <ResourceList
        resourceName={{ singular: words.one, plural: words.many }}
        items={items}
        emptyState={<NothingYet heading={words.none} text={words.noneText} />}
        renderItem={(item) => (
          <ResourceItem
            id={item.id}
            url={`${folder}/${encodeURIComponent(item.id)}`}
            accessibilityLabel={item.editLabel}
            media={item.media}
          >
            <BlockStack gap="050">
              <InlineStack gap="200" blockAlign="center">
                <Text as="h3" fontWeight="semibold">
                  {item.title}
                </Text>
                {item.badge}
              </InlineStack>
              <Text as="p" tone="subdued">
                {item.details}
              </Text>
            </BlockStack>
          </ResourceItem>
        )}
      />
    </Card>
  );
}
