import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useMethodName } from "../method-name.ts";

/** Tells that customers paid in a way that the program says nothing about (rule 3). */
export function NewMethodsBanner({ methods, onDismiss }: { methods: readonly string[]; onDismiss: () => void }) {
  const { t } = useTranslation();
  const nameOf = useMethodName();
  const count = methods.length;
  return (
    <Banner
      tone="info"
      title={t("home:newMethods.title", { count })}
      action={{ content: t("home:newMethods.decide"), url: "/app/program/earning" }}
      secondaryAction={{ content: t("home:newMethods.dismiss"), onAction: onDismiss }}
    >
      <p>{t("home:newMethods.text", { count, methods: methods.map(nameOf).join(", ") })}</p>
    </Banner>
  );
}
