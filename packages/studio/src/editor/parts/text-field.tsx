/** @jsxImportSource preact */
import { Field } from "../../ui/field.tsx";

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  /** Lines; one by default. */
  readonly lines?: number;
  /** Told of every letter. */
  readonly onInput: (value: string) => void;
  /** Told when the field is left. */
  readonly onDone?: () => void;
}

/** A text. */
export function TextField({
  label,
  value,
  hint,
  placeholder,
  error,
  lines = 1,
  onInput,
  onDone,
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(field) => {
        const own = {
          ...field,
          value,
          placeholder,
          onInput: (event: Event) => onInput((event.currentTarget as HTMLInputElement).value),
          onBlur: onDone,
        };
        return lines > 1 ? <textarea {...own} rows={lines} /> : <input {...own} type="text" />;
      }}
    </Field>
  );
}
