import { useAppBridge } from "@shopify/app-bridge-react";
import { Button } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { TextListField } from "./text-list-field.tsx";

type Props = {
  kind: "product" | "collection";
  label: string;
  helpText?: string;
  /** Handles, or ids: whatever the program's document has. */
  values: readonly string[];
  onChange: (values: string[]) => void;
  error?: string | undefined;
};

/**
 * A list of products or collections: chosen in Shopify's own picker, which gives their handles, or typed. Products that are listed by
 * their id stay listed so.
 */
export function ResourceField({ kind, values, onChange, ...field }: Props) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const browse = async () => {
    const picked = await shopify.resourcePicker({
      type: kind,
      multiple: true,
      action: "add",
      filter: { variants: false },
    });
    const handles = (picked ?? []).map(({ handle }) => handle);
    onChange([...values, ...handles.filter((handle) => !values.includes(handle))]);
  };
  return (
    <TextListField
      {...field}
      values={values}
      onChange={onChange}
      beside={
        <Button onClick={() => void browse()} accessibilityLabel={t("common:list.browseFor", { list: field.label })}>
          {t("common:list.browse")}
        </Button>
      }
    />
  );
}
