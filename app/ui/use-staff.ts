import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** How an author of a change is called: by the name that Shopify gave, else by Shopify's number; Laurel itself by its name. */
export function useStaff(): (author: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (author: string) => {
      const id = /^staff:(\w+)$/.exec(author)?.[1];
      if (id !== undefined) return t("common:staff", { id });
      return author === "system" || author === "laurel" ? "Laurel" : author;
    },
    [t],
  );
}
