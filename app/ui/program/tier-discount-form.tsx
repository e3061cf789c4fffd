import { FormLayout } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ChoiceField, DecimalField, SwitchField } from "../fields.tsx";
import type { ErrorAt } from "../problems.ts";
import { SectionCard } from "./section-card.tsx";
import type { TierValues } from "./tier-form.tsx";

type Discount = TierValues["discount"];
type Given = NonNullable<Discount>;
type Props = {
  path: string;
  discount: Discount;
  change: (discount: Discount) => void;
  errorAt: ErrorAt;
  currency: string;
};

const KINDS = ["none", "percentage", "freeShipping"] as const;

/** A discount that members of the tier get without a code. */
export function TierDiscountForm({ path, discount, change, errorAt, currency }: Props) {
  const { t } = useTranslation();
  return (
    <SectionCard title={t("tiers:discount.title")} text={t("tiers:discount.text")}>
      <ChoiceField
        label={t("tiers:discount.kind.label")}
        value={discount === null ? "none" : discount.type}
        options={KINDS.map((value) => ({ value, label: t(`tiers:discount.kind.${value}`) }))}
        {...(errorAt(path) === undefined ? {} : { error: errorAt(path) })}
        onChange={(kind) => change(ofKind(discount, kind))}
      />
      {discount === null ? null : (
        <FormLayout.Group>
          {discount.type === "percentage" ? (
            <DecimalField
              label={t("tiers:discount.value")}
              value={discount.value}
              suffix="%"
              error={errorAt(`${path}.value`)}
              onChange={(value) => change({ ...discount, value })}
            />
          ) : null}
          <DecimalField
            label={t("tiers:discount.minimum")}
            value={discount.minimumSubtotal}
            suffix={currency}
            error={errorAt(`${path}.minimumSubtotal`)}
            onChange={(minimumSubtotal) => change({ ...discount, minimumSubtotal })}
          />
        </FormLayout.Group>
      )}
      {discount === null ? null : <Combines discount={discount} change={change} />}
    </SectionCard>
  );
}

function Combines({ discount, change }: { discount: Given; change: (discount: Given) => void }) {
  const { t } = useTranslation();
  const { combinesWith } = discount;
  return (["order", "product", "shipping"] as const).map((kind) => (
    <SwitchField
      key={kind}
      label={t(`tiers:discount.combines.${kind}`)}
      checked={combinesWith[kind]}
      onChange={(checked) => change({ ...discount, combinesWith: { ...combinesWith, [kind]: checked } })}
    />
  ));
}

function ofKind(discount: Discount, kind: (typeof KINDS)[number]): Discount {
  if (kind === "none") return null;
  const base = {
    minimumSubtotal: discount?.minimumSubtotal ?? "0.00",
    combinesWith: discount?.combinesWith ?? { order: false, product: false, shipping: true },
  };
  return kind === "percentage" ? { ...base, type: "percentage", value: "10" } : { ...base, type: "freeShipping" };
}
