/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What a control takes over from its field. */
export interface FieldAttributes {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with what was given. */
  readonly error?: string | undefined;
  /** Draws the control: `(field) => <input {...field} />`. */
  readonly children: (field: FieldAttributes) => ComponentChildren;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const help = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        ...(help === undefined ? {} : { "aria-describedby": `${id}-help` }),
        ...(error === undefined ? {} : { "aria-invalid": true }),
      })}
      {help !== undefined && (
        <p id={`${id}-help`} class={error === undefined ? "hint" : "hint bad"}>
          {help}
        </p>
      )}
    </div>
  );
}
