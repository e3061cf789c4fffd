import type { LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Card, Link, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { loadMemberList } from "../admin/member-list.server.ts";
import { MemberFilters } from "../ui/members/member-filters.tsx";
import listStyles from "../ui/members/member-list.css?url";
import { MemberTable } from "../ui/members/member-table.tsx";
import { NoMembers } from "../ui/members/no-members.tsx";
import { useMemberList } from "../ui/members/use-member-list.ts";

export const links: LinksFunction = () => [{ rel: "stylesheet", href: listStyles }];

export async function loader({ request }: LoaderFunctionArgs) {
  return loadMemberList(request);
}

/** The program's members: search, filters, saved views, and what can be done to many at once. */
export default function MembersPage() {
  const { t } = useTranslation();
  const page = useLoaderData<typeof loader>();
  const { members, search, query, next, isFirst } = page;
  const moves = useMemberList(query, search);
  const address = (extra: Record<string, string>) => {
    const parameters = new URLSearchParams([...new URLSearchParams(query), ...Object.entries(extra)]).toString();
    return parameters === "" ? "/app/members" : `/app/members?${parameters}`;
  };
  return (
    <Page
      title={t("members:title")}
      secondaryActions={[{ content: t("members:bulk.title"), url: "/app/member-changes" }]}
    >
      <BlockStack gap="400">
        {page.running === null ? null : (
          <Banner tone="info">
            <Link url={`/app/member-changes/${page.running}`}>{t("members:bulk.running")}</Link>
          </Banner>
        )}
        <Card padding="0">
          <MemberFilters {...page} moves={moves} />
          {members.length === 0 ? (
            <NoMembers search={search} filtered={page.filterQuery !== ""} />
          ) : (
            <MemberTable
              key={members.map(({ memberId }) => memberId).join(",")}
              members={members}
              query={query}
              filterQuery={page.filterQuery}
              searching={search !== ""}
              levels={page.levels}
              today={page.today}
              nextUrl={next === null ? null : address({ after: next })}
              firstUrl={isFirst ? null : address({})}
            />
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}
