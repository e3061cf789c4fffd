import { Banner, ChoiceList } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { isMailKind, MAIL_KINDS, type MailSettings, type MailSettingsProblem } from "../../domain/mail.ts";
import { ChoiceField, SwitchField } from "../fields.tsx";
import { SectionCard } from "../program/section-card.tsx";
import { TextField } from "../text-field.tsx";

type Props = {
  values: MailSettings;
  change: (values: MailSettings) => void;
  sender: string | null;
  shopName: string;
  problems: readonly MailSettingsProblem[];
};

/** Whether members are told by mail, of what, and from whom. */
export function MailSettingsCard({ values, change, sender, shopName, problems }: Props) {
  const { t } = useTranslation();
  const errorAt = (field: MailSettingsProblem["field"]): string | undefined => {
    const problem = problems.find((each) => each.field === field);
    return problem === undefined ? undefined : t(`settings:problem.${problem.code}`);
  };
  return (
    <SectionCard title={t("settings:mails.title")} text={t("settings:mails.text")}>
      {sender === null ? (
        <Banner tone="warning" title={t("settings:mails.noServerTitle")}>
          <p>{t("settings:mails.noServerText")}</p>
        </Banner>
      ) : null}
      <SwitchField
        label={t("settings:mails.sends")}
        helpText={t("settings:mails.sendsHelp")}
        checked={values.sends}
        onChange={(sends) => change({ ...values, sends })}
      />
      <ChoiceList
        allowMultiple
        title={t("settings:mails.kinds")}
        choices={MAIL_KINDS.map((kind) => ({
          value: kind,
          label: t(`settings:kinds.${kind}.name`),
          helpText: t(`settings:kinds.${kind}.text`),
        }))}
        selected={[...values.kinds]}
        onChange={(kinds) => change({ ...values, kinds: kinds.filter(isMailKind) })}
      />
      <ChoiceField
        label={t("settings:mails.to")}
        helpText={t("settings:mails.toHelp")}
        value={values.subscribersOnly ? "subscribers" : "everybody"}
        options={[
          { value: "everybody", label: t("settings:mails.everybody") },
          { value: "subscribers", label: t("settings:mails.subscribers") },
        ]}
        onChange={(to) => change({ ...values, subscribersOnly: to === "subscribers" })}
      />
      <TextField
        label={t("settings:mails.fromName")}
        helpText={sender === null ? "" : t("settings:mails.fromHelp", { address: sender })}
        placeholder={shopName}
        value={values.fromName}
        maxLength={100}
        autoComplete="organization"
        error={errorAt("fromName")}
        onChange={(fromName) => change({ ...values, fromName })}
      />
      <TextField
        label={t("settings:mails.replyTo")}
        helpText={t("settings:mails.replyToHelp")}
        type="email"
        value={values.replyTo}
        maxLength={254}
        autoComplete="email"
        error={errorAt("replyTo")}
        onChange={(replyTo) => change({ ...values, replyTo })}
      />
    </SectionCard>
  );
}
