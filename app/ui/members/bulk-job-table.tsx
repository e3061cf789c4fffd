import { Badge, BlockStack, Box, Card, Divider, InlineStack, Link, Text } from "@shopify/polaris";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { NothingYet } from "../nothing-yet.tsx";
import { useStaff } from "../use-staff.ts";
import type { BulkJobShown } from "./bulk-shown.ts";
import { useBulkWords } from "./bulk-words.ts";

/** The newest changes of many members, newest first. */
export function BulkJobTable({ jobs }: { jobs: readonly BulkJobShown[] }) {
  const { t } = useTranslation();
  if (jobs.length === 0) {
    return (
      <Card>
        <NothingYet
          heading={t("members:bulk.none.title")}
          text={t("members:bulk.none.text")}
          action={{ content: t("members:title"), url: "/app/members" }}
        />
      </Card>
    );
  }
  return (
    <Card padding="0">
      {jobs.map((job, position) => (
        <Fragment key={job.jobId}>
          {position === 0 ? null : <Divider />}
          <JobLine job={job} />
        </Fragment>
      ))}
    </Card>
  );
}

function JobLine({ job }: { job: BulkJobShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useBulkWords();
  const staff = useStaff();
  return (
    <Box padding="400">
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <BlockStack gap="100">
          <Link url={`/app/member-changes/${job.jobId}`}>{words(job)}</Link>
          <Text as="span" tone="subdued" variant="bodySm">
            {`${format.dateTime(job.at)} · ${staff(job.author)}`}
          </Text>
        </BlockStack>
        <InlineStack gap="200" blockAlign="center">
          <Text as="span">
            {t("members:bulk.changed", { count: job.changed, members: format.points(job.changed) })}
          </Text>
          <BulkStatus job={job} />
        </InlineStack>
      </InlineStack>
    </Box>
  );
}

/** Whether a change of many members is done, still going on, or undone. */
export function BulkStatus({ job }: { job: BulkJobShown }) {
  const { t } = useTranslation();
  if (job.undoneBy !== null) return <Badge>{t("members:bulk.status.undone")}</Badge>;
  if (job.status === "done") return <Badge tone="success">{t("members:bulk.status.done")}</Badge>;
  return <Badge tone="attention">{t("members:bulk.status.working")}</Badge>;
}
