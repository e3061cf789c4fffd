import { useAppBridge } from "@shopify/app-bridge-react";
import { Button, ButtonGroup } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const REVOKE_AFTER_MS = 60_000;

type Format = "csv" | "json";

/** Downloads of everything that happened to a member's points. */
export function StatementButtons({ memberId }: { memberId: string }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [busy, setBusy] = useState<Format | null>(null);
  const download = async (format: Format) => {
    setBusy(format);
    try {
      await saveStatement(memberId, format);
    } catch {
      shopify.toast.show(t("members:statement.failed"), { isError: true });
    } finally {
      setBusy(null);
    }
  };
  return (
    <ButtonGroup>
      <Button loading={busy === "csv"} onClick={() => void download("csv")}>
        {t("members:statement.csv")}
      </Button>
      <Button loading={busy === "json"} onClick={() => void download("json")}>
        {t("members:statement.json")}
      </Button>
    </ButtonGroup>
  );
}

/** A plain link would ask without the session token; App Bridge adds it to what is fetched. */
async function saveStatement(memberId: string, format: Format): Promise<void> {
  const response = await fetch(`/app/members/${memberId}/statement?format=${format}`);
  if (!response.ok) throw new Error(`the statement answered ${response.status}`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `points-${memberId}.${format}`;
  link.click();
  // Safari reads the address only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}
