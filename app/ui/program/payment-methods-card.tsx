import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ChoiceField } from "../fields.tsx";
import { useFormat } from "../format.ts";
import { useMethodName } from "../method-name.ts";
import type { EarningValues } from "./earning-form.tsx";
import { SectionCard } from "./section-card.tsx";

/** A payment method that occurred in the shop's orders, and in how many of the latest ones. */
export type PaymentMethodShown = { method: string; orders: number; isNew: boolean };

type Methods = EarningValues["paymentMethods"];
type Choice = "earn" | "ignore" | "default";

type Props = {
  methods: Methods;
  seen: readonly PaymentMethodShown[];
  change: (methods: Methods) => void;
};

/** One line for each payment method that the shop's orders or the program know, each with its own choice. */
export function PaymentMethodsCard({ methods, seen, change }: Props) {
  const { t } = useTranslation();
  const known = new Set(seen.map(({ method }) => method));
  const onlyInProgram = [...methods.earn, ...methods.ignore].filter((method) => !known.has(method));
  const lines = [...seen, ...[...new Set(onlyInProgram)].map((method) => ({ method, orders: 0, isNew: false }))];
  return (
    <SectionCard title={t("program:methods.title")} text={t("program:methods.text")}>
      <ChoiceField
        label={t("program:methods.unknown")}
        helpText={t("program:methods.unknownHelp")}
        value={methods.default}
        options={(["earn", "ignore"] as const).map((value) => ({ value, label: t(`program:methods.${value}`) }))}
        onChange={(chosen) => change({ ...methods, default: chosen })}
      />
      <BlockStack gap="300">
        {lines.map((line) => (
          <MethodLine key={line.method} line={line} methods={methods} change={change} />
        ))}
      </BlockStack>
    </SectionCard>
  );
}

function MethodLine({
  line,
  methods,
  change,
}: {
  line: PaymentMethodShown;
  methods: Methods;
  change: (methods: Methods) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useMethodName()(line.method);
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <BlockStack gap="050">
        <InlineStack align="start" gap="200">
          <Text as="span" fontWeight="medium">
            {name}
          </Text>
          {line.isNew ? <Badge tone="attention">{t("program:methods.new")}</Badge> : null}
        </InlineStack>
        <Text as="span" tone="subdued" variant="bodySm">
          {t("program:methods.orders", { count: line.orders, shown: format.points(line.orders) })}
        </Text>
      </BlockStack>
      <ChoiceField
        label={t("program:methods.choice", { method: name })}
        labelHidden
        value={choiceOf(methods, line.method)}
        options={[
          { value: "default", label: t(`program:methods.likeUnknown.${methods.default}`) },
          { value: "earn", label: t("program:methods.earn") },
          { value: "ignore", label: t("program:methods.ignore") },
        ]}
        onChange={(choice) => change(withChoice(methods, line.method, choice))}
      />
    </InlineStack>
  );
}

/** What a program says about one method; a method in both lists is ignored (rule 3). */
export function choiceOf(methods: Methods, method: string): Choice {
  if (methods.ignore.includes(method)) return "ignore";
  return methods.earn.includes(method) ? "earn" : "default";
}

/** The lists after one method's choice has changed. */
export function withChoice(methods: Methods, method: string, choice: Choice): Methods {
  const without = (list: readonly string[]) => list.filter((other) => other !== method);
  const earn = without(methods.earn);
  const ignore = without(methods.ignore);
  if (choice === "earn") return { ...methods, earn: [...earn, method], ignore };
  if (choice === "ignore") return { ...methods, earn, ignore: [...ignore, method] };
  return { ...methods, earn, ignore };
}
