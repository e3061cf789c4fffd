import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Checkbox, InlineError, Modal, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProgramError } from "../../domain/program.ts";
import { useFormat } from "../format.ts";
import { useDescribeProblem } from "../problems.ts";
import { useForm } from "../use-form.ts";
import type { ShownVersion } from "./version-list.tsx";
import { TimeFields, type When } from "./when-fields.tsx";

/** What the page's action answers to each of the questions here. */
type Answer =
  | { ok: true; intent: "rollBack" | "reschedule"; version: number }
  | { ok: true; intent: "takeBack"; draft: boolean }
  | { ok: false; reason: "inForce" | "past" | "notATime" }
  | { ok: false; reason: "problems"; problems: ProgramError[] };

type Form = { busy: boolean; problem: string | null; send: (fields: Record<string, string>) => void };

/** Sends a form to the page's own action; a success is told once and closes the question. */
function useVersionForm(onClose: () => void, told: (answer: Extract<Answer, { ok: true }>) => string): Form {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const describe = useDescribeProblem();
  const { answer, busy, submit } = useForm<Answer>((given) => {
    if (!given.ok) return;
    shopify.toast.show(told(given));
    onClose();
  });
  let problem: string | null = null;
  if (answer?.ok === false) {
    problem =
      answer.reason === "problems"
        ? answer.problems.map((each) => `${each.path}: ${describe(each)}`).join(" ")
        : t(`program:when.problem.${answer.reason}`);
  }
  return {
    busy,
    problem,
    // "?index": the page's own action, not that of the layout around it.
    send: (fields) => submit(fields, { method: "post", action: "/app/program?index" }),
  };
}

type RollBackProps = { version: number; waiting: readonly ShownVersion[]; onClose: () => void };

/** Asks before an earlier version is published again, and says what a version that waits will do to it. */
export function RollBackModal({ version, waiting, onClose }: RollBackProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [takeBack, setTakeBack] = useState(false);
  const form = useVersionForm(onClose, (answer) =>
    t("program:rollBack.done", { version, published: "version" in answer ? answer.version : version }),
  );
  const numbers = waiting.map((each) => each.version);
  return (
    <Modal
      open
      onClose={onClose}
      title={t("program:rollBack.title", { version })}
      primaryAction={{
        content: t("program:rollBack.action"),
        loading: form.busy,
        onAction: () =>
          form.send({ intent: "rollBack", version: String(version), takeBack: takeBack ? numbers.join(",") : "" }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">{t("program:rollBack.text")}</Text>
          {waiting.map((each) => (
            <Text as="p" key={each.version}>
              {t("program:rollBack.waiting", { version: each.version, date: format.dateTime(each.effectiveAt) })}
            </Text>
          ))}
          {waiting.length === 0 ? null : (
            <Checkbox
              label={t("program:waiting.takeBack", { count: numbers.length, list: numbers.join(", ") })}
              checked={takeBack}
              onChange={setTakeBack}
            />
          )}
          <Problem form={form} />
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

/** Asks before a version that waits is taken back. */
export function TakeBackModal({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useVersionForm(onClose, (answer) =>
    t("draft" in answer && answer.draft ? "program:takeBack.doneDraft" : "program:takeBack.done", { version }),
  );
  return (
    <Modal
      open
      onClose={onClose}
      title={t("program:takeBack.title", { version })}
      primaryAction={{
        content: t("program:takeBack.action"),
        destructive: true,
        loading: form.busy,
        onAction: () => form.send({ intent: "takeBack", version: String(version) }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">{t("program:takeBack.text")}</Text>
          <Problem form={form} />
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

type RescheduleProps = { version: ShownVersion; timeZone: string; today: string; onClose: () => void };

/** Gives a version that waits another time. */
export function RescheduleModal({ version, timeZone, today, onClose }: RescheduleProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [when, setWhen] = useState<When>({ when: "later", day: "", clock: "00:00" });
  const form = useVersionForm(onClose, () => t("program:reschedule.done"));
  return (
    <Modal
      open
      onClose={onClose}
      title={t("program:reschedule.title", { version: version.version })}
      primaryAction={{
        content: t("program:reschedule.action"),
        loading: form.busy,
        onAction: () =>
          form.send({
            intent: "reschedule",
            version: String(version.version),
            day: when.day,
            clock: when.clock,
          }),
      }}
      secondaryActions={[{ content: t("common:cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">{t("program:versions.from", { date: format.dateTime(version.effectiveAt) })}</Text>
          <TimeFields
            when={when}
            today={today}
            timeZone={timeZone}
            error={form.problem ?? undefined}
            onChange={setWhen}
          />
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

function Problem({ form }: { form: Form }) {
  return form.problem === null ? null : <InlineError message={form.problem} fieldID="version-problem" />;
}
