import { useSubmit } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Long enough to read the sentence, see that it was a mistake, and reach the button. */
const UNDO_MS = 10_000;

type Undo = {
  /** What the form says that takes the change back, and where it is sent. */
  fields: Record<string, string>;
  action: string;
  /** The fetcher that hears the answer. */
  fetcherKey: string;
};

/** Tells in a toast that something is done, with the way back. It works also when what was pressed is gone from the page. */
export function useUndoToast(): (text: string, undo: Undo) => void {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const submit = useSubmit();
  return useCallback(
    (text, { fields, action, fetcherKey }) => {
      const onAction = () => submit(fields, { method: "post", action, fetcherKey, navigate: false });
      shopify.toast.show(text, { duration: UNDO_MS, action: t("common:undo"), onAction });
    },
    [t, shopify, submit],
  );
}
