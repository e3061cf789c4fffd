import { Banner, List } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

/** What keeps mails from members; null where they are switched off, or where all is well. */
export type MailTroubleShown = { noSender: boolean; undelivered: number; stuck: number; answer: string | null } | null;

/** Tells that members aren't told: the settings page has the details. */
export function MailBanner({ trouble }: { trouble: MailTroubleShown }) {
  const { t } = useTranslation();
  if (trouble === null) return null;
  const { noSender, undelivered, stuck, answer } = trouble;
  const stuckText = answer === null ? "stuck" : "stuckAnswer";
  return (
    <Banner
      tone="warning"
      title={t("home:mails.title")}
      action={{ content: t("home:mails.see"), url: "/app/settings" }}
    >
      <List>
        {noSender ? <List.Item>{t("home:mails.noSender")}</List.Item> : null}
        {stuck > 0 && !noSender ? (
          <List.Item>{t(`home:mails.${stuckText}`, { count: stuck, answer: answer ?? "" })}</List.Item>
        ) : null}
        {undelivered > 0 ? <List.Item>{t("home:mails.undelivered", { count: undelivered })}</List.Item> : null}
      </List>
    </Banner>
  );
}
