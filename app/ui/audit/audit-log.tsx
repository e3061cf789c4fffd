import { useNavigate } from "@remix-run/react";
import {
  BlockStack,
  Box,
  Button,
  Card,
  Collapsible,
  Divider,
  FormLayout,
  InlineStack,
  Link,
  Text,
  TextField,
} from "@shopify/polaris";
import { Fragment, memo, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceField } from "../fields.tsx";
import { useFormat } from "../format.ts";
import { NothingYet } from "../nothing-yet.tsx";
import { useStaff } from "../use-staff.ts";
import { LINKED_SHOPS } from "../links/links-shown.ts";
import { AUDIT_ACTIONS, type AuditLineShown } from "./audit-shown.ts";

type Props = {
  lines: readonly AuditLineShown[];
  next: string | null;
  isFirst: boolean;
  actors: readonly { id: string; name: string }[];
  filter: Readonly<Record<string, string>>;
};

/** Every change, newest first, and the ways to find one. */
export function AuditLog({ lines, next, isFirst, actors, filter }: Props) {
  const { t } = useTranslation();
  const filtered = Object.values(filter).some((value) => value !== "");
  return (
    <BlockStack gap="400">
      <AuditFilters key={JSON.stringify(filter)} actors={actors} filter={filter} />
      <Card padding="0">
        {lines.length === 0 ? <NoChanges filtered={filtered} /> : null}
        {lines.map((line, position) => (
          <Fragment key={line.id}>
            {position === 0 ? null : <Divider />}
            <AuditLine line={line} />
          </Fragment>
        ))}
        {next === null && isFirst ? null : (
          <Box padding="300">
            <InlineStack align="center" gap="300">
              {isFirst ? null : <Button url={address(filter, {})}>{t("audit:newest")}</Button>}
              {next === null ? null : <Button url={address(filter, { before: next })}>{t("audit:older")}</Button>}
            </InlineStack>
          </Box>
        )}
      </Card>
    </BlockStack>
  );
}

function address(filter: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, ...more })) if (value !== "") parameters.set(name, value);
  const text = parameters.toString();
  return text === "" ? "/app/audit" : `/app/audit?${text}`;
}

function NoChanges({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  return filtered ? (
    <NothingYet
      heading={t("audit:noneSuch.title")}
      text={t("audit:noneSuch.text")}
      action={{ content: t("audit:all"), url: "/app/audit" }}
    />
  ) : (
    <NothingYet
      heading={t("audit:none.title")}
      text={t("audit:none.text")}
      action={{ content: t("audit:none.action"), url: "/app/program" }}
    />
  );
}

function AuditFilters({ actors, filter }: Pick<Props, "actors" | "filter">) {
  const { t } = useTranslation();
  const staff = useStaff();
  const navigate = useNavigate();
  const words = useActionWords();
  const [wish, setWish] = useState(filter);
  const set = useCallback((name: string, value: string) => setWish((before) => ({ ...before, [name]: value })), []);
  const people = useMemo(
    () => [
      { value: "", label: t("audit:everybody") },
      ...actors.map(({ id, name }) => ({ value: id, label: staff(name) })),
    ],
    [t, actors, staff],
  );
  const actions = useMemo(
    () => [
      { value: "", label: t("audit:everything") },
      ...AUDIT_ACTIONS.map((action) => ({ value: action, label: words(action) })),
    ],
    [t, words],
  );
  const day = (name: "from" | "to") => (
    <TextField
      label={t(`audit:${name}`)}
      type="date"
      value={wish[name] ?? ""}
      autoComplete="off"
      onChange={(value) => set(name, value)}
    />
  );
  return (
    <Card>
      <FormLayout>
        <FormLayout.Group>
          <Choice name="actor" label={t("audit:who")} value={wish["actor"] ?? ""} options={people} set={set} />
          <Choice name="action" label={t("audit:what")} value={wish["action"] ?? ""} options={actions} set={set} />
        </FormLayout.Group>
        <FormLayout.Group>
          <TextField
            label={t("audit:whom")}
            helpText={t("audit:whomHelp")}
            value={wish["subject"] ?? ""}
            autoComplete="off"
            maxLength={100}
            onChange={(value) => set("subject", value)}
          />
          {day("from")}
          {day("to")}
        </FormLayout.Group>
        <InlineStack gap="200">
          <Button variant="primary" onClick={() => navigate(address(wish, {}))}>
            {t("audit:search")}
          </Button>
          <Button url="/app/audit">{t("audit:all")}</Button>
        </InlineStack>
      </FormLayout>
    </Card>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  value: string;
  options: { value: string; label: string }[];
  set: (name: string, value: string) => void;
};

/** A list to choose from; typing into another field leaves its many lines as they are. */
const Choice = memo(function Choice({ name, label, value, options, set }: ChoiceProps) {
  return <ChoiceField label={label} value={value} options={options} onChange={(chosen) => set(name, chosen)} />;
});

function useActionWords(): (action: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (action: string) => {
      const known = AUDIT_ACTIONS.find((one) => one === action);
      const key = known?.replace(".", "");
      return key === undefined ? action : t(`audit:action.${key}`);
    },
    [t],
  );
}

function AuditLine({ line }: { line: AuditLineShown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  const words = useActionWords();
  const [open, setOpen] = useState(false);
  const id = `change-${line.id}`;
  const hasDetails = line.before !== null || line.after !== null;
  return (
    <Box padding="400">
      <BlockStack gap="200">
        <InlineStack align="space-between" gap="300">
          <InlineStack gap="200">
            <Text as="span" fontWeight="medium">
              {words(line.action)}
            </Text>
            <Subject subject={line.subject} shop={line.shop} />
          </InlineStack>
          <Text as="span" tone="subdued">
            {`${staff(line.actor)} · ${format.dateTime(line.at)}`}
          </Text>
        </InlineStack>
        {hasDetails ? (
          <Box>
            <Button
              variant="plain"
              disclosure={open ? "up" : "down"}
              ariaExpanded={open}
              ariaControls={id}
              onClick={() => setOpen(!open)}
            >
              {t("audit:details")}
            </Button>
            <Collapsible id={id} open={open}>
              <Box paddingBlockStart="200">
                <InlineStack gap="800">
                  <Side name={t("audit:before")} value={line.before} />
                  <Side name={t("audit:after")} value={line.after} />
                </InlineStack>
              </Box>
            </Collapsible>
          </Box>
        ) : null}
      </BlockStack>
    </Box>
  );
}

/** What was changed, as a link where there is a page for it. */
function Subject({ subject, shop }: Pick<AuditLineShown, "subject" | "shop">) {
  const { t } = useTranslation();
  const [kind = "", id = ""] = (subject ?? "").split(":");
  if (subject === null) return null;
  if (kind === "member") return <Link url={`/app/members/${id}`}>{t("members:unnamed", { id })}</Link>;
  if (kind === "customer" && shop !== null) {
    const store = shop.replace(/\.myshopify\.com$/, "");
    return (
      <Link url={`https://admin.shopify.com/store/${store}/customers/${id}`} target="_blank">
        {t("audit:customerOf", { id, shop })}
      </Link>
    );
  }
  if (kind === "customer") return <Link url={`shopify://admin/customers/${id}`}>{t("audit:customer", { id })}</Link>;
  if (kind === "job") return <Link url={`/app/member-changes/${id}`}>{t("audit:job", { id })}</Link>;
  if (kind === "version") return <Link url="/app/program">{t("audit:version", { id })}</Link>;
  if (kind === "shop") return <Link url={LINKED_SHOPS}>{t("audit:shop", { id })}</Link>;
  return <Text as="span">{subject}</Text>;
}

/** One side of a change: names and values, in the words of the data, because every kind of change has its own. */
function Side({ name, value }: { name: string; value: unknown }) {
  if (value === null || value === undefined) return null;
  const entries = typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [["", value] as const];
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {name}
      </Text>
      {entries.map(([key, each]) => (
        <Text key={key} as="p" breakWord>
          {`${key === "" ? "" : `${key}: `}${typeof each === "string" ? each : JSON.stringify(each)}`}
        </Text>
      ))}
    </BlockStack>
  );
}
