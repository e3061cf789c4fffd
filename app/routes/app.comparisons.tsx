import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { requireAdmin } from "../admin/request.server.ts";
import { db } from "../db.server.ts";
import { type ComparisonLine, listComparisons } from "../queries/comparisons.ts";
import { type ComparisonShown, ComparisonTable } from "../ui/home/comparison-table.tsx";

const SHOWN = 30;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await requireAdmin(request);
  const comparisons = await listComparisons(db, { shopId: shop.id, limit: SHOWN });
  return { comparisons: comparisons.map(shownOf) };
}

function shownOf({ startedAt, finishedAt, ...line }: ComparisonLine): ComparisonShown {
  const healed = line.ordersHealed + line.tagsHealed + line.metafieldsHealed;
  const done = finishedAt === null ? "running" : healed > 0 ? "corrected" : "well";
  return { ...line, startedAt: startedAt.toISOString(), outcome: line.error === null ? done : "failed" };
}

/** What the nightly comparisons saw and set right (rule 25). */
export default function ComparisonsPage() {
  const { t } = useTranslation();
  const { comparisons } = useLoaderData<typeof loader>();
  return (
    <Page
      title={t("home:comparison.title")}
      subtitle={t("home:comparison.text")}
      backAction={{ content: t("home:title"), url: "/app" }}
    >
      <ComparisonTable comparisons={comparisons} />
    </Page>
  );
}
