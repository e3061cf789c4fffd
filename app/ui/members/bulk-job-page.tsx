import { Form, useNavigation } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import {
  BlockStack,
  Button,
  Card,
  InlineError,
  InlineStack,
  Link,
  List,
  Modal,
  Page,
  ProgressBar,
  Text,
} from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useStaff } from "../use-staff.ts";
import { BulkStatus } from "./bulk-job-table.tsx";
import type { BulkJobShown } from "./bulk-shown.ts";
import { useBulkWords } from "./bulk-words.ts";
import type { BulkProblem } from "./use-bulk-form.ts";
import { useRefresh } from "../use-refresh.ts";
import { useUndoToast } from "../use-undo-toast.ts";

const REFRESH_MS = 1_000;
/** Why a member was left as they were; anything else is told as unchanged. */
const REASONS = ["unchanged", "unknownMember", "unknownTier", "changedMeanwhile"] as const;

type Props = {
  job: BulkJobShown;
  skipped: readonly { memberId: string; reason: string }[];
  problem: BulkProblem | null;
};

/** A change of many members: how far it is, whom it left as they were, and the way back. */
export function BulkJobPage({ job, skipped, problem }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useBulkWords();
  const staff = useStaff();
  const [asking, setAsking] = useState(false);
  useRefresh(REFRESH_MS, job.status !== "done");
  useFinished(job);
  const canUndo = job.status === "done" && job.undoes === null && job.undoneBy === null && job.changed > 0;
  return (
    <Page
      title={words(job)}
      titleMetadata={<BulkStatus job={job} />}
      subtitle={`${format.dateTime(job.at)} · ${staff(job.author)}`}
      backAction={{ content: t("members:bulk.title"), url: "/app/member-changes" }}
      {...(canUndo ? { primaryAction: { content: t("members:bulk.undo"), onAction: () => setAsking(true) } } : {})}
    >
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="300">
            {job.change.kind === "adjust" ? <Text as="p">{`“${job.change.reason}”`}</Text> : null}
            <Progress job={job} />
            {job.undoneBy === null ? null : (
              <Link url={`/app/member-changes/${job.undoneBy}`}>{t("members:bulk.seeUndo")}</Link>
            )}
            {problem === null ? null : <InlineError message={t(`members:problem.${problem}`)} fieldID="bulk" />}
          </BlockStack>
        </Card>
        {skipped.length === 0 ? null : <Skipped skipped={skipped} />}
      </BlockStack>
      {asking ? <UndoModal job={job} onClose={() => setAsking(false)} /> : null}
    </Page>
  );
}

/** Whoever watches a change come to its end is told so, with the way back. */
function useFinished({ jobId, status, undoes, changed }: BulkJobShown): void {
  const { t } = useTranslation();
  const undoToast = useUndoToast();
  const shopify = useAppBridge();
  const wasDone = useRef(status === "done");
  useEffect(() => {
    if (status !== "done" || wasDone.current) return;
    wasDone.current = true;
    const text = t("members:bulk.finished");
    const undo = { fields: {}, action: `/app/member-changes/${jobId}`, fetcherKey: "bulk-undo" };
    if (undoes === null && changed > 0) undoToast(text, undo);
    else shopify.toast.show(text);
  }, [status, undoes, changed, jobId, t, undoToast, shopify]);
}

function Progress({ job }: { job: BulkJobShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const seen = job.changed + job.skipped;
  const percent = job.status === "done" ? 100 : job.total === 0 ? 0 : Math.floor((seen * 100) / job.total);
  const numbers = { seen: format.points(seen), total: format.points(job.total) };
  return (
    <BlockStack gap="200">
      <Text as="p" id="bulk-progress">
        {job.status === "listing" ? t("members:bulk.listing") : t("members:bulk.progress", numbers)}
      </Text>
      <ProgressBar progress={percent} size="small" tone="primary" ariaLabelledBy="bulk-progress" />
      <InlineStack gap="400">
        <Text as="span">{t("members:bulk.changed", { count: job.changed, members: format.points(job.changed) })}</Text>
        <Text as="span" tone="subdued">
          {t("members:bulk.skipped", { count: job.skipped, members: format.points(job.skipped) })}
        </Text>
      </InlineStack>
    </BlockStack>
  );
}

function Skipped({ skipped }: { skipped: Props["skipped"] }) {
  const { t } = useTranslation();
  const words = (reason: string) => {
    const known = REASONS.find((one) => one === reason) ?? "unchanged";
    return t(`members:bulk.reason.${known}`);
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("members:bulk.left")}
        </Text>
        <List>
          {skipped.map(({ memberId, reason }) => (
            <List.Item key={memberId}>
              <Link url={`/app/members/${memberId}`}>{t("members:unnamed", { id: memberId })}</Link>
              {`: ${words(reason)}`}
            </List.Item>
          ))}
        </List>
      </BlockStack>
    </Card>
  );
}

function UndoModal({ job, onClose }: { job: BulkJobShown; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const busy = useNavigation().state !== "idle";
  const text = job.change.kind === "adjust" ? "members:bulk.undoPoints" : "members:bulk.undoTier";
  return (
    <Modal open onClose={onClose} title={t("members:bulk.undoTitle")}>
      <Modal.Section>
        <BlockStack gap="400">
          <Text as="p">{t(text, { count: job.changed, members: format.points(job.changed) })}</Text>
          <Form method="post">
            <InlineStack align="end" gap="200">
              <Button onClick={onClose}>{t("common:cancel")}</Button>
              <Button submit variant="primary" loading={busy}>
                {t("members:bulk.undo")}
              </Button>
            </InlineStack>
          </Form>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
