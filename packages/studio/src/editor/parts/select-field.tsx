/** @jsxImportSource preact */
import { Field } from "../../ui/field.tsx";

export interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  /** What there is to choose, and what it is called. */
  readonly options: Readonly<Record<T, string>>;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly onChange: (value: T) => void;
}

/** One of a few. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  hint,
  error,
  onChange,
}: SelectFieldProps<T>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(field) => (
        <select
          {...field}
          value={value}
          onChange={(event) => onChange((event.currentTarget as HTMLSelectElement).value as T)}
        >
          {Object.entries<string>(options).map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
