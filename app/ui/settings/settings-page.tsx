import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { MailSettings } from "../../domain/mail.ts";
import { LinksCard } from "../links/links-card.tsx";
import { UnsavedChanges } from "../unsaved-changes.tsx";
import { useForm } from "../use-form.ts";
import { DataCard } from "./data-card.tsx";
import { MailLogCard } from "./mail-log-card.tsx";
import { MailSettingsCard } from "./mail-settings-card.tsx";
import type { MailSettingsAnswer, MailSettingsShown } from "./mails-shown.ts";
import { ProgramFileCard } from "./program-file-card.tsx";
import { TemplateListCard } from "./template-list-card.tsx";
import { useTyped } from "./use-typed.ts";

type Props = { mails: MailSettingsShown; shop: string; hasDraft: boolean };

/** The shop's settings: one form with one save bar; each part of it is a card. */
export function SettingsPage({ mails, shop, hasDraft }: Props) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { answer, busy, submit } = useForm<MailSettingsAnswer>(({ ok }) => {
    if (ok) shopify.toast.show(t("settings:saved"));
  });
  const [typed, setTyped] = useTyped<MailSettings, MailSettingsAnswer>(answer, (given) => given.ok);
  const values = typed ?? mails.settings;
  const save = (): void => {
    submit(JSON.parse(JSON.stringify(values)) as Record<string, never>, {
      method: "post",
      encType: "application/json",
    });
  };
  return (
    <Page title={t("settings:title")}>
      <UnsavedChanges
        id="settings-save-bar"
        dirty={typed !== null}
        saving={busy}
        onSave={save}
        onDiscard={() => setTyped(null)}
      />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <MailSettingsCard
              values={values}
              change={setTyped}
              sender={mails.sender}
              shopName={mails.shopName}
              problems={answer?.ok === false ? answer.problems : []}
            />
            <TemplateListCard kinds={values.kinds} own={mails.own} />
            <LinksCard />
            <ProgramFileCard hasDraft={hasDraft} />
            <DataCard shop={shop} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <MailLogCard log={mails.log} />
        </Layout.Section>
      </Layout>
    </Page>
  );
}
