import { BlockStack, FormLayout, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ChoiceField } from "../fields.tsx";

/** When a version takes effect: at once, or at a day and time of the shop's. */
export type When = { when: "now" | "later"; day: string; clock: string };

export const AT_ONCE: When = { when: "now", day: "", clock: "00:00" };

type TimeProps = {
  when: When;
  /** The shop's day today: no earlier one can be chosen. */
  today: string;
  timeZone: string;
  error: string | undefined;
  onChange: (when: When) => void;
};

/** A day and a time in the shop's time zone. */
export function TimeFields({ when, today, timeZone, error, onChange }: TimeProps) {
  const { t } = useTranslation();
  return (
    <FormLayout>
      <FormLayout.Group condensed>
        <TextField
          label={t("program:when.day")}
          type="date"
          value={when.day}
          min={today}
          autoComplete="off"
          error={error}
          onChange={(day) => onChange({ ...when, day })}
        />
        <TextField
          label={t("program:when.clock")}
          type="time"
          value={when.clock}
          autoComplete="off"
          helpText={t("program:when.zone", { zone: timeZone })}
          onChange={(clock) => onChange({ ...when, clock })}
        />
      </FormLayout.Group>
    </FormLayout>
  );
}

/** At once or later, and then when. */
export function WhenFields(props: TimeProps) {
  const { t } = useTranslation();
  const { when, onChange } = props;
  return (
    <BlockStack gap="300">
      <ChoiceField
        label={t("program:when.label")}
        value={when.when}
        options={[
          { value: "now", label: t("program:when.now") },
          { value: "later", label: t("program:when.later") },
        ]}
        onChange={(choice) => onChange({ ...when, when: choice === "later" ? "later" : "now" })}
      />
      {when.when === "later" ? <TimeFields {...props} /> : null}
    </BlockStack>
  );
}
