import { BlockStack, Button, InlineStack, Tag, TextField } from "@shopify/polaris";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Props = {
  label: string;
  helpText?: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  error?: string | undefined;
  maxLength?: number;
  /** Another way to add to the list, behind the button. */
  beside?: ReactNode;
};

/** A list of short texts (vendors, tags, perks): one field to add, one removable tag for each. */
export function TextListField({ label, helpText, values, onChange, error, maxLength = 255, beside }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const add = () => {
    const text = typed.trim();
    if (text !== "" && !values.includes(text)) onChange([...values, text]);
    setTyped("");
  };
  return (
    <BlockStack gap="200">
      <div
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
        role="presentation"
      >
        <TextField
          label={label}
          helpText={helpText}
          value={typed}
          onChange={setTyped}
          onBlur={add}
          error={error}
          maxLength={maxLength}
          autoComplete="off"
          connectedRight={
            <InlineStack wrap={false} gap="100">
              <Button
                onClick={add}
                disabled={typed.trim() === ""}
                accessibilityLabel={t("common:list.addTo", { list: label })}
              >
                {t("common:list.add")}
              </Button>
              {beside}
            </InlineStack>
          }
        />
      </div>
      {values.length === 0 ? null : (
        <InlineStack align="start" gap="200">
          {values.map((value) => (
            <Tag key={value} onRemove={() => onChange(values.filter((other) => other !== value))}>
              {value}
            </Tag>
          ))}
        </InlineStack>
      )}
    </BlockStack>
  );
}
