import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { CampaignCalendar } from "../ui/program/campaign-calendar.tsx";
import { CampaignList } from "../ui/program/campaign-list.tsx";
import { DraftBanner } from "../ui/program/program-form-page.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const { earning, timeZone } = editor.program;
  return { campaigns: earning.campaigns, timeZone, hasDraft: editor.hasDraft, now: Date.now() };
}

/** When orders earn more: the campaigns that run, that come, and that are over. */
export default function CampaignsPage() {
  const { t } = useTranslation();
  const { campaigns, timeZone, hasDraft, now } = useLoaderData<typeof loader>();
  return (
    <Page
      title={t("program:campaigns.title")}
      subtitle={t("program:campaigns.text")}
      backAction={{ content: t("program:title"), url: "/app/program" }}
    >
      <BlockStack gap="400">
        {hasDraft ? <DraftBanner /> : null}
        {campaigns.length === 0 ? null : (
          <Card>
            <CampaignCalendar campaigns={campaigns} now={now} timeZone={timeZone} />
          </Card>
        )}
        <CampaignList campaigns={campaigns} now={now} />
      </BlockStack>
    </Page>
  );
}
