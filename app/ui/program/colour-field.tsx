import { isColour } from "./tier-card-preview.tsx";
import { TextField } from "../text-field.tsx";

type Props = { label: string; value: string; error?: string | undefined; onChange: (value: string) => void };

/** A colour: typed as "#b8860b", or chosen with the browser's own picker beside it. */
export function ColourField({ label, value, error, onChange }: Props) {
  return (
    <TextField
      label={label}
      value={value}
      error={error}
      autoComplete="off"
      maxLength={7}
      onChange={(text) => onChange(text.trim())}
      connectedRight={
        <input
          type="color"
          aria-label={label}
          value={isColour(value) ? longForm(value) : "#000000"}
          onChange={(event) => onChange(event.currentTarget.value)}
          style={{ width: "2.5rem", height: "2rem", padding: 0, border: "none", background: "none", cursor: "pointer" }}
        />
      }
    />
  );
}

/** The browser's picker knows colours of six digits only. */
function longForm(colour: string): string {
  return colour.length === 7 ? colour : `#${colour.slice(1).replace(/./g, "$&$&")}`;
}
