import { TextField as PolarisTextField, type TextFieldProps } from "@shopify/polaris";
import { useSoon } from "./soon.ts";

/** Longer than the pauses of somebody who types, shorter than those of somebody who looks at what came of it. */
const PAUSE_MS = 200;

type Props = Omit<TextFieldProps, "value" | "onChange" | "onBlur"> & {
  value: string;
  onChange: (value: string) => void;
};

/** Polaris' field for the pages' large forms: it shows every key at once, whatever the form has to draw for it. */
export function TextField({ value, onChange, ...rest }: Props) {
  const typed = useSoon(value, onChange, PAUSE_MS);
  return <PolarisTextField {...rest} value={typed.value} onChange={typed.change} onBlur={typed.bring} />;
}
