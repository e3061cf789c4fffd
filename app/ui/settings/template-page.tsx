import { useNavigate } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, Card, InlineStack, Layout, Page, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailTemplate } from "../../domain/mail.ts";
import { SectionCard } from "../program/section-card.tsx";
import { UnsavedChanges } from "../unsaved-changes.tsx";
import { useForm } from "../use-form.ts";
import type { TemplateAnswer, TemplateProblem, TemplateShown } from "./mails-shown.ts";
import { PreviewCard } from "./preview-card.tsx";
import { problemAt } from "./problem-at.ts";
import { TemplateForm } from "./template-form.tsx";
import { useTyped } from "./use-typed.ts";

/** What is being typed, and what the server said about it last. */
function useTemplate(shown: TemplateShown) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { answer, busy, submit } = useForm<TemplateAnswer>((given) => {
    if (given.ok && given.done !== null) shopify.toast.show(t(`settings:done.${given.done}`));
  });
  const [typed, setTyped] = useTyped<MailTemplate, TemplateAnswer>(answer, isSaved);
  const template = typed ?? shown.template;
  const send = (fields: object): void => {
    submit(JSON.parse(JSON.stringify(fields)) as Record<string, never>, {
      method: "post",
      encType: "application/json",
    });
  };
  const problems: readonly TemplateProblem[] = answer?.ok === false ? answer.problems : [];
  const newest = answer?.ok === true ? answer.preview : null;
  return {
    template,
    typed,
    setTyped,
    send,
    problems,
    preview: newest ?? shown.preview,
    busy,
  };
}

function isSaved(answer: TemplateAnswer): boolean {
  return answer.ok && (answer.done === "saved" || answer.done === "reset");
}

/** A mail's words in one language: fields, preview as it will arrive, and a test mail. */
export function TemplatePage({ shown }: { shown: TemplateShown }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { template, typed, setTyped, send, problems, preview, busy } = useTemplate(shown);
  const [to, setTo] = useState("");
  const reset = shown.isOwn
    ? [{ content: t("settings:template.reset"), onAction: () => send({ intent: "reset" }) }]
    : [];
  return (
    <Page
      title={t(`settings:kinds.${shown.kind}.name`)}
      subtitle={t(`settings:kinds.${shown.kind}.text`)}
      backAction={{ content: t("settings:title"), url: "/app/settings" }}
      secondaryActions={reset}
    >
      <UnsavedChanges
        id="template-save-bar"
        dirty={typed !== null}
        saving={busy}
        onSave={() => send({ intent: "save", template })}
        onDiscard={() => setTyped(null)}
      />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <ProblemBanner problems={problems} />
            <Card>
              <Select
                label={t("settings:template.language")}
                options={shown.languages.map((language) => ({
                  value: language,
                  label: t(`settings:languages.${language}`),
                }))}
                value={shown.language}
                onChange={(language) => navigate(`/app/settings/mails/${shown.kind}?language=${language}`)}
              />
            </Card>
            <TemplateForm template={template} change={setTyped} problems={problems} variables={shown.variables} />
            <SectionCard title={t("settings:test.title")} text={t("settings:test.text")}>
              <TextField
                label={t("settings:test.to")}
                type="email"
                autoComplete="email"
                value={to}
                onChange={setTo}
                error={problemAt(problems, "to", t)}
              />
              <InlineStack>
                <Button
                  disabled={!shown.canSend || to === ""}
                  loading={busy}
                  onClick={() => send({ intent: "test", template, to })}
                >
                  {t("settings:test.send")}
                </Button>
              </InlineStack>
            </SectionCard>
          </BlockStack>
        </Layout.Section>
        <Layout.Section>
          <PreviewCard preview={preview} busy={busy} refresh={() => send({ intent: "preview", template })} />
        </Layout.Section>
      </Layout>
    </Page>
  );
}

function ProblemBanner({ problems }: { problems: readonly TemplateProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return <Banner tone="critical" title={t("settings:template.refused")} />;
}
