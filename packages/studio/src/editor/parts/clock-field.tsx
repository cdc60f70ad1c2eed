/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { Field } from "../../ui/field.tsx";
import { clock, parseClock, TICKS_PER_MS } from "../core/rate.ts";

export interface ClockFieldProps {
  readonly label: string;
  /** Milliseconds; null: none, where `empty` says what that means. */
  readonly value: number | null;
  /** What an empty field means: `the end`. Without it there must be a time. */
  readonly empty?: string;
  readonly error?: string | undefined;
  readonly onChange: (value: number | null) => void;
}

/** A time as `1:02.345`. */
export function ClockField({ label, value, empty, error, onChange }: ClockFieldProps) {
  const [wrong, setWrong] = useState<string>();
  const take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const none = input.value.trim() === "" && empty !== undefined;
    const ms = none ? null : parseClock(input.value);
    setWrong(ms === undefined ? "A time such as 12.5 or 1:02.345." : undefined);
    if (ms === undefined) return;
    input.value = textOf(ms);
    if (ms !== value) onChange(ms);
  };
  return (
    <Field label={label} error={wrong ?? error}>
      {(field) => (
        <input
          {...field}
          type="text"
          inputMode="decimal"
          placeholder={empty}
          value={textOf(value)}
          onChange={take}
        />
      )}
    </Field>
  );
}

const textOf = (ms: number | null): string => (ms === null ? "" : clock(ms * TICKS_PER_MS));
