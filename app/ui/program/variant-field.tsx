import { useAppBridge } from "@shopify/app-bridge-react";
import { Button, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";

type Props = { value: string; error: string | undefined; onChange: (variant: string) => void };

const VARIANT = "gid://shopify/ProductVariant/";

/**
 * The product that a reward gives: a variant, chosen in Shopify's own picker and kept by its number, or typed as a number or a product's
 * handle, whose first variant is meant.
 */
export function VariantField({ value, error, onChange }: Props) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [picked, setPicked] = useState<{ id: string; title: string } | null>(null);
  const browse = async () => {
    const known = /^\d+$/.test(value) ? { selectionIds: [{ id: `${VARIANT}${value}` }] } : {};
    const [variant] = (await shopify.resourcePicker({ type: "variant", multiple: false, ...known })) ?? [];
    if (variant?.id === undefined) return;
    const id = variant.id.replace(VARIANT, "");
    setPicked({ id, title: variant.displayName });
    onChange(id);
  };
  const chosen =
    picked !== null && picked.id === value ? t("program:reward.value.chosen", { name: picked.title }) : null;
  return (
    <TextField
      label={t("program:reward.value.product")}
      helpText={chosen ?? t("program:reward.value.productHelp")}
      value={value}
      autoComplete="off"
      error={error}
      onChange={(typed) => onChange(typed.trim())}
      connectedRight={
        <Button
          onClick={() => void browse()}
          accessibilityLabel={t("common:list.browseFor", { list: t("program:reward.value.product") })}
        >
          {t("common:list.browse")}
        </Button>
      }
    />
  );
}
