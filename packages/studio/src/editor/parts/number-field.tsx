/** @jsxImportSource preact */
import { Field } from "../../ui/field.tsx";

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly onChange: (value: number) => void;
}

/** A number within limits: what is typed beyond them becomes the limit, what is none changes nothing. */
export function NumberField({ label, value, min, max, step = 1, hint, error, onChange }: NumberFieldProps) {
  const take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const typed = input.value.trim() === "" ? Number.NaN : Number(input.value);
    const taken = Number.isFinite(typed) ? Math.min(max, Math.max(min, rounded(typed, step))) : value;
    input.value = String(taken);
    if (taken !== value) onChange(taken);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(field) => <input {...field} type="number" {...{ value, min, max, step }} onChange={take} />}
    </Field>
  );
}

const rounded = (value: number, step: number): number => (step >= 1 ? Math.round(value) : value);
