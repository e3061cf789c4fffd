import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { CampaignForm, type CampaignValues } from "../ui/program/campaign-form.tsx";
import { ProgramFormPage } from "../ui/program/program-form-page.tsx";
import { newCampaign, withCampaign, withoutItem } from "../ui/program/program-lists.ts";
import { RemoveItem } from "../ui/program/remove-item.tsx";
import { useProgramEditor } from "../ui/program/use-program-editor.ts";

/** What the form shows its own errors of. */
const SHOWN = ["name", "multiplier", "from", "until", "vendors.*", "collections.*", "productTags.*"];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { editor } = await loadProgramPage(request);
  const { earning } = editor.program;
  const position = earning.campaigns.findIndex((campaign) => campaign.id === params["id"]);
  if (position < 0 && params["id"] !== "new") throw data(null, { status: 404 });
  return { earning, position, revision: editor.revision, hasDraft: editor.hasDraft };
}

/** One campaign, or a new one. */
export default function CampaignPage() {
  const { t } = useTranslation();
  const { earning, position, revision, hasDraft } = useLoaderData<typeof loader>();
  const stored = earning.campaigns[position];
  const navigate = useNavigate();
  const toList = useCallback(() => navigate("/app/program/campaigns"), [navigate]);
  const editor = useProgramEditor<CampaignValues>({
    stored: stored ?? newCampaign(),
    revision,
    sectionsOf: (campaign) => ({
      earning: { ...earning, campaigns: withCampaign(earning.campaigns, position, campaign) },
    }),
    ...(stored === undefined ? { onSaved: toList } : {}),
  });
  const path = `earning.campaigns.${position < 0 ? earning.campaigns.length : position}`;
  const name = stored === undefined ? t("program:campaign.new") : stored.name || stored.id;
  return (
    <ProgramFormPage
      title={name}
      back={{ content: t("program:campaigns.title"), url: "/app/program/campaigns" }}
      editor={editor}
      shownPaths={SHOWN.map((key) => `${path}.${key}`)}
      hasDraft={hasDraft}
    >
      <CampaignForm path={path} values={editor.values} change={editor.change} errorAt={editor.errorAt} />
      {stored === undefined ? null : (
        <RemoveItem
          kind="campaign"
          name={name}
          revision={revision}
          sections={{ earning: { ...earning, campaigns: withoutItem(earning.campaigns, position) } }}
          onRemoved={toList}
        />
      )}
    </ProgramFormPage>
  );
}
