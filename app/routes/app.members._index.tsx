import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { loadMemberList } from "../admin/member-list.server.ts";
import { MemberSearch } from "../ui/members/member-search.tsx";
import { MemberTable } from "../ui/members/member-table.tsx";

export async function loader({ request }: LoaderFunctionArgs) {
  return loadMemberList(request);
}

/** The program's members, and the search for one of them. */
export default function MembersPage() {
  const { t } = useTranslation();
  const { members, search, searchFailed, nextUrl, firstUrl } = useLoaderData<typeof loader>();
  return (
    <Page title={t("members:title")}>
      <BlockStack gap="400">
        <MemberSearch search={search} failed={searchFailed} />
        <MemberTable members={members} search={search} nextUrl={nextUrl} firstUrl={firstUrl} />
      </BlockStack>
    </Page>
  );
}
