import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { loadAudit } from "../admin/audit.server.ts";
import { AuditLog } from "../ui/audit/audit-log.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadAudit(request);
}

/** Who changed what, when, and how it was before. */
export default function AuditPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("audit:title")} subtitle={t("audit:text")} backAction={{ content: t("home:title"), url: "/app" }}>
      <AuditLog {...useLoaderData<typeof loader>()} />
    </Page>
  );
}
