import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Page } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { loadProgramPage } from "../admin/program-page.server.ts";
import { requireAdmin } from "../admin/request.server.ts";
import { rollBackProgram } from "../commands/publish-program.ts";
import { db } from "../db.server.ts";
import { orderedLevels } from "../domain/program.ts";
import { listVersions } from "../queries/program-in-force.ts";
import { DraftBanner } from "../ui/program/program-form-page.tsx";
import { ProgramOverview } from "../ui/program/overview.tsx";
import { type RollBackAnswer, VersionList } from "../ui/program/version-list.tsx";

const VERSIONS_SHOWN = 10;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, editor } = await loadProgramPage(request);
  const versions = await listVersions(db, { programId: shop.programId });
  const newest = [...versions].sort((a, b) => b.version - a.version).slice(0, VERSIONS_SHOWN);
  return {
    program: editor.program,
    levels: orderedLevels(editor.program),
    hasDraft: editor.hasDraft,
    version: editor.version,
    versions: newest.map(({ version, publishedAt, effectiveAt }) => ({
      version,
      publishedAt: publishedAt.toISOString(),
      effectiveAt: effectiveAt.toISOString(),
    })),
  };
}

const rollBack = z.object({ intent: z.literal("rollBack"), version: z.string().regex(/^[1-9]\d{0,8}$/) });

/** Publishes an earlier version again. A draft stays as it is. */
export async function action({ request }: ActionFunctionArgs): Promise<RollBackAnswer> {
  const { shop, author } = await requireAdmin(request);
  const sent = rollBack.safeParse(Object.fromEntries(await request.formData()));
  if (!sent.success) throw data(null, { status: 400 });
  const { programId } = shop;
  const outcome = await rollBackProgram(db, {
    programId,
    version: Number(sent.data.version),
    author,
    now: new Date(),
  });
  if (outcome.ok) return { ok: true, version: outcome.version };
  if ("reason" in outcome) throw data(null, { status: 404 });
  return { ok: false, problems: outcome.errors };
}

/** The program at a glance, each part leading to where it is edited. */
export default function ProgramPage() {
  const { t } = useTranslation();
  const { program, levels, hasDraft, version, versions } = useLoaderData<typeof loader>();
  usePublishedToast();
  return (
    <Page title={t("program:title")} subtitle={t("program:overview.version", { version })}>
      <BlockStack gap="400">
        {hasDraft ? <DraftBanner /> : null}
        <ProgramOverview program={program} levels={levels} />
        <VersionList versions={versions} current={version} />
      </BlockStack>
    </Page>
  );
}

/** The review page leads here after publishing; the success is told once, also when the page is reloaded. */
function usePublishedToast() {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [parameters, setParameters] = useSearchParams();
  const published = parameters.has("published");
  useEffect(() => {
    if (!published) return;
    shopify.toast.show(t("program:saved.published"));
    setParameters({}, { replace: true });
  }, [published, shopify, t, setParameters]);
}
