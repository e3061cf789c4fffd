import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, List, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EraseAnswer } from "./settings-shown.ts";

type Props = { shop: string; open: boolean; onClose: () => void };

/** Says what goes and what stays, and deletes everything for whoever types the shop's name. It can't be undone. */
export function EraseModal({ shop, open, onClose }: Props) {
  const { t } = useTranslation();
  const fetcher = useFetcher<EraseAnswer>();
  const [name, setName] = useState("");
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  const problem = answer?.ok === false ? answer.problem : null;
  const erase = () => fetcher.submit({ name }, { method: "post", action: "/app/settings/delete" });
  return (
    <Modal
      open={open}
      onClose={onClose}
      title={t("settings:erase.title")}
      primaryAction={{
        content: t("settings:erase.confirm"),
        destructive: true,
        loading: fetcher.state !== "idle",
        disabled: name.trim().toLowerCase() !== shop || answer?.ok === true,
        onAction: erase,
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
