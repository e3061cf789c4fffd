import { BlockStack, InlineError, Label, Text } from "@shopify/polaris";
import { lazy, Suspense, useId } from "react";
import type { RichText } from "../../domain/rich-text.ts";
import { useInBrowser } from "../use-in-browser.ts";
import { RichTextShown } from "./rich-text-shown.tsx";
import { ToolButtons } from "./tool-buttons.tsx";

const RichTextEditor = lazy(() => import("./rich-text-editor.tsx"));

export type RichTextProps = {
  label: string;
  helpText?: string;
  /** Plain text, as it was before it could be formatted, is edited as rich text; it stays plain until something is typed. */
  value: string | RichText | undefined;
  error?: string | undefined;
  /** Undefined when nothing is left. */
  onChange: (value: RichText | undefined) => void;
};

/** A field for text with headings, lists, links, bold and italic. Until the editor is there, the text stands where it will be edited. */
export function RichTextField(props: RichTextProps) {
  const waiting = <Waiting {...props} />;
  return useInBrowser() ? (
    <Suspense fallback={waiting}>
      <RichTextEditor {...props} />
    </Suspense>
  ) : (
    waiting
  );
}

function Waiting({ label, helpText, value, error }: RichTextProps) {
  const id = useId();
  return (
    <BlockStack gap="100">
      <Label id={`${id}-field`}>{label}</Label>
      <ToolButtons label={label} pressed={null} onUse={null} />
      <RichTextShown text={value} />
      {error === undefined ? null : <InlineError message={error} fieldID={id} />}
      {helpText === undefined ? null : (
        <Text as="span" tone="subdued">
          {helpText}
        </Text>
      )}
    </BlockStack>
  );
}
