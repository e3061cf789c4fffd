import { useAppBridge } from "@shopify/app-bridge-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const REVOKE_AFTER_MS = 60_000;

type Download = { busy: string | null; save: (address: string, name: string) => Promise<void> };

/** Saves files of the admin: a plain link would ask without the session token, which App Bridge adds to what is fetched. */
export function useDownload(): Download {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [busy, setBusy] = useState<string | null>(null);
  const save = async (address: string, name: string) => {
    setBusy(address);
    try {
      await saveFile(address, name);
    } catch {
      shopify.toast.show(t("common:downloadFailed"), { isError: true });
    } finally {
      setBusy(null);
    }
  };
  return { busy, save };
}

async function saveFile(address: string, name: string): Promise<void> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the file answered ${response.status}`);
  const blobAddress = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = blobAddress;
  link.download = name;
  link.click();
  // Safari reads the address only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(blobAddress), REVOKE_AFTER_MS);
}
