import { BlockStack, Button, InlineError, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";

type Props = { from: string; to: string; onChange: (parts: Readonly<Record<string, string | null>>) => void };

const NUMBER = /^\d{0,12}$/;

/** The smallest and the largest balance of a list; either may be left open. */
export function BalanceFilter({ from, to, onChange }: Props) {
  const { t } = useTranslation();
  const [least, setLeast] = useState(from);
  const [most, setMost] = useState(to);
  const [wrong, setWrong] = useState(false);
  const apply = () => {
    const valid = NUMBER.test(least) && NUMBER.test(most);
    setWrong(!valid);
    if (valid) onChange({ from: least === "" ? null : least, to: most === "" ? null : most });
  };
  const field = { inputMode: "numeric", autoComplete: "off", maxLength: 12 } as const;
  return (
    <BlockStack gap="200">
      <TextField {...field} label={t("members:filter.from")} value={least} onChange={(text) => setLeast(text.trim())} />
      <TextField {...field} label={t("members:filter.to")} value={most} onChange={(text) => setMost(text.trim())} />
      {wrong ? <InlineError message={t("common:problem.notInteger")} fieldID="balance" /> : null}
      <Button onClick={apply}>{t("members:filter.apply")}</Button>
    </BlockStack>
  );
}
