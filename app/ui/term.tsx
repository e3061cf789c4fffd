import { Text, Tooltip } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Words of a loyalty program that not everybody knows; each has a sentence in the locale files. */
export type TermName =
  | "closing"
  | "debt"
  | "exchangeRate"
  | "hold"
  | "inCodes"
  | "lots"
  | "other"
  | "outstanding"
  | "pending"
  | "repeat"
  | "reserved"
  | "tag"
  | "worth";

/** A word with its explanation: shown under the pointer and with the keyboard's focus, read to whoever listens. */
export function Term({ name, children }: { name: TermName; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Tooltip content={t(`common:term.${name}`)} hasUnderline width="wide">
      <Text as="span">{children}</Text>
    </Tooltip>
  );
}
