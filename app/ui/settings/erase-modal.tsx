import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, List, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EraseAnswer } from "./settings-shown.ts";

type Props = { shop: string; open: boolean; onClose: () => void };

/** Says what goes and what stays, and deletes everything for whoever types the shop's name. It can't be undone. */
export function EraseModal({ shop, open, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const { answer, busy, erase } = useErasure();
  const problem = answer?.ok === false ? answer.problem : null;
  return (
    <Modal
      open={open}
      onClose={onClose}
      title={t("settings:erase.title")}
      primaryAction={{
        content: t("settings:erase.confirm"),
        destructive: true,
        loading: busy,
        disabled: name.trim().toLowerCase() !== shop || answer?.ok === true,
        onAction: () => void erase(name),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        {answer?.ok === true ? (
          <Banner tone="success" title={t("settings:erase.begun")}>
            <p>{t("settings:erase.begunText")}</p>
          </Banner>
        ) : (
          <BlockStack gap="400">
            <List>
              {(["all", "app", "codes", "tags", "export"] as const).map((line) => (
                <List.Item key={line}>{t(`settings:erase.what.${line}`)}</List.Item>
              ))}
            </List>
            <TextField
              label={t("settings:erase.name", { shop })}
              value={name}
              autoComplete="off"
              maxLength={255}
              error={problem === null ? undefined : t(`settings:erase.problem.${problem}`)}
              onChange={setName}
            />
            <Text as="p" tone="critical">
              {t("settings:erase.final")}
            </Text>
          </BlockStack>
        )}
      </Modal.Section>
    </Modal>
  );
}

type Erasure = { answer: EraseAnswer | null; busy: boolean; erase: (name: string) => Promise<void> };

/** Asks without Remix, which would read the page anew: there is nothing left to read once Laurel has been told to go. */
function useErasure(): Erasure {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [answer, setAnswer] = useState<EraseAnswer | null>(null);
  const [busy, setBusy] = useState(false);
  const erase = async (name: string) => {
    setBusy(true);
    try {
      const response = await fetch("/app/settings/delete", { method: "POST", body: new URLSearchParams({ name }) });
      if (!response.ok) throw new Error(`the deletion answered ${response.status}`);
      setAnswer((await response.json()) as EraseAnswer);
    } catch {
      shopify.toast.show(t("settings:erase.failed"), { isError: true });
    } finally {
      setBusy(false);
    }
  };
  return { answer, busy, erase };
}
