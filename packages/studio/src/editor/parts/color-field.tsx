/** @jsxImportSource preact */
import { Field } from "../../ui/field.tsx";

export interface ColorFieldProps {
  readonly label: string;
  /** `#rrggbb`. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A colour. */
export function ColorField({ label, value, onChange }: ColorFieldProps) {
  return (
    <Field label={label}>
      {(field) => (
        <input
          {...field}
          type="color"
          value={value.slice(0, 7)}
          onChange={(event) => onChange((event.currentTarget as HTMLInputElement).value)}
        />
      )}
    </Field>
  );
}
