import { Checkbox, Select } from "@shopify/polaris";
import { useSoon } from "./soon.ts";
import { TextField } from "./text-field.tsx";

/** What is chosen shows at once, and the form is drawn anew right after. */
const SOON_MS = 50;

/**
 * A value while it is typed: numbers may be any text until the program's own validation has said what is wrong with it.
 */
export type Typed<T> = T extends number
  ? number | string
  : T extends readonly (infer Item)[]
    ? Typed<Item>[]
    : T extends object
      ? { [Key in keyof T]: Typed<T[Key]> }
      : T;

/** The number that a text says, or the text itself, so that the validation can name it. */
export function wholeNumber(text: string): number | string {
  const trimmed = text.trim();
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

type FieldProps = {
  label: React.ReactNode;
  error?: string | undefined;
  helpText?: React.ReactNode;
  disabled?: boolean;
  labelHidden?: boolean;
};

type WholeNumberProps = FieldProps & {
  value: number | string;
  suffix?: string;
  onChange: (value: number | string) => void;
};

/** A field for points, days and months. */
export function WholeNumberField({ value, onChange, ...rest }: WholeNumberProps) {
  return (
    <TextField
      {...rest}
      value={String(value)}
      inputMode="numeric"
      autoComplete="off"
      onChange={(text) => onChange(wholeNumber(text))}
    />
  );
}

type DecimalProps = FieldProps & { value: string; prefix?: string; suffix?: string; onChange: (value: string) => void };

/** A field for money, multipliers and per cent: a decimal text, a comma counts as the decimal point. */
export function DecimalField({ value, onChange, ...rest }: DecimalProps) {
  return (
    <TextField
      {...rest}
      value={value}
      inputMode="decimal"
      autoComplete="off"
      onChange={(text) => onChange(text.trim().replace(",", "."))}
    />
  );
}

type ChoiceProps<Value extends string> = FieldProps & {
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

/** A choice of few. */
export function ChoiceField<Value extends string>({ options, onChange, value, ...rest }: ChoiceProps<Value>) {
  const chosen = useSoon(value, onChange, SOON_MS);
  return (
    <Select
      {...rest}
      value={chosen.value}
      options={options.map((option) => ({ ...option }))}
      onBlur={chosen.bring}
      onChange={(text) => {
        const option = options.find((candidate) => candidate.value === text);
        if (option !== undefined) chosen.change(option.value);
      }}
    />
  );
}

type SwitchProps = FieldProps & { checked: boolean; onChange: (checked: boolean) => void };

/** Yes or no. */
export function SwitchField({ checked, onChange, ...rest }: SwitchProps) {
  const soon = useSoon(checked, onChange, SOON_MS);
  return <Checkbox {...rest} checked={soon.value} onChange={soon.change} onBlur={soon.bring} />;
}
