/** @jsxImportSource preact */
import type { Anchor } from "cutstream";
import { useId } from "preact/hooks";

/** The nine places of a picture, as they lie in it. */
const PLACES: Readonly<Record<Anchor, string>> = {
  "top-left": "Top left",
  top: "Top",
  "top-right": "Top right",
  left: "Left",
  center: "Middle",
  right: "Right",
  "bottom-left": "Bottom left",
  bottom: "Bottom",
  "bottom-right": "Bottom right",
};

export interface AnchorFieldProps {
  readonly label: string;
  readonly value: Anchor;
  readonly onChange: (value: Anchor) => void;
}

/** A place of the picture, chosen in a picture of nine. */
export function AnchorField({ label, value, onChange }: AnchorFieldProps) {
  const group = useId();
  return (
    <fieldset class="anchors">
      <legend class="label">{label}</legend>
      <div>
        {Object.entries(PLACES).map(([name, text]) => (
          <label key={name} title={text}>
            <input
              type="radio"
              name={group}
              aria-label={text}
              checked={name === value}
              onChange={() => onChange(name as Anchor)}
            />
            <span />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
