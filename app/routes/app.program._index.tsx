import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Page } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { requireAdmin } from "../admin/request.server.ts";
import { changeVersion, loadVersions, timeChoice, type VersionAnswer } from "../admin/versions.server.ts";
import { orderedLevels } from "../domain/program.ts";
import { DraftBanner } from "../ui/program/program-form-page.tsx";
import { ProgramOverview } from "../ui/program/overview.tsx";
import { VersionList } from "../ui/program/version-list.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  const now = new Date();
  const { shop, editor } = await loadProgramPage(request);
  return {
    program: editor.program,
    levels: orderedLevels(editor.program),
    hasDraft: editor.hasDraft,
    version: editor.version,
    versions: await loadVersions(shop, now),
    ...timeChoice(editor.program, now),
  };
}

/** Publishes an earlier version again, or changes one that waits for its time. A draft stays as it is. */
export async function action({ request }: ActionFunctionArgs): Promise<VersionAnswer> {
  const admin = await requireAdmin(request);
  return changeVersion(admin, Object.fromEntries(await request.formData()), new Date());
}

/** The program at a glance, each part leading to where it is edited. */
export default function ProgramPage() {
  const { t } = useTranslation();
  const { program, levels, hasDraft, version, versions, timeZone, today } = useLoaderData<typeof loader>();
  usePublishedToast();
  return (
    <Page title={t("program:title")} subtitle={t("program:overview.version", { version })}>
      <BlockStack gap="400">
        {hasDraft ? <DraftBanner /> : null}
        <ProgramOverview program={program} levels={levels} />
        <VersionList versions={versions} timeZone={timeZone} today={today} />
      </BlockStack>
    </Page>
  );
}

/** The review page leads here after publishing; the success is told once, also when the page is reloaded. */
function usePublishedToast() {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [parameters, setParameters] = useSearchParams();
  const published = parameters.get("published");
  useEffect(() => {
    if (published === null) return;
    shopify.toast.show(t(published === "later" ? "program:saved.scheduled" : "program:saved.published"));
    setParameters({}, { replace: true });
  }, [published, shopify, t, setParameters]);
}
