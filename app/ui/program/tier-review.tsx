import { useRevalidator } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Button, Card, InlineStack, Modal, Page, ProgressBar, Text } from "@shopify/polaris";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { NothingYet } from "../nothing-yet.tsx";
import { useForm } from "../use-form.ts";
import type { ReviewAnswer, ReviewPage, ShownMove, ShownReview } from "./review-shown.ts";
import { TierMoves } from "./tier-moves.tsx";

/** How often the page asks how far a review has come. */
const POLL_MS = 1_500;

/** Assigns tiers now: to everybody, with a look first that the worker does, or to a few members at once. */
export function TierReview(page: ReviewPage) {
  const { t } = useTranslation();
  const isChosen = page.scope === "chosen";
  return (
    <Page
      title={t("tiers:review.title")}
      {...(isChosen ? { subtitle: t("tiers:review.chosen.subtitle", { count: page.members.length }) } : {})}
      backAction={
        isChosen
          ? { content: t("members:title"), url: backOf(page.members) }
          : { content: t("program:tiers.title"), url: "/app/program/tiers" }
      }
    >
      {isChosen ? <Chosen members={page.members} moves={page.moves} /> : <Everybody review={page.review} />}
    </Page>
  );
}

function backOf(members: readonly string[]): string {
  const [only] = members;
  return members.length === 1 && only !== undefined ? `/app/members/${only}` : "/app/members";
}

type Send = { busy: boolean; problem: "running" | "notReady" | null; send: (fields: Record<string, string>) => void };

function useReviewForm(): Send {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { answer, busy, submit } = useForm<ReviewAnswer>((given) => {
    if (given.ok && given.moved !== null) shopify.toast.show(t("tiers:review.chosen.moved", { count: given.moved }));
  });
  return {
    busy,
    problem: answer?.ok === false ? answer.problem : null,
    send: (fields) => submit(fields, { method: "post" }),
  };
}

function Everybody({ review }: { review: ShownReview | null }) {
  const form = useReviewForm();
  const working = review?.status === "looking" || review?.status === "moving";
  usePolling(working);
  return (
    <BlockStack gap="400">
      <Problem form={form} />
      {review === null ? <Intro form={form} /> : null}
      {review !== null && working ? <Working review={review} form={form} /> : null}
      {review?.status === "ready" ? <Ready review={review} form={form} /> : null}
      {review?.status === "done" ? <Done review={review} form={form} /> : null}
    </BlockStack>
  );
}

/** Asks again and again while the worker is at it. */
function usePolling(active: boolean) {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!active || state !== "idle") return undefined;
    const timer = setTimeout(revalidate, POLL_MS);
    return () => clearTimeout(timer);
  }, [active, state, revalidate]);
}

function Problem({ form }: { form: Send }) {
  const { t } = useTranslation();
  if (form.problem === null) return null;
  return (
    <Banner tone="warning">
      <p>{t(`tiers:review.problem.${form.problem}`)}</p>
    </Banner>
  );
}

function Section({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {text === undefined ? null : <Text as="p">{text}</Text>}
        {children}
      </BlockStack>
    </Card>
  );
}

function Intro({ form }: { form: Send }) {
  const { t } = useTranslation();
  return (
    <Section title={t("tiers:review.intro.title")} text={t("tiers:review.intro.text")}>
      <InlineStack>
        <Button variant="primary" loading={form.busy} onClick={() => form.send({ intent: "begin" })}>
          {t("tiers:review.intro.begin")}
        </Button>
      </InlineStack>
    </Section>
  );
}

function Working({ review, form }: { review: ShownReview; form: Send }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stage = review.status === "looking" ? "looking" : "moving";
  const percent = review.total === 0 ? 0 : Math.min(100, (review.seen / review.total) * 100);
  const seen = { seen: format.points(review.seen), total: format.points(review.total) };
  return (
    <>
      <Section title={t(`tiers:review.${stage}.title`)} text={t(`tiers:review.${stage}.text`)}>
        <div role="status">
          <Text as="p" id="review-progress">
            {t("tiers:review.seen", seen)}
          </Text>
        </div>
        <ProgressBar progress={percent} ariaLabelledBy="review-progress" />
        {stage === "moving" ? null : (
          <InlineStack>
            <Button loading={form.busy} onClick={() => form.send({ intent: "dismiss", review: review.reviewId })}>
              {t("tiers:review.cancel")}
            </Button>
          </InlineStack>
        )}
      </Section>
      <TierMoves moves={review.moves} done={stage === "moving"} />
    </>
  );
}

const countOf = (moves: readonly ShownMove[]): number => moves.reduce((sum, { members }) => sum + members, 0);

function Ready({ review, form }: { review: ShownReview; form: Send }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = countOf(review.moves);
  if (count === 0) return <NobodyMoves form={form} />;
  return (
    <>
      <Section
        title={t("tiers:review.ready.title", { count })}
        text={t("tiers:review.ready.text", { date: format.dateTime(review.at) })}
      >
        <InlineStack gap="200">
          <Confirm
            count={count}
            busy={form.busy}
            onConfirm={() => form.send({ intent: "confirm", review: review.reviewId })}
          />
          <Button loading={form.busy} onClick={() => form.send({ intent: "dismiss", review: review.reviewId })}>
            {t("tiers:review.ready.dismiss")}
          </Button>
        </InlineStack>
      </Section>
      <TierMoves moves={review.moves} done={false} />
    </>
  );
}

function NobodyMoves({ form }: { form: Send }) {
  const { t } = useTranslation();
  return (
    <Section title={t("tiers:review.ready.none")} text={t("tiers:review.ready.noneText")}>
      <InlineStack>
        <Button loading={form.busy} onClick={() => form.send({ intent: "begin" })}>
          {t("tiers:review.again")}
        </Button>
      </InlineStack>
    </Section>
  );
}

/** The button that moves members, after a question: a bonus that is given is not taken back. */
function Confirm({ count, busy, onConfirm }: { count: number; busy: boolean; onConfirm: () => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const confirm = () => {
    setAsking(false);
    onConfirm();
  };
  return (
    <>
      <Button variant="primary" loading={busy} onClick={() => setAsking(true)}>
        {t("tiers:review.ready.confirm", { count })}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t("tiers:review.ask.title", { count })}
        primaryAction={{ content: t("tiers:review.ready.confirm", { count }), onAction: confirm }}
        secondaryActions={[{ content: t("common:cancel"), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t("tiers:review.ask.text")}</Text>
        </Modal.Section>
      </Modal>
    </>
  );
}

function Done({ review, form }: { review: ShownReview; form: Send }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = countOf(review.moves);
  const title = count === 0 ? t("tiers:review.done.none") : t("tiers:review.done.title", { count });
  return (
    <>
      <Section
        title={title}
        text={t("tiers:review.done.text", { date: format.dateTime(review.finishedAt ?? review.at) })}
      >
        <InlineStack>
          <Button loading={form.busy} onClick={() => form.send({ intent: "begin" })}>
            {t("tiers:review.again")}
          </Button>
        </InlineStack>
      </Section>
      <TierMoves moves={review.moves} done />
    </>
  );
}

function Chosen({ members, moves }: { members: readonly string[]; moves: readonly ShownMove[] }) {
  const { t } = useTranslation();
  const form = useReviewForm();
  const count = countOf(moves);
  if (count === 0) {
    return (
      <Card>
        <NothingYet
          heading={t("tiers:review.ready.none")}
          text={t("tiers:review.ready.noneText")}
          action={{ content: t("tiers:review.ready.noneAction"), url: "/app/program/tiers" }}
        />
      </Card>
    );
  }
  return (
    <BlockStack gap="400">
      <Section title={t("tiers:review.ready.title", { count })}>
        <InlineStack gap="200">
          <Confirm
            count={count}
            busy={form.busy}
            onConfirm={() => form.send({ intent: "chosen", members: members.join(",") })}
          />
          <Button url={backOf(members)}>{t("tiers:review.ready.dismiss")}</Button>
        </InlineStack>
      </Section>
      <TierMoves moves={moves} done={false} />
    </BlockStack>
  );
}
